"""The application: routes behind the gate, in this order: HEAD, headers, measuring, gate, limit of the body."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lineart_colorizer.serving.http import page, predict, reference, routes
from lineart_colorizer.serving.http.body import BodyLimit
from lineart_colorizer.serving.http.engine import Engine
from lineart_colorizer.serving.http.errors import LEFT, ServiceError, Shield, answer_http_error, answer_service_error
from lineart_colorizer.serving.http.gate import Gate, RateLimit, check_host, check_origin, check_token
from lineart_colorizer.serving.http.headers import SecurityHeaders
from lineart_colorizer.serving.http.metrics import Metrics
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.room import Room
from lineart_colorizer.serving.http.service import Service
from lineart_colorizer.serving.http.shelf import Shelved
from lineart_colorizer.serving.http.store import ModelStore


class Measured:
    """ASGI middleware: counts and times requests by their route."""

    def __init__(self, app: ASGIApp, metrics: Metrics):
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            status = 499 if scope.get(LEFT) else status
            route = getattr(scope.get("route"), "path", "none")  # never what was asked for: there is no end of those
            self._metrics.requests.labels(route, status).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - started)


class HeadAsGet:
    """ASGI middleware: HEAD is answered as GET is; the server leaves the body out."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server's own scope, by which it leaves the body out, stays
        await self._app(scope, receive, send)


def create_service(options: ServiceOptions, default: Shelved) -> Service:
    metrics = Metrics()
    threads = options.threads or min(16, max(4, 2 * (os.cpu_count() or 1)))
    store = ModelStore(default, options.models, kept=options.kept, batch=options.batch, trust=options.trust, metrics=metrics)
    return Service(options, store, Engine(threads, options.queue, options.deadline, metrics), metrics, Room())


def create_app(options: ServiceOptions, default: Shelved) -> FastAPI:
    """default: the model that is used where none is named; it is loaded when the application starts."""
    service = create_service(options, default)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(service.store.watch())
        if options.workers > 1:  # until it has its model, the others take what comes
            with contextlib.suppress(ServiceError):
                await service.store.get(None)
        yield
        watching.cancel()
        service.engine.close()
        service.store.close()

    app = FastAPI(
        title="lineart_colorizer", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
        description="Colours line art.",
    )  # fmt: skip
    app.state.service = service
    for module in (routes, predict, reference, page):
        app.include_router(module.router)
    handlers: dict[type[Exception], Any] = {ServiceError: answer_service_error, HTTPException: answer_http_error}
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    _wrap(app, service)
    return app


def _wrap(app: FastAPI, service: Service) -> None:
    """The last that is added comes first."""
    options = service.options
    app.add_middleware(Shield)
    app.add_middleware(BodyLimit, max_bytes=options.max_bytes)
    checks = [check_host(options.hosts), check_origin(options.hosts, options.origins)]
    checks += [check_token(options.token)] if options.token else []
    app.add_middleware(Gate, checks=[*checks, RateLimit(options.rate)])
    if options.origins:
        exposed = ["X-Model", "X-Model-Version", "X-Copied", "Server-Timing", "Retry-After"]
        methods = ["GET", "POST"]
        headers = ["Authorization", "Content-Type"]
        app.add_middleware(
            CORSMiddleware, allow_origins=options.origins, allow_methods=methods, allow_headers=headers, expose_headers=exposed
        )
    app.add_middleware(Measured, metrics=service.metrics)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
