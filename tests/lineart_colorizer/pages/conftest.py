"""Drawings, a book of them, and a model that colours everything red, without TensorFlow."""

import dataclasses
import pathlib
import zipfile

import numpy as np
import pytest

from data_tools.pictures import encode_png
from lineart_colorizer.pages.coloring import make_colorer
from lineart_colorizer.pages.listing import list_entries, pages_of
from lineart_colorizer.pages.options import PageOptions

RED = np.array([1.0, -1.0, -1.0], np.float32)


@dataclasses.dataclass(frozen=True)
class Card:
    kind: str = "colorizer"
    size: int = 32
    head: str = "multiply"
    labels: tuple[str, ...] = ()


@dataclasses.dataclass
class RedModel:
    """asked: (line, hint) of every call."""

    card: Card = dataclasses.field(default_factory=Card)
    source: pathlib.Path = pathlib.Path("some/red")
    knows_labels: bool = False
    varies: bool = False
    asked: list = dataclasses.field(default_factory=list)

    def predict(self, line, hint, seed=None):
        self.asked.append((line, hint))
        layer = np.broadcast_to(RED, (*line.shape[:3], 3))
        return {"color": layer, "layer": layer}


def drawing(height: int = 40, width: int = 50) -> np.ndarray:
    """A white page with a black cross, uint8 grey."""
    page = np.full((height, width), 255, np.uint8)
    page[height // 2] = page[:, width // 2] = 0
    return page


@pytest.fixture
def here(tmp_path, monkeypatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def red() -> RedModel:
    return RedModel()


@pytest.fixture
def draw(here):
    """draw(name, height, width) -> path of a PNG."""

    def drawn(name: str, *size: int) -> pathlib.Path:
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode_png(drawing(*size)))
        return path

    return drawn


@pytest.fixture
def bind(here):
    """bind(name, {member: bytes or None for a drawing}) -> path of a zip."""

    def bound(name: str, members: dict[str, bytes | None]) -> pathlib.Path:
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for member, content in members.items():
                book.writestr(member, encode_png(drawing()) if content is None else content)
        return path

    return bound


@pytest.fixture
def prepare(here, red):
    """prepare(inputs, **options) -> entries and a colorer of the red model."""

    def prepared(inputs: list[str], **options):
        entries = list_entries(inputs, pathlib.Path("out"))
        pages = [page for entry in entries for page in pages_of(entry)]
        return entries, make_colorer(red, PageOptions(**options), pages)

    return prepared
