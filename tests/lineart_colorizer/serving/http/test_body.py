import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from lineart_colorizer.serving.http.body import BodyLimit
from lineart_colorizer.serving.http.errors import ServiceError, answer

pytestmark = pytest.mark.anyio


async def whole(scope, receive, send):
    """Answers the length of the body."""
    try:
        length = len(await Request(scope, receive).body())
    except ServiceError as error:
        return await answer(error)(scope, receive, send)
    return await PlainTextResponse(str(length))(scope, receive, send)


async def ask(app, parts, headers=()) -> tuple[int, bytes]:
    """parts: of the body, or None: never sent."""
    waiting = list(parts)
    sent = []

    async def receive():
        part = waiting.pop(0)
        if part is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    await app({"type": "http", "method": "POST", "path": "/", "headers": list(headers)}, receive, send)
    return sent[0]["status"], sent[1]["body"]


async def test_a_body_of_the_limit_is_read_and_one_more_byte_is_not():
    app = BodyLimit(whole, max_bytes=10)
    assert await ask(app, [b"12345", b"67890"]) == (200, b"10")
    assert (await ask(app, [b"12345", b"678901"]))[0] == 413
    assert (await ask(app, [b"1" * 11, None]))[0] == 413  # without waiting for the rest


async def test_a_length_that_is_stated_is_refused_unread_and_a_false_one_is_not_believed():
    app = BodyLimit(whole, max_bytes=10)
    status, said = await ask(app, [None], [(b"content-length", b"11")])
    assert (status, said) == (413, b'{"error":{"code":"too_large","message":"the request is over 10 bytes: send a smaller picture"}}')
    assert (await ask(app, [b"1" * 11], [(b"content-length", b"3")]))[0] == 413
    assert (await ask(app, [b"1"], [(b"content-length", b"many")]))[0] == 200


async def test_a_slow_body_is_given_up():
    app = BodyLimit(whole, max_bytes=10, read_seconds=0.01)
    assert (await ask(app, [b"1", None]))[0] == 408


async def test_all_requests_together_hold_so_much():
    entered, leave = asyncio.Event(), asyncio.Event()

    async def holding(scope, receive, send):
        await Request(scope, receive).body()
        entered.set()
        await leave.wait()
        return await PlainTextResponse("done")(scope, receive, send)

    limit = BodyLimit(holding, max_bytes=10)
    limit._held = 16 * 10 - 5
    first = asyncio.create_task(ask(limit, [b"12345"]))
    await entered.wait()
    limit._app = whole
    assert (await ask(limit, [b"1"]))[0] == 503
    leave.set()
    assert (await first)[0] == 200
    assert (await ask(limit, [b"1"]))[0] == 200
    assert limit._held == 16 * 10 - 5


async def test_a_client_that_does_not_take_its_answer_is_left():
    async def send(message):
        await asyncio.Event().wait()

    limit = BodyLimit(whole, max_bytes=10, send_seconds=0.01)
    with pytest.raises(ConnectionAbortedError):
        await limit({"type": "http", "headers": [], "method": "POST", "path": "/"}, _once, send)


async def _once():
    return {"type": "http.request", "body": b"", "more_body": False}
