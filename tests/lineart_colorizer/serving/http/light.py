"""An application without models, for tests of processes: it says which process it is, and one request ends it."""

import os
import signal

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def number(request) -> PlainTextResponse:
    return PlainTextResponse(str(os.getpid()))


async def die(request) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make_light(options) -> Starlette:
    return Starlette(routes=[Route("/", number), Route("/die", die)])
