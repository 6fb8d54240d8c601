"""Who may come in: before a request is read, its host, its origin, its token and its client's rate are looked at."""

import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lineart_colorizer.serving.http.errors import ServiceError, answer

OPEN = ("/", "/docs", "/openapi.json", "/healthz", "/readyz")  # hold nothing of anybody's
OPEN_BELOW = ("/page/", "/docs/")
CLIENTS = 10_000  # whose rates are kept; the longest unseen are forgotten

Check = Callable[[Scope, Headers], None]


def host_of(header: str) -> str:
    """The name in a Host header, without its port, in lower case: [::1]:8000 is ::1."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].rstrip(".").lower()


def check_host(hosts: frozenset[str]) -> Check:
    """Refuses names that are not ours: a hostile web page whose name was made to lead here (DNS rebinding) is told by them."""

    def check(scope: Scope, headers: Headers) -> None:
        given = headers.getlist("host")
        if len(given) != 1 or host_of(given[0]) not in hosts:
            raise ServiceError(421, "wrong_host", "this service is not called so: use localhost, or start it with --allow-host NAME")

    return check


def check_origin(hosts: frozenset[str], origins: tuple[str, ...]) -> Check:
    """Refuses what a web page of another place sends, whose answer it could not read, but which would cost work here."""

    def check(scope: Scope, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is None or origin in origins:
            return
        scheme, _, place = origin.partition("://")
        if scheme not in ("http", "https") or place.lower() != headers.get("host", "").lower() or host_of(place) not in hosts:
            raise ServiceError(403, "wrong_origin", "web pages of other places may not call: start with --allow-origin to allow one")

    return check


def check_token(token: str) -> Check:
    """Asks for Authorization: Bearer TOKEN, but for what is open to all."""
    wanted = token.encode()

    def check(scope: Scope, headers: Headers) -> None:
        path = scope["path"]
        if path in OPEN or path.startswith(OPEN_BELOW) or (scope["method"] == "OPTIONS" and "access-control-request-method" in headers):
            return
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), wanted):
            error = ServiceError(401, "no_token", "send Authorization: Bearer TOKEN with the token that serve was started with")
            error.headers["WWW-Authenticate"] = "Bearer"
            raise error

    return check


class RateLimit:
    """A bucket of tokens for each client: `rate` a second run in, up to four seconds' worth, and a request takes one."""

    BURST = 4.0  # seconds

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic):
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # by client: tokens, and when

    def __call__(self, scope: Scope, headers: Headers) -> None:
        if not scope["path"].startswith("/v1/") or not self._rate:
            return
        client, now, most = client_of(scope), self._clock(), max(1.0, self._rate * self.BURST)
        tokens, then = self._buckets.pop(client, (most, now))
        tokens = min(most, tokens + (now - then) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[client] = (tokens - allowed, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = max(1, round((1.0 - tokens) / self._rate))
            raise ServiceError(429, "too_many", f"over {self._rate:g} requests a second: try again later", retry_after=wait)


def client_of(scope: Scope) -> str:
    """An IPv4 address, or the /64 network of an IPv6 one: a household has 2**64 of those."""
    name = (scope.get("client") or ("unknown",))[0]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name
    return name if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False).network_address)


class Gate:
    """ASGI middleware: runs checks in their order and answers the first refusal."""

    def __init__(self, app: ASGIApp, checks: list[Check]):
        self._app, self._checks = app, checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            try:
                for check in self._checks:
                    check(scope, headers)
            except ServiceError as refusal:
                return await answer(refusal)(scope, receive, send)
        return await self._app(scope, receive, send)
