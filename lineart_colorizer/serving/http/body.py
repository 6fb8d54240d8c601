"""Bodies are counted while they are read: no length that a client states, or leaves out, is relied on."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lineart_colorizer.serving.http.errors import ServiceError, answer, busy, too_large

READ_SECONDS = 30.0  # for a whole body: 20 MB need 0.7 MB/s
SEND_SECONDS = 60.0  # for each piece of an answer that a client does not take
BODIES = 16  # of the largest size that all requests together may hold


class BodyLimit:
    """ASGI middleware. A body over max_bytes is answered 413, one that takes over READ_SECONDS 408, and 503 while others hold too much."""

    def __init__(self, app: ASGIApp, max_bytes: int, read_seconds: float = READ_SECONDS, send_seconds: float = SEND_SECONDS):
        self._app, self._max = app, max_bytes
        self._read_seconds, self._send_seconds = read_seconds, send_seconds
        self._held = 0  # bytes, of all requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isascii() and stated.isdigit() and len(stated) < 20 and int(stated) > self._max:
            return await answer(self._refusal())(scope, receive, send)
        reading = _Reading(self, receive)

        async def send_in_time(message: Message) -> None:
            try:
                await asyncio.wait_for(send(message), self._send_seconds)
            except TimeoutError:  # uvicorn closes the connection
                raise ConnectionAbortedError("the client does not take its answer") from None

        try:
            return await self._app(scope, reading.receive, send_in_time)
        finally:
            self._held -= reading.count

    def _refusal(self) -> ServiceError:
        return too_large(f"the request is over {self._max:,} bytes: send a smaller picture")


class _Reading:
    """One request's body. count: bytes so far."""

    def __init__(self, limit: BodyLimit, receive: Receive):
        self._limit, self._receive = limit, receive
        self.count = 0
        self._end: float | None = None  # on the loop's clock
        self._done = False

    async def receive(self) -> Message:
        if self._done:  # what follows is the end of the connection, which takes as long as it takes
            return await self._receive()
        limit, loop = self._limit, asyncio.get_running_loop()
        self._end = self._end or loop.time() + limit._read_seconds
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError:
            self._done = True
            raise ServiceError(408, "slow", f"the request was not whole after {limit._read_seconds:g} seconds") from None
        size = len(message.get("body", b""))
        self.count += size
        limit._held += size
        self._done = not message.get("more_body", False)
        if self.count > limit._max:
            self._done = True
            raise limit._refusal()
        if limit._held > BODIES * limit._max:
            self._done = True
            raise busy("too many large requests at once: try again")
        return message
