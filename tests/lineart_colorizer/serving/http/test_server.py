"""Over sockets: clients that are slow or speak no HTTP, workers that die, and the documentation's examples."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

import httpx
import numpy as np
import pytest
import uvicorn

from data_tools.errors import InputError
from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.serving.http import protocol
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.protocol import PatientProtocol
from lineart_colorizer.serving.http.server import listen
from tests.lineart_colorizer.serving.http.light import make_light

ROOT = pathlib.Path(__file__).parents[4]
DOCUMENT = (ROOT / "docs" / "service.md").read_text("utf-8")
EXAMPLES = re.findall(r"```(bash|python)\n(.*?)```", DOCUMENT, re.DOTALL)


@contextlib.contextmanager
def listening(app):
    """The port at which an application is served in a thread of this process."""
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets=None):
            await super().startup(sockets)
            started.set()

    with listen("127.0.0.1", 0) as opened:
        server = Server(uvicorn.Config(app, http=PatientProtocol, ws="none", log_level="critical", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        assert started.wait(30)
        try:
            yield opened.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(30)


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


def test_an_address_that_cannot_be_had(light):
    with pytest.raises(InputError, match=rf"^--host 127.0.0.1 --port {light}: Address already in use: name another$"):
        listen("127.0.0.1", light)


SUPERVISED = """
import sys
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.server import listen, run
from tests.lineart_colorizer.serving.http.light import make_light

if __name__ == "__main__":
    opened = listen("127.0.0.1", 0)
    print(opened.getsockname()[1], flush=True)
    run(ServiceOptions(workers=2), opened, make_light)
"""


def test_a_worker_that_dies_is_started_again_and_the_others_serve(tmp_path):
    script = tmp_path / "supervised.py"
    script.write_text(SUPERVISED)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        try:
            url = f"http://127.0.0.1:{parent.stdout.readline().strip()}"
            before = workers_of(url, 2)
            with pytest.raises(httpx.HTTPError):
                httpx.get(f"{url}/die", timeout=30)
            after = workers_of(url, 2)
            assert len(before & after) == 1
        finally:
            parent.send_signal(signal.SIGTERM)
            assert parent.wait(60) == 0


def workers_of(url: str, count: int) -> set[str]:
    """Process numbers of those that answer, until there are so many; every request is answered."""
    found: set[str] = set()
    while len(found) < count:
        found.add(httpx.get(url, timeout=60).text)
    return found


# The documentation


@pytest.fixture
def documented(exports, tmp_path, monkeypatch):
    """The port of a service, in a folder with what the examples name."""
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    page = np.full((40, 50), 255, np.uint8)
    page[10, 10:30] = 0
    hints = np.zeros((40, 50, 4), np.uint8)
    hints[:, :5] = (0, 0, 255, 255)
    (tmp_path / "page.png").write_bytes(encode_png(page))
    (tmp_path / "hints.png").write_bytes(encode_png(hints))
    (tmp_path / "chapter1.gpl").write_text("GIMP Palette\n0 0 255\n255 0 0\n")
    monkeypatch.chdir(tmp_path)
    with listening(create_app(ServiceOptions(model="red", models=str(exports)), shelve("red", exports))) as port:
        yield port


def test_there_are_examples():
    assert [kind for kind, _ in EXAMPLES] == ["bash", "bash", "python", "python"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not there")
def test_the_examples_do_as_they_say(documented):
    for kind, example in EXAMPLES:
        command = [sys.executable, "-c"] if kind == "python" else ["bash", "-euc"]
        done = subprocess.run([*command, example.replace(":8000", f":{documented}")], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    color = read_picture("colored.png")
    assert color[0, 0].tolist() == [255, 0, 0]
    assert read_picture("page.psd")[20, 1].tolist() == [0, 0, 255]
    assert read_picture("flat.png").shape == color.shape
    assert pathlib.Path("predicted.png").read_bytes() == pathlib.Path("page.png").read_bytes()
