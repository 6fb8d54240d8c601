"""A character: the parts of a drawing and the colours that a person gave them, in a file, so that other pages get the same.

JSON: {"schema": 1, "numbers": [names of a shape's numbers], "parts": [{"color": "#rrggbb", "page": where it was hinted, "shape": [...]}]}.
Shapes are the drawing's alone (`imaging.region_shapes`): any model may use a character, whichever was there when it was saved.
"""

import dataclasses
import json
import pathlib

import numpy as np

from data_tools.errors import InputError, shortened
from data_tools.pictures import read_bytes
from data_tools.whole import write_whole
from data_tools.words import counted
from lineart_colorizer.imaging.parts import Parts, find_parts, lay_over, match
from lineart_colorizer.imaging.region_shapes import LENGTH, NAMES

SCHEMA = 1
NUMBERS = [*NAMES, *(f"neighbours' {name}" for name in NAMES)]
DIGITS = 4  # of a shape's numbers after the point


@dataclasses.dataclass(frozen=True)
class Part:
    """color: RGB 0..255. page: where it was hinted. shape: as `region_shapes.describe`, LENGTH numbers."""

    color: tuple[int, int, int]
    page: str
    shape: tuple[float, ...]


def _read_part(about: dict) -> Part:
    red, green, blue = bytes.fromhex(about["color"].removeprefix("#"))
    return Part((red, green, blue), str(about["page"]), tuple(map(float, about["shape"])))


@dataclasses.dataclass(frozen=True)
class Character:
    parts: tuple[Part, ...] = ()

    @classmethod
    def read(cls, path: pathlib.Path) -> "Character":
        """Raises InputError where the file is no character, or of another version."""
        content = read_bytes(path)
        try:
            about = json.loads(content.decode("utf-8"))
            schema, numbers = about["schema"], about["numbers"]
            parts = tuple(_read_part(part) for part in about["parts"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: no character, or damaged ({shortened(error)}): save one with --save-character") from None
        if schema != SCHEMA or numbers != NUMBERS:
            raise InputError(f"{path}: a character of another version (schema {schema}): save it again with --save-character")
        if not all(len(part.color) == 3 and len(part.shape) == LENGTH and np.isfinite(part.shape).all() for part in parts):
            raise InputError(f"{path}: damaged, a part of it is not whole: save it again with --save-character")
        return cls(parts)

    def write(self, path: pathlib.Path) -> None:
        """Raises OSError where the disk refuses."""
        parts = [
            {"color": "#" + bytes(part.color).hex(), "page": part.page, "shape": [round(number, DIGITS) for number in part.shape]}
            for part in self.parts
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, (json.dumps({"schema": SCHEMA, "numbers": NUMBERS, "parts": parts}, indent=1) + "\n").encode("utf-8"))

    @property
    def shapes(self) -> np.ndarray:
        """float32 [K,LENGTH]."""
        return np.array([part.shape for part in self.parts], np.float32).reshape(-1, LENGTH)

    def recall(self, parts: Parts, painted: np.ndarray | None) -> np.ndarray | None:
        """A page's hints, RGBA uint8, or None: what is painted, and the character's colours in its parts where nothing is painted."""
        taken = set() if painted is None else set(parts.hinted(painted))
        colors = {at: self.parts[of].color for at, of in match(self.shapes, parts.shapes).items() if at not in taken}
        return lay_over(painted, parts.paint(colors)) if colors else painted

    def taught(self, parts: Parts, painted: np.ndarray, page: str) -> "Character":
        """With what is hinted on a page; a part that fits one of these is replaced by it."""
        hinted = parts.hinted(painted)
        shapes = parts.shapes[list(hinted)]
        replaced = set(match(self.shapes, shapes).values())
        kept = (part for number, part in enumerate(self.parts) if number not in replaced)
        new = (Part(color, page, tuple(shape.tolist())) for color, shape in zip(hinted.values(), shapes, strict=True))
        return Character((*kept, *new))


@dataclasses.dataclass
class Characters:
    """What a command knows of a character, and what it learns of it. known: given. learned: to be saved; None: nothing is.

    grazing: dabs that were no region's.
    """

    known: Character | None = None
    learned: Character | None = None
    grazing: int = 0

    @classmethod
    def at(cls, given: str | None, saved: str | None) -> "Characters":
        """Raises InputError where there is no such character."""
        known = None if given is None else Character.read(pathlib.Path(given))
        return cls(known, None if saved is None else known or Character())

    def hints(self, line: np.ndarray, painted: np.ndarray | None, page: str) -> np.ndarray | None:
        """A page's hints: what is painted, which is learned, and what is known. line: uint8 grey [H,W]. Hints: RGBA uint8 or None."""
        if self.known is None and (self.learned is None or painted is None):
            return painted
        parts = find_parts(line)
        if self.learned is not None and painted is not None:
            self.learned = self.learned.taught(parts, painted, page)
            self.grazing += parts.grazing(painted)
        return painted if self.known is None else self.known.recall(parts, painted)

    def save(self, path: str) -> None:
        """Writes what is learned, and says so. Raises InputError where it is nothing, or the disk refuses."""
        if not (self.learned and self.learned.parts):
            raise InputError(f"--save-character {path}: no region of any page was hinted; nothing is written")
        try:
            self.learned.write(pathlib.Path(path))
        except OSError as error:
            raise InputError(f"--save-character {path}: {error.strerror}: name another file") from None
        left = f"; {counted(self.grazing, 'dab')} in no closed part of the drawing left out" if self.grazing else ""
        print(f"{counted(len(self.learned.parts), 'part')} of the character saved: {path}{left}")
