"""A request's body, multipart or JSON, as a ColorizeRequest. What is over a megabyte waits on disk, in files without a name."""

import asyncio
import errno
import re
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lineart_colorizer.serving.http.errors import ServiceError, invalid, too_large
from lineart_colorizer.serving.http.room import Room, json_pixels
from lineart_colorizer.serving.http.schemas import ColorizeRequest, Wishes

FILES = ("line", "hints", "palette")
KINDS = ("multipart/form-data", "application/json")
LONGEST_FIELD = 64 << 10  # bytes, of a part that is no file

Kind = TypeVar("Kind", bound=BaseModel)


class Sent(Wishes):
    """A ColorizeRequest whose files are bytes."""

    line: bytes
    hints: bytes | None = None
    palette: bytes | None = None


async def read_sent(request: Request, room: Room, go_on: Callable[[], None]) -> Sent:
    """Raises ServiceError for what is no such request. room, go_on: as of `work.color_page`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return check(Sent, await _read_form(request))
    if kind == "application/json":
        return await asyncio.to_thread(_read_json, await request.body(), room, go_on)
    raise ServiceError(415, "wrong_type", f"send {' or '.join(KINDS)}")


def _read_json(content: bytes, room: Room, go_on: Callable[[], None]) -> Sent:
    with room.taken(json_pixels(content), go_on):
        return Sent.model_construct(**dict(check_json(ColorizeRequest, content)))


async def _read_form(request: Request) -> dict:
    """Fields by name. Browsers send what was left out as empty fields and empty files."""
    found: dict = {}
    try:
        async with request.form(max_files=len(FILES), max_fields=32, max_part_size=LONGEST_FIELD) as form:
            for name, value in form.multi_items():
                content = await value.read() if isinstance(value, UploadFile) else value
                if not content:
                    continue
                if name in found:
                    raise invalid(f"{shown(name)}: sent twice")
                if isinstance(value, UploadFile) != (name in FILES):
                    raise invalid(f"{shown(name)}: {'send it as a file' if name in FILES else 'is no file'}")
                found[name] = content
    except HTTPException as error:  # Starlette's words for what it cannot parse, or what is too much
        said = str(error.detail)
        if "maximum size" in said or "Too many" in said:
            raise too_large(said) from None
        raise ServiceError(400, "bad_form", f"damaged multipart body: {said}") from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise ServiceError(507, "disk_full", "no space for the request on the service's disk: try a smaller one, or later") from None
    return found


def shown(name: str) -> str:
    """A field's name, which a client may have chosen, for one line."""
    return re.sub(r"[^\w.:-]", "?", name[:80])


def check(kind: type[Kind], values: dict) -> Kind:
    """Raises ServiceError 422 with the first thing that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise invalid(first_line(error)) from None


def check_json(kind: type[Kind], content: bytes) -> Kind:
    """As `check`, of JSON; 400 where it is none."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise ServiceError(400, "bad_json", first["msg"]) from None
        raise invalid(first_line(error)) from None


def first_line(error: ValidationError) -> str:
    """Field and reason; never what was sent."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = shown(".".join(str(part) for part in first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
