"""What is done for one /v1/colorize: from the files that were sent to those that go back. The same parts as `colorize` uses."""

import base64
import dataclasses
import math
import pathlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from data_tools.errors import InputError, TooLargeError
from data_tools.pictures import read_with_alpha, stated_pixels
from lineart_colorizer.imaging.layer_files import pack_layers
from lineart_colorizer.imaging.palette_files import palette_suffix, parse_palette
from lineart_colorizer.imaging.palettes import kept_recolor
from lineart_colorizer.imaging.scaling import network_shape
from lineart_colorizer.pages.characters import Characters
from lineart_colorizer.pages.coloring import PageColorer, check_model, working_size
from lineart_colorizer.pages.guidance import read_hints
from lineart_colorizer.pages.listing import Page
from lineart_colorizer.pages.options import PageOptions
from lineart_colorizer.serving.http.errors import invalid, no_memory, spelled_for_http, too_large
from lineart_colorizer.serving.http.reading import Sent
from lineart_colorizer.serving.http.room import DECODING, LAYERED, Room, network_pixels
from lineart_colorizer.serving.loaded import Colorizer

READ_SECONDS = 10.0  # of processor time, for one picture
WORKING_ROOM = 170_000_000  # of `network_pixels`, 5.4 GB, that a page takes at most: a working size, times the page's proportions
HINTS = 16  # pixels of hints for each that the network is given, where the page has fewer
PALETTE_BYTES = 1 << 20  # of a palette that is no picture
PAGE = Page(pathlib.Path("line"), pathlib.PurePosixPath("line.png"))
PNG_TYPE = "image/png"
LAYER_TYPES = {"psd": "image/vnd.adobe.photoshop", "ora": "image/openraster", "png": "application/zip"}


@dataclasses.dataclass
class Stages:
    """Seconds spent: read, wait, network, write."""

    seconds: dict[str, float] = dataclasses.field(default_factory=lambda: dict.fromkeys(("read", "wait", "network", "write"), 0.0))

    def since(self, name: str, start: float) -> None:
        self.seconds[name] += time.perf_counter() - start


@dataclasses.dataclass(frozen=True)
class SentHints:
    """Hints that were sent, in place of `pages.guidance.Hints`. max_pixels: what there is room for: the page's own, or HINTS times the
    network's.
    """

    picture: bytes | None
    max_pixels: int

    def read(self, page: Page, height: int, width: int) -> np.ndarray | None:
        if self.picture is None:
            return None
        return read_hints(self.picture, "hints", height, width, max_pixels=self.max_pixels, max_seconds=READ_SECONDS)


@dataclasses.dataclass(frozen=True)
class Made:
    """files: PNGs, or one file of layers; of this type. copied: the page was in colour already."""

    files: list[bytes]
    type: str
    copied: bool

    def base64(self) -> list[str]:
        return [base64.b64encode(file).decode("ascii") for file in self.files]


def color_page(sent: Sent, model: Colorizer, max_pixels: int, room: Room, go_on: Callable[[], None], stages: Stages) -> Made:
    """Colours what was sent.

    model: a `serving.models.Colorizer` whose source is its name. room: for the page's pixels and the network's. go_on: called between
    parts of the work, raises where nobody waits any more. Raises ServiceError for what cannot be done.
    """
    try:
        return _color(sent, model, max_pixels, room, go_on, stages)
    except TooLargeError as error:
        raise too_large(spelled_for_http(str(error))) from None
    except InputError as error:
        raise invalid(spelled_for_http(str(error))) from None
    except MemoryError:
        raise no_memory() from None


def _color(sent: Sent, model: Colorizer, max_pixels: int, room: Room, go_on: Callable[[], None], stages: Stages) -> Made:
    started = time.perf_counter()
    asked = sent.model_dump(exclude={"model", "line", "hints", "palette"})
    options = PageOptions(**asked)
    check_model(model, options)
    if options.layers and options.variants > 1:
        raise invalid("layers: of one variant only")
    limits: dict[str, Any] = {"max_pixels": max_pixels, "max_seconds": READ_SECONDS}
    with room.taken(_decoding(sent.line, max_pixels), go_on):
        picture, alpha = read_with_alpha(sent.line, name="line", **limits)
    height, width = picture.shape[:2]
    working = check_working_size(height, width, working_size(height, width, options.size, model.card.size))
    palette = None
    if sent.palette is not None:
        with room.taken(_decoding(sent.palette, max_pixels), go_on):
            palette = _read_palette(sent.palette, limits)
    go_on()
    recolor = None if palette is None else kept_recolor(palette.tobytes(), options.palette_mode)
    stages.since("read", started)

    def predict(*arguments, **told):
        nonlocal started
        stages.since("write", started)
        go_on()
        begun = time.perf_counter()
        result = model.predict(*arguments, **told)
        stages.since("network", begun)
        started = time.perf_counter()
        return result

    told = dataclasses.replace(model, predict=predict)
    hints = SentHints(sent.hints, min(max_pixels, max(height * width, HINTS * math.prod(working))))
    colorer = PageColorer(told, options, hints=hints, characters=Characters(), recolor=recolor)
    made, pages = [], colorer.color_picture(PAGE, sent.line, picture, alpha)
    del picture  # which it lets go of when it can
    started = time.perf_counter()
    pixels = height * width * (LAYERED if options.layers or options.flats else 1) + network_pixels(*working)
    with room.taken(pixels, go_on):
        stages.since("wait", started)
        started = time.perf_counter()
        for colored in pages:
            go_on()
            made.append(colored)
        form = options.layers
        files = [pack_layers(*colored.layers, form) if colored.layers and form else colored.png for colored in made]
    stages.since("write", started)
    kind = LAYER_TYPES[form] if made[0].layers and form else PNG_TYPE
    return Made(files, kind, made[0].copied)


def check_working_size(height: int, width: int, size: int) -> tuple[int, int]:
    """Rows and columns that the network is given. Raises ServiceError where a page's proportions make that huge: 20 x 200,000 px is no
    drawing.
    """
    rows, columns = network_shape(height, width, size)
    if network_pixels(rows, columns) > WORKING_ROOM:
        raise too_large(f"{width} x {height} pixels at working size {size} are {columns} x {rows}: ask for a smaller size, or cut the page")
    return rows, columns


def _decoding(content: bytes, max_pixels: int) -> int:
    """Pixels of pages that take as much memory as reading this picture; one of more than max_pixels is refused by its header."""
    return int(DECODING * min(stated_pixels(content), max_pixels))


def _read_palette(content: bytes, limits: dict) -> np.ndarray:
    suffix = palette_suffix(content)
    if suffix != ".png" and len(content) > PALETTE_BYTES:
        raise too_large(f"palette: over {PALETTE_BYTES:,} bytes")
    return parse_palette(content, suffix, "palette", **limits)
