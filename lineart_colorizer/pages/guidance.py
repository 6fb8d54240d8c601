"""What a person gives beside the pages to guide their colours: hints and a palette."""

import dataclasses
import pathlib
from typing import Any

import numpy as np

from data_tools.errors import InputError
from data_tools.pictures import read_bytes, read_with_alpha
from lineart_colorizer.imaging.hints import check_fit, join_alpha
from lineart_colorizer.imaging.palette_files import read_palette
from lineart_colorizer.imaging.palettes import Mode, Recolor
from lineart_colorizer.pages.listing import Page


def read_hints(source: pathlib.Path | bytes, name: str, height: int, width: int, **limits: Any) -> np.ndarray:
    """RGBA uint8 of a picture with transparency, for a page of this size. limits: as of `read_with_alpha`. Raises InputError."""
    painted = join_alpha(*read_with_alpha(source, name=name, **limits), name)
    check_fit(painted, height, width, name)
    return painted


@dataclasses.dataclass(frozen=True)
class Hints:
    """Where hints come from: one picture for all pages, or a folder of them by the pages' names; None: no hints.

    Of `deep/a.jpg` they are `deep/a.png` in the folder, of page `2.jpg` in `b.cbz`, `b/2.png`.
    """

    place: pathlib.Path | None = None

    @classmethod
    def at(cls, place: str | None, pages: list[Page]) -> "Hints":
        """Raises InputError where there are none at all for these pages."""
        hints = cls(None if place is None else pathlib.Path(place))
        if hints.place is not None and not any(hints.path_for(page) for page in pages):
            wanted = hints.place / hints.name_for(pages[0]) if hints.place.is_dir() else hints.place
            raise InputError(f"--hints {place}: no hints for any of the pages (there is no {wanted})")
        return hints

    @staticmethod
    def name_for(page: Page) -> pathlib.PurePosixPath:
        return ((page.book.with_suffix("") if page.book else pathlib.PurePosixPath()) / page.below).with_suffix(".png")

    def path_for(self, page: Page) -> pathlib.Path | None:
        if self.place is None:
            return None
        path = self.place / self.name_for(page) if self.place.is_dir() else self.place
        return path if path.is_file() else None

    def read(self, page: Page, height: int, width: int) -> np.ndarray | None:
        """RGBA uint8, or None where the page has none. Raises InputError where they are no hints for a page of this size."""
        path = self.path_for(page)
        return None if path is None else read_hints(path, str(path), height, width)

    def content(self, page: Page) -> bytes:
        """The file's bytes, empty where the page has none."""
        path = self.path_for(page)
        return b"" if path is None else read_bytes(path)


def make_recolor(palette: str | None, mode: Mode) -> tuple[Recolor | None, bytes]:
    """The palette's change of colours, and what it depends on."""
    if palette is None:
        return None, b""
    colors = read_palette(pathlib.Path(palette))
    return Recolor(colors, mode), colors.tobytes()
