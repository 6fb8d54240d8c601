"""TensorFlow Serving's REST shape: a client written for it works unchanged."""

import asyncio

from fastapi import APIRouter, Request

from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.reading import check_json
from lineart_colorizer.serving.http.routes import Given
from lineart_colorizer.serving.http.schemas import PredictAnswer, PredictRequest, StatusAnswer

router = APIRouter()


@router.post("/v1/models/{name}:predict", summary="TensorFlow Serving's predict")
async def predict(name: str, request: Request, service: Given) -> PredictAnswer:
    check_json(PredictRequest, await request.body())
    raise ServiceError(501, "not_yet", "to come")


@router.get("/v1/models/{name}", summary="TensorFlow Serving's status of a model")
async def status(name: str, service: Given) -> StatusAnswer:
    found = {model.name: model for model in await asyncio.to_thread(service.store.list)}
    if name not in found:
        raise ServiceError(404, "no_model", "no model of that name: /v1/models lists them")
    said = {"version": found[name].version, "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    return StatusAnswer(model_version_status=[said])
