"""What a client is told when something is wrong: a status, a code for programs, one line for people. Never a path, never a traceback."""

import logging
import re

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("lineart_colorizer.serve")
LEFT = "lineart_colorizer.left"  # in a request's scope: its client has gone
OPTION = re.compile(r"--([a-z][a-z-]*)")


class ServiceError(Exception):
    """Answered as {"error": {"code", "message"}}.

    retry_after: seconds after which the same request may do better.
    """

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None):
        super().__init__(message)
        self.status, self.code, self.message = status, code, " ".join(message.split())
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


def invalid(message: str) -> ServiceError:
    return ServiceError(422, "invalid", message)


def too_large(message: str) -> ServiceError:
    return ServiceError(413, "too_large", message)


def busy(message: str, retry_after: int = 1) -> ServiceError:
    return ServiceError(503, "busy", message, retry_after=retry_after)


def no_memory() -> ServiceError:
    return busy("not enough memory for this now: ask for a smaller size, or later", retry_after=5)


def spelled_for_http(message: str) -> str:
    """A command's words about its options as words about fields: `--palette-mode steer` is palette_mode steer."""
    return OPTION.sub(lambda found: found[1].replace("-", "_"), message)


def answer(error: ServiceError) -> JSONResponse:
    return JSONResponse({"error": {"code": error.code, "message": error.message}}, error.status, error.headers)


async def answer_service_error(request: Request, error: ServiceError) -> JSONResponse:
    return answer(error)


async def answer_http_error(request: Request, error: HTTPException) -> JSONResponse:
    """Starlette's own: no such route, no such method."""
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid")
    said = {404: "there is nothing here: /docs lists the routes", 405: f"{request.method} is not for this route: /docs lists them"}
    response = answer(ServiceError(error.status_code, code, said.get(error.status_code, str(error.detail))))
    response.headers.update(error.headers or {})
    return response


class Shield:
    """ASGI middleware: what nobody foresaw is written to the log, and the client is told no more than that."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except ClientDisconnect:
            scope[LEFT] = True  # before its request was whole: the page does so when a newer stroke takes the place of one
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            log.exception("%s %s", scope["method"], scope["path"])
            unforeseen = ServiceError(500, "internal", "this request could not be answered: the service's log says why")
            await answer(unforeseen)(scope, receive, send)
