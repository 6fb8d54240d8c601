"""An application without models, for tests of processes: it says which process it is, and one request ends it. And a thread to serve it."""

import contextlib
import os
import signal
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from lineart_colorizer.serving.http.protocol import PatientProtocol
from lineart_colorizer.serving.http.server import listen


async def number(request) -> PlainTextResponse:
    return PlainTextResponse(str(os.getpid()))


async def die(request) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make_light(options) -> Starlette:
    return Starlette(routes=[Route("/", number), Route("/die", die)])


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
