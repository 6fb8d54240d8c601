"""The browser page: files of the package's own folder, and no others."""

import functools
import pathlib

from fastapi import APIRouter
from starlette.responses import FileResponse

from lineart_colorizer.serving.http.errors import ServiceError

FOLDER = pathlib.Path(__file__).parents[1] / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".woff2": "font/woff2",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index() -> FileResponse:
    return _file("index.html")


@router.get("/page/{name:path}")
async def file(name: str) -> FileResponse:
    return _file(name)


@functools.cache
def listing(folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """The files below a folder, by name. It is walked once."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in TYPES}


def _file(name: str) -> FileResponse:
    """A file that the listing of the folder has by this name: no name that is sent becomes a path."""
    listed = listing(FOLDER)
    if name not in listed:
        raise ServiceError(404, "not_found", "there is no such file of the page")
    return FileResponse(listed[name], media_type=TYPES[listed[name].suffix], headers={"Cache-Control": "no-cache"})
