"""TensorFlow Serving's REST shape (tensorflow.org/tfx/serving/api_rest): a client written for it works unchanged."""

import asyncio
import base64
import binascii
import contextlib
import functools
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from lineart_colorizer.serving.http.described import FAILURES, PREDICT
from lineart_colorizer.serving.http.errors import ServiceError, invalid, no_memory, too_large
from lineart_colorizer.serving.http.reading import check_json
from lineart_colorizer.serving.http.room import Room, json_pixels, network_pixels
from lineart_colorizer.serving.http.routes import Given, leaving
from lineart_colorizer.serving.http.schemas import PredictRequest, StatusAnswer, VersionStatus
from lineart_colorizer.serving.http.service import Service
from lineart_colorizer.serving.http.store import Loaded
from lineart_colorizer.serving.saved_model import Signature

MOST_ROOM = 120_000_000  # of `network_pixels`, 3.8 GB, by all pictures together: one of 1024 x 1024, or 228 of 128 x 128
PNG_HEADER = struct.Struct(">8s4x4sII")  # signature, length, IHDR, width, height

router = APIRouter()


@router.post("/v1/models/{name}:predict", summary="TensorFlow Serving's predict", **PREDICT)
async def predict(name: str, request: Request, service: Given) -> Response:
    return await _predict(name, None, request, service)


@router.post("/v1/models/{name}/versions/{version}:predict", summary="The same, of the version that is loaded", **PREDICT)
async def predict_version(name: str, version: str, request: Request, service: Given) -> Response:
    return await _predict(name, version, request, service)


async def _predict(name: str, version: str | None, request: Request, service: Service) -> Response:
    try:
        service.engine.check_room()
        ticket, content = service.engine.ticket(), await request.body()
        loaded = await service.engine.before_deadline(service.store.get(name), ticket)
        if version not in (None, loaded.version.name):
            raise ServiceError(404, "no_version", f"of this model, version {loaded.version.name} is loaded")
        work = functools.partial(_work, loaded, content, service.room, ticket.go_on)
        said = await service.engine.run(work, ticket, lambda: leaving(request))
    except ServiceError as error:
        return JSONResponse({"error": error.message, "code": error.code}, error.status, error.headers)
    return Response(said, media_type="application/json")


def _work(loaded: Loaded, content: bytes, room: Room, go_on: Callable[[], None]) -> bytes:
    with room.taken(json_pixels(content), go_on):
        signature, tensors, by_row = understood(loaded, check_json(PredictRequest, content))
    with room.taken(check_room(tensors), go_on):
        outputs = computed(loaded, signature, tensors)
    return answer(outputs, by_row)


@router.get("/v1/models/{name}", summary="TensorFlow Serving's status of a model", responses=FAILURES)
async def status(name: str, service: Given) -> StatusAnswer:
    found = await asyncio.to_thread(service.store.find, name)
    if found is None:
        raise ServiceError(404, "no_model", "no model of that name: /v1/models lists them")
    said = VersionStatus(version=found.version, state="AVAILABLE", status={"error_code": "OK", "error_message": ""})
    return StatusAnswer(model_version_status=[said])


def understood(loaded: Loaded, asked: PredictRequest) -> tuple[Signature, dict[str, np.ndarray], bool]:
    """What is asked for, its inputs, and whether they were sent as rows. Raises ServiceError."""
    signature = loaded.model.signatures.get(asked.signature_name)
    if signature is None:
        raise invalid(f"signature_name: choose one of {', '.join(sorted(loaded.model.signatures))}")
    if (asked.instances is None) == (asked.inputs is None):
        raise invalid("send either instances or inputs")
    by_row = asked.instances is not None
    given = asked.inputs if asked.instances is None else columns(asked.instances, signature)
    if not (isinstance(given, dict) and given.keys() == signature.inputs.keys()):
        given = {next(iter(signature.inputs)): given} if len(signature.inputs) == 1 else given
    if not isinstance(given, dict) or given.keys() != signature.inputs.keys():
        raise invalid(f"this signature takes {', '.join(signature.inputs)}, neither less nor more")
    return signature, {name: tensor(name, given[name], spec) for name, spec in signature.inputs.items()}, by_row


