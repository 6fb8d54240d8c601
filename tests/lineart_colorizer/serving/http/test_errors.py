import logging

import pytest
from starlette.requests import Request

from lineart_colorizer.serving.http.errors import Shield

pytestmark = pytest.mark.anyio


async def shielded(app, messages) -> list[dict]:
    """What the client is sent."""
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    await Shield(app)({"type": "http", "method": "POST", "path": "/", "headers": []}, receive, send)
    return sent


async def read(scope, receive, send):
    await Request(scope, receive).body()


async def fail(scope, receive, send):
    raise RuntimeError("a secret path")


async def test_a_request_that_is_broken_off_is_no_error(caplog):
    caplog.set_level(logging.DEBUG)
    begun = {"type": "http.request", "body": b"half", "more_body": True}
    assert await shielded(read, [begun, {"type": "http.disconnect"}]) == []
    assert caplog.text == ""


async def test_what_nobody_foresaw_is_logged_and_not_told(caplog):
    start, body = await shielded(fail, [])
    assert start["status"] == 500 and b"secret" not in body["body"]
    assert "a secret path" in caplog.text
