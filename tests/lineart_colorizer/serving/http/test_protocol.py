"""Over sockets: clients that are slow or speak no HTTP."""

import os
import socket
import time

import httpx
import pytest

from lineart_colorizer.serving.http import protocol
from tests.lineart_colorizer.serving.http.light import listening, make_light


@pytest.fixture(scope="module")
def light():
    with listening(make_light(None)) as port:
        yield port


def said_to(port: int, *parts: bytes) -> bytes:
    """All that is answered until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        found = b""
        while part := connection.recv(4096):
            found += part
        return found


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_who_does_not_end_its_headers_is_hung_up_on(light, monkeypatch, begun):
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.05)
    assert said_to(light, begun) == b""
    assert httpx.get(f"http://127.0.0.1:{light}/").status_code == 200


def test_what_is_no_http_is_answered_as_json(light):
    head, _, body = said_to(light, b"\x16\x03\x01 hello\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert body == b'{"error": {"code": "bad_request", "message": "Invalid HTTP request received."}}'


def test_one_connection_serves_many_requests(light):
    with httpx.Client(base_url=f"http://127.0.0.1:{light}") as client:
        assert {client.get("/").text for _ in range(3)} == {str(os.getpid())}


REFUSED = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"


def refused(port: int) -> socket.socket:
    """A connection whose request is answered, and whose body has not come."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(REFUSED)
    assert read_until(connection, b"Method Not Allowed").startswith(b"HTTP/1.1 405 ")
    return connection


def read_until(connection: socket.socket, end: bytes) -> bytes:
    found = b""
    while not found.endswith(end):
        part = connection.recv(4096)
        assert part, found
        found += part
    return found


def test_who_goes_on_with_a_body_that_nobody_reads_is_hung_up_on(light, monkeypatch):
    """uvicorn's own limit ends with the first byte that comes after the answer."""
    monkeypatch.setattr(protocol, "REST_SECONDS", 0.2)
    with refused(light) as connection:
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() < began + 20:
                connection.sendall(b"a")
                time.sleep(0.05)
    assert time.monotonic() - began < 10


def test_a_body_that_comes_to_its_end_after_the_answer_is_followed_by_the_next_request(light):
    with refused(light) as connection:
        connection.sendall(bytes(1000) + b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert read_until(connection, str(os.getpid()).encode()).startswith(b"HTTP/1.1 200 ")


def test_head_has_no_body(light):
    head, _, body = said_to(light, b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").partition(b"\r\n\r\n")
    assert (head.partition(b"\r\n")[0], body) == (b"HTTP/1.1 200 OK", b"")
