"""/docs: the OpenAPI description as a page, written here: FastAPI's own loads its scripts from elsewhere."""

import html
import json
from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h2 { margin-top: 2em; border-top: 1px solid #ccc; padding-top: 1em; font-size: 1.1em }
h3 { font-size: 1em } code, pre { font: 14px/1.4 ui-monospace, monospace } pre { background: #f3f3f3; padding: .8em; overflow-x: auto }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .2em 1em .2em 0 }
.method { color: #06c; text-transform: uppercase }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1a1a1a } pre { background: #262626 } h2 { border-color: #444 } .method, a { color: #7bf }
}
"""


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    return HTMLResponse(render(request.app.openapi()))


@router.get("/docs/style.css")
async def style() -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})


def render(description: dict) -> str:
    """HTML of an OpenAPI description."""
    title = html.escape(description["info"]["title"])
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="/docs/style.css">'
    about = html.escape(description["info"].get("description", ""))
    parts = [head, f'<h1>{title}</h1><p>{about} <a href="/openapi.json">openapi.json</a></p>']
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            parts += _operation(path, method, operation, description["components"]["schemas"])
    return "\n".join(parts)


def _operation(path: str, method: str, operation: dict, schemas: dict) -> Iterator[str]:
    yield f'<h2><code><span class="method">{method}</span> {html.escape(path)}</code> {html.escape(operation.get("summary", ""))}</h2>'
    if "description" in operation:
        yield f"<p>{html.escape(operation['description'])}</p>"
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<h3>{html.escape(kind)}</h3>"
        yield from _fields(content["schema"], schemas)
    for sample in operation.get("x-codeSamples", []):
        yield f"<pre>{html.escape(sample['source'])}</pre>"
    yield "<table>"
    for status, answer in sorted(operation["responses"].items()):
        kinds = ", ".join(sorted(answer.get("content", {})))
        yield f"<tr><td><code>{status}</code><td>{html.escape(answer['description'])}<td>{html.escape(kinds)}"
    yield "</table>"


def _fields(schema: dict, schemas: dict) -> Iterator[str]:
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    yield "<table>"
    for name, field in schema.get("properties", {}).items():
        need = "needed" if name in schema.get("required", []) else _default(field)
        said = html.escape(field.get("description", ""))
        yield f"<tr><td><code>{html.escape(name)}</code><td>{html.escape(_type(field))}<td>{html.escape(need)}<td>{said}"
    yield "</table>"
    for example in schema.get("examples", []):
        yield f"<pre>{html.escape(json.dumps(example))}</pre>"


def _default(field: dict) -> str:
    return "" if field.get("default") is None else f"default {json.dumps(field['default'])}"


def _type(field: dict) -> str:
    """In words: integer 1 to 8, psd or ora or png, a file."""
    if "anyOf" in field:
        return " or ".join(_type(each) for each in field["anyOf"] if each.get("type") != "null")
    if "enum" in field:
        return " or ".join(map(str, field["enum"]))
    if field.get("format") in ("binary", "base64"):
        return "a file" if field["format"] == "binary" else "base64 of a file"
    low, high = field.get("minimum"), field.get("maximum")
    return field.get("type", "") + (f" {low:.0f} to {high:.0f}" if low is not None else "")
