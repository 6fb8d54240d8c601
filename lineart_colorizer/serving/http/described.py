"""How the OpenAPI description tells of bodies and answers that FastAPI cannot read off a signature."""

from starlette.responses import Response

from lineart_colorizer.serving.http.schemas import ColorizeAnswer, ColorizeRequest, ErrorAnswer, Wishes

REASONS = {
    400: "No JSON",
    401: "No token, or another",
    404: "No such model",
    408: "The request took too long to arrive",
    413: "Too large: bytes or pixels",
    415: "Neither multipart nor JSON",
    422: "A field or a picture is wrong",
    429: "Too many requests of one client",
    503: "Busy, or not ready: Retry-After says when to come again",
    504: "Not done before the deadline",
}
FAILURES = {status: {"model": ErrorAnswer, "description": reason} for status, reason in REASONS.items()}
BINARY = {"type": "string", "format": "binary"}


def _inlined(schema: dict) -> dict:
    return {name: value for name, value in schema.items() if name != "$defs"}


def _form() -> dict:
    wishes = _inlined(Wishes.model_json_schema())
    files = {name: BINARY | {"description": ColorizeRequest.model_fields[name].description} for name in ("line", "hints", "palette")}
    properties = {name: _plain(value) for name, value in wishes["properties"].items()}
    return {"type": "object", "required": ["line"], "properties": files | properties, "additionalProperties": False}


def _plain(schema: dict) -> dict:
    """A form's field is there or not: it is never null."""
    if "anyOf" not in schema:
        return schema
    (one,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
    return {name: value for name, value in schema.items() if name not in ("anyOf", "default")} | one


COLORIZE = {
    "response_class": Response,
    "responses": FAILURES
    | {
        200: {
            "description": "The picture; layers where they were asked for; JSON of several variants, or where Accept is application/json",
            "content": {
                "image/png": {"schema": BINARY},
                "image/vnd.adobe.photoshop": {"schema": BINARY},
                "image/openraster": {"schema": BINARY},
                "application/zip": {"schema": BINARY},
            },
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
        }
    },
}