def answer(outputs: dict[str, list], by_row: bool) -> bytes:
    """JSON of predictions or outputs."""
    if by_row:
        rows = [dict(zip(outputs, row, strict=True)) for row in zip(*outputs.values(), strict=True)]
        said: dict[str, Any] = {"predictions": [next(iter(row.values())) for row in rows] if len(outputs) == 1 else rows}
    else:
        said = {"outputs": next(iter(outputs.values())) if len(outputs) == 1 else outputs}
    return json.dumps(said).encode("ascii")


def computed(loaded: Loaded, signature: Signature, tensors: dict[str, np.ndarray]) -> dict[str, list]:
    """What the signature makes of its inputs. Raises ServiceError where it refuses them."""
    try:
        with loaded.noise if "seed" in tensors else contextlib.nullcontext():
            made = {name: value.numpy() for name, value in signature(**tensors).items()}
    except tf.errors.InvalidArgumentError as error:
        raise invalid(f"the model refuses this: {reason(error)}") from None
    except MemoryError:
        raise no_memory() from None
    return {name: listed(name, value) for name, value in made.items()}


def columns(instances: list, signature: Signature) -> Any:
    """Rows, each a dict of all inputs or the value of the only one, as a dict of lists."""
    if not instances:
        raise invalid("instances: there is none")
    if all(isinstance(row, dict) and row.keys() == signature.inputs.keys() for row in instances):
        return {name: [row[name] for row in instances] for name in signature.inputs}
    return instances


def tensor(name: str, given: Any, spec: tf.TensorSpec) -> np.ndarray:
    """Raises ServiceError where the values do not make a tensor as specified."""
    try:
        if spec.dtype == tf.string:
            values = np.array([decoded(each) for each in given], dtype=object)
        else:
            values = np.array(given, dtype=spec.dtype.as_numpy_dtype)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise invalid(f"{name}: its values make no {spec.dtype.name} tensor") from None
    if not spec.shape.is_compatible_with(values.shape) or 0 in values.shape:
        raise invalid(f"{name}: shape {list(values.shape)}, not {spec.shape.as_list()}")
    return values


def decoded(given: Any) -> bytes:
    """{"b64": ...} is bytes."""
    if isinstance(given, dict) and given.keys() == {"b64"} and isinstance(given["b64"], str):
        return base64.b64decode(given["b64"], validate=True)
    raise ValueError


def check_room(tensors: dict[str, np.ndarray]) -> int:
    """What the network takes of the room for pages.

    Raises ServiceError for pictures that are no PNG or, all together, over MOST_ROOM: by their headers, before they are decoded.
    """
    most = 0
    for name, values in tensors.items():
        if values.dtype == object:
            shapes = [_png_shape(name, content) for content in values]
        else:
            shapes = [values.shape[1:3]] * len(values) if values.ndim == 4 else []
        pixels = sum(network_pixels(*shape) for shape in shapes)
        if pixels > MOST_ROOM:
            sizes = ", ".join(sorted({f"{width} x {height}" for height, width in shapes})[:3])
            raise too_large(f"{name}: {len(shapes)} of {sizes} pixels, more than there is room for: /v1/colorize takes large pages")
        most = max(most, pixels)
    return most


def _png_shape(name: str, content: bytes) -> tuple[int, int]:
    if len(content) < PNG_HEADER.size:
        raise invalid(f"{name}: no PNG")
    signature, kind, width, height = PNG_HEADER.unpack_from(content)
    if signature != b"\x89PNG\r\n\x1a\n" or kind != b"IHDR":
        raise invalid(f"{name}: no PNG")
    return height, width


def reason(error: tf.errors.OpError) -> str:
    """TensorFlow's reason without names of nodes and what was computed."""
    return error.message.partition("\n")[0].partition(" [")[0].partition("{{")[0][:200].strip()


def listed(name: str, value: np.ndarray) -> list:
    if value.dtype == object:
        return [{"b64": base64.b64encode(each).decode("ascii")} for each in value]
    return value.tolist()
