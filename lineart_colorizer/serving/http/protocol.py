"""uvicorn's HTTP/1.1, with limits on the time that a request's headers may take, and what still comes of one that is answered."""

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
REST_SECONDS = 30.0  # as long as a body may take that is read


class PatientProtocol(H11Protocol):
    """Patient for HEADER_SECONDS, then for REST_SECONDS: uvicorn itself waits for ever for the end of a request's headers, and of a body
    that nobody reads any more, as of one without a token. Its own refusals are JSON."""

    _timer: asyncio.TimerHandle | None = None
    _timed: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._time()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._time()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _time(self) -> None:
        """The timer runs while a request has begun and its headers are not whole, or a connection says nothing at all; and while a body
        goes on whose answer is out."""
        waits_for = self._waits_for()
        if waits_for == self._timed:
            return
        self._stop_timer()
        if waits_for and not self.transport.is_closing():
            self._timed = waits_for
            self._timer = self.loop.call_later(HEADER_SECONDS if waits_for == "headers" else REST_SECONDS, self._hang_up)

    def _waits_for(self) -> str | None:
        if self.conn.their_state is h11.IDLE:
            return "headers"
        answered = self.cycle is not None and self.cycle.response_complete
        return "rest" if answered and self.conn.their_state is h11.SEND_BODY else None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._timed = None

    def send_400_response(self, msg: str) -> None:
        body = json.dumps({"error": {"code": "bad_request", "message": msg}}).encode("ascii")
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
        for event in (h11.Response(status_code=400, headers=headers, reason=b"Bad Request"), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
