"""The service's own routes: /v1/colorize, /v1/models, health and metrics."""

import asyncio
import time
import urllib.parse
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from lineart_colorizer.serving.http.described import COLORIZE, FAILURES
from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.metrics import TYPE
from lineart_colorizer.serving.http.reading import read_sent
from lineart_colorizer.serving.http.schemas import ColorizeAnswer, Health, Limits, ModelsAnswer
from lineart_colorizer.serving.http.service import Service
from lineart_colorizer.serving.http.store import Loaded
from lineart_colorizer.serving.http.work import PNG_TYPE, Made, Stages, color_page

router = APIRouter()


def service_of(request: Request) -> Service:
    return request.app.state.service


Given = Annotated[Service, Depends(service_of)]


async def leaving(request: Request) -> None:
    """Ends when the client goes."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


@router.post("/v1/colorize", summary="Colours a drawing", **COLORIZE)
async def colorize(request: Request, service: Given) -> Response:
    service.engine.check_room()
    ticket, stages, started = service.engine.ticket(), Stages(), time.perf_counter()
    sent = await read_sent(request, service.room, ticket.go_on)
    stages.since("read", started)
    loaded = await service.engine.before_deadline(service.store.get(sent.model), ticket)
    asked, as_json = time.perf_counter(), wants_json(request) or sent.variants > 1

    def work() -> Response:
        stages.since("wait", asked)
        made = color_page(sent, loaded.colorizer, service.options.max_pixels, service.room, ticket.go_on, stages)
        return respond(made, loaded, stages, as_json=as_json)

    answered = await service.engine.run(work, ticket, lambda: leaving(request))
    for stage, seconds in stages.seconds.items():
        service.metrics.stages.labels(stage).observe(seconds)
    return answered


def respond(made: Made, loaded: Loaded, stages: Stages, *, as_json: bool) -> Response:
    timing = ", ".join(f"{stage};dur={1000 * seconds:.1f}" for stage, seconds in stages.seconds.items())
    headers = {"X-Model": as_header(loaded.name), "X-Model-Version": loaded.version.name, "Server-Timing": timing}
    headers |= {"X-Copied": "true"} if made.copied else {}
    if as_json and made.type == PNG_TYPE:
        said = ColorizeAnswer(images=made.base64(), model=loaded.name, seconds=stages.seconds, copied=made.copied)
        return Response(said.model_dump_json(), media_type="application/json", headers=headers)
    return Response(made.files[0], media_type=made.type, headers=headers)


def as_header(name: str) -> str:
    """What a header may hold of a name: itself, or with percent signs where it has other characters than ASCII's."""
    return name if name.isascii() and name.isprintable() else urllib.parse.quote(name)


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "").lower()


@router.get("/v1/models", summary="Models that may be asked for", responses=FAILURES)
async def models(service: Given) -> ModelsAnswer:
    limits = Limits(pixels=service.options.max_pixels, bytes=service.options.max_bytes)
    return ModelsAnswer(models=await asyncio.to_thread(service.store.list), limits=limits)


@router.get("/healthz", summary="Whether the process answers")
async def healthz() -> Health:
    return Health(status="ok")


@router.get("/readyz", summary="Whether the default model is loaded", responses=FAILURES)
async def readyz(service: Given) -> Health:
    if not service.store.is_ready:
        raise ServiceError(503, "not_ready", "the default model is being loaded", retry_after=2)
    return Health(status="ok")


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(service: Given) -> Response:
    return Response(service.metrics.text(), media_type=TYPE)
