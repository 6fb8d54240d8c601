"""How the OpenAPI description tells of bodies, answers and examples that FastAPI cannot read off a signature."""

from typing import Any

from starlette.responses import JSONResponse, Response

from lineart_colorizer.serving.http.schemas import (
    ColorizeAnswer,
    ColorizeRequest,
    ErrorAnswer,
    PredictAnswer,
    PredictError,
    PredictRequest,
    Wishes,
)  # fmt: skip
from lineart_colorizer.serving.http.work import LAYER_TYPES, PNG_TYPE

REASONS = {
    400: "No JSON, no form, or no HTTP",
    401: "No token, or another",
    403: "Sent by a web page of another place",
    404: "No such model",
    408: "The request took too long to arrive",
    413: "Too large: bytes or pixels",
    415: "Neither multipart nor JSON",
    421: "Sent to a name that is not this service's",
    422: "A field or a picture is wrong",
    429: "Too many requests of one client",
    500: "The service's fault: its log says why",
    503: "Busy, or not ready: Retry-After says when to come again",
    504: "Not done before the deadline",
    507: "No space for the request on the service's disk",
}
FAILURES: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer, "description": reason} for status, reason in REASONS.items()}
BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
TOKEN = "-H 'Authorization: Bearer TOKEN'"


def _sample(language: str, source: str) -> dict:
    return {"lang": language, "source": source}


def _inlined(schema: dict) -> dict:
    return {name: value for name, value in schema.items() if name != "$defs"}


def _form() -> dict:
    files = {name: BINARY | {"description": ColorizeRequest.model_fields[name].description} for name in ("line", "hints", "palette")}
    wishes = {name: _plain(value) for name, value in Wishes.model_json_schema()["properties"].items()}
    return {"type": "object", "required": ["line"], "properties": files | wishes, "additionalProperties": False}


def _plain(schema: dict) -> dict:
    """A form's field is there or not: it is never null."""
    if "anyOf" not in schema:
        return schema
    (one,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
    return {name: value for name, value in schema.items() if name not in ("anyOf", "default")} | one


COLORIZE: dict[str, Any] = {
    "response_class": Response,
    "responses": FAILURES
    | {
        200: {
            "description": "The picture; layers where they were asked for; JSON of several variants, or where Accept is application/json",
            "content": {kind: {"schema": BINARY} for kind in (PNG_TYPE, *LAYER_TYPES.values())},
            "model": ColorizeAnswer,
        }
    },
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": _form()},
                "application/json": {"schema": _inlined(ColorizeRequest.model_json_schema())},
            },
        },
        "x-codeSamples": [
            _sample("curl", f"curl {TOKEN} -F line=@page.png http://localhost:8000/v1/colorize -o colored.png"),
            _sample(
                "curl",
                f"curl {TOKEN} -F line=@page.png -F hints=@hints.png -F palette=@chapter1.gpl -F layers=psd "
                "http://localhost:8000/v1/colorize -o page.psd",
            ),
        ],
    },
}
PREDICT: dict[str, Any] = {
    "response_class": JSONResponse,
    "responses": {status: {"model": PredictError | ErrorAnswer, "description": reason} for status, reason in REASONS.items()}
    | {200: {"model": PredictAnswer, "description": "What the signature makes"}},
    "openapi_extra": {
        "requestBody": {"required": True, "content": {"application/json": {"schema": _inlined(PredictRequest.model_json_schema())}}},
        "x-codeSamples": [
            _sample(
                "curl",
                f"curl {TOKEN} -H 'Content-Type: application/json' --data-binary @- http://localhost:8000/v1/models/NAME:predict << END\n"
                '{"signature_name": "colorize_png", "instances": [{"line_bytes": {"b64": "$(base64 < page.png | tr -d "\\n")"}}]}\nEND',
            )
        ],
    },
}
