"""What a saved character is worth: python -m benchmarks.characters [--model M]. Prints one JSON line.

Each of the demo's subjects is drawn on several pages (`character_pages`). On its first page every part has a dab of its true colour, and
the character is saved; the other pages are coloured by the model alone, and with the character.

found: share of the parts that get a hint on another page. right: share of these hints that have the colour of what they lie on, within
ALIKE (the same part, or another of its colour). spread: mean distance in Lab of a part's colour to its mean over the pages. error: mean
distance to the colour that it was given. `found_spread` and `found_error` are of the parts that were found.

With --scales-only it prints by how much a part's shape changes instead, as `imaging.parts.SCALES` has it; no model is needed.
"""

import dataclasses
import json

import cv2
import numpy as np

from benchmarks.character_pages import BACKGROUND, DrawnPage, draw_page
from benchmarks.side_by_side import where_and_when
from data_tools.command_line import run_function
from data_tools.drawing.subjects import LABELS
from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.pages import colorize_page
from lineart_colorizer.imaging.parts import CORE, Parts, find_parts, match
from lineart_colorizer.metrics.color import cie76
from lineart_colorizer.pages.characters import Character

SUBJECTS = [label for label in LABELS if label != "landscape"]
SIZE = 512  # px of a page
LEAST = 0.001  # of a page: smaller parts are not hinted
PURE = 0.8  # of a region's middle that one part covers: else it is none's
ALIKE = 10.0  # Lab
HOW = ("alone", "with")  # the character
WHITE = 230  # of a line: what is brighter shows its colour


@dataclasses.dataclass(frozen=True)
class Shown:
    """A page: as drawn, its regions, and of each region the part that it shows (BACKGROUND: none) and its true colour, Lab [N,3]."""

    page: DrawnPage
    parts: Parts
    part: np.ndarray
    truth: np.ndarray

    @classmethod
    def of(cls, page: DrawnPage) -> "Shown":
        parts = find_parts(page.line)
        core = parts.depth >= (CORE * parts.peaks)[parts.regions]
        numbers, count = parts.regions[core], len(parts.peaks)
        votes = np.bincount(numbers * 256 + page.parts[core], minlength=256 * count).reshape(count, 256)
        part = np.where(votes.max(1) >= PURE * votes.sum(1), votes.argmax(1), BACKGROUND)
        lab = to_lab(page.picture[core][None].astype(np.float32) / 255.0)[0]
        sums = np.stack([np.bincount(numbers, lab[:, channel], count) for channel in range(3)], -1)
        return cls(page, parts, part, sums / votes.sum(1)[:, None])

    def large(self) -> np.ndarray:
        """Regions that are hinted on the first page."""
        area = np.bincount(self.parts.regions.ravel())
        return np.flatnonzero((self.part != BACKGROUND) & (area >= LEAST * SIZE * SIZE))

    def dabs(self) -> np.ndarray:
        """Hints, RGBA uint8, of the true colours."""
        rgb = cv2.cvtColor(self.truth[None].astype(np.float32), cv2.COLOR_LAB2RGB)[0]
        return self.parts.paint({at: tuple(np.rint(255 * rgb[at]).astype(int).tolist()) for at in self.large().tolist()})

    def color_of(self, part: int, picture: np.ndarray) -> np.ndarray | None:
        """The mean colour of a part, Lab [3], where the page shows it."""
        seen = (self.page.parts == part) & (self.page.line >= WHITE)
        return to_lab(picture[seen][None].astype(np.float32) / 255.0)[0].mean(0) if seen.any() else None


def character_pages(seed: int, pages: int) -> list[Shown]:
    return [Shown.of(draw_page(SUBJECTS[seed % len(SUBJECTS)], seed, page, SIZE)) for page in range(pages)]


def changes(pages: list[Shown]) -> list[np.ndarray]:
    """By how much the shape of each part of the first page differs on the others: a row each."""
    first, found = pages[0], []
    for other in pages[1:]:
        area = np.bincount(other.parts.regions.ravel())
        for at in first.large():
            same = np.flatnonzero(other.part == first.part[at])
            if len(same):
                found.append(other.parts.shapes[same[area[same].argmax()]] - first.parts.shapes[at])
    return found


def scales(characters: int, pages: int) -> list[float]:
    rows = [row for seed in range(characters) for row in changes(character_pages(seed, pages))]
    return np.maximum(1.48 * np.median(np.abs(rows), axis=0), 0.02).round(3).tolist()


def measure(model, pages: list[Shown]) -> tuple[list[tuple], list[dict]]:
    """Of each hint that the character gives, whether it is right; of each part, spread and error of its colour, and if it was found."""
    first = pages[0]
    character = Character().taught(first.parts, first.dabs(), "first")
    hinted = dict(enumerate(first.parts.hinted(first.dabs())))  # the character's parts, by the first page's regions
    hits, colors = [], {at: {"alone": [], "with": [], "found": []} for at in hinted.values()}
    for other in pages[1:]:
        found = {hinted[of]: at for at, of in match(character.shapes, other.parts.shapes).items()}
        for of, at in found.items():
            hits.append(other.part[at] == first.part[of] or cie76(other.truth[at], first.truth[of]) < ALIKE)
        given = character.recall(other.parts, None)
        made = {
            name: colorize_page(other.page.line, model.predict, size=model.card.size, head=model.card.head, painted=painted)
            for name, painted in (("alone", None), ("with", given))
        }
        for at, seen in colors.items():
            of = {name: other.color_of(first.part[at], picture) for name, picture in made.items()}
            if of["alone"] is not None:
                seen["found"].append(at in found)
                for name, color in of.items():
                    seen[name].append(color)
    return hits, [row for at, seen in colors.items() if seen["found"] for row in _rows(seen, first.truth[at])]


def _rows(seen: dict, wanted: np.ndarray) -> list[dict]:
    """Of each page that shows a part: was it found, and its colour's distance to the mean over pages, and to the wanted. `found_spread` is
    over the pages on which it was found."""
    found = np.array(seen["found"])
    both = {name: np.stack(seen[name]) for name in HOW}
    away = {f"spread_{name}": cie76(labs, labs.mean(0)) for name, labs in both.items()}
    away |= {f"error_{name}": cie76(labs, wanted) for name, labs in both.items()}
    if found.any():
        away |= {f"found_spread_{name}": cie76(labs, labs[found].mean(0)) for name, labs in both.items()}
    return [{"found": bool(was)} | {name: of[at] for name, of in away.items()} for at, was in enumerate(found)]


def benchmark(
    *, model: str | None = None, models: str = "models", characters: int = 31, pages: int = 5, scales_only: bool = False
) -> dict | None:
    """Measures what a saved character is worth.

    Args:
        model: a run's name, a run's folder, or a SavedModel's folder. Left out: the newest run.
        models: folder in which runs are looked for.
        characters: how many, of the demo's subjects in turn.
        pages: of each.
        scales_only: print by how much a part's shape changes from page to page, and nothing else.
    """
    if scales_only:
        print(json.dumps({"scales": scales(characters, pages)}))
        return None
    from lineart_colorizer.device import choose_device

    print(f"{where_and_when()}; {choose_device('cpu')}")
    from lineart_colorizer.serving.models import find_model, load_colorizer

    loaded = load_colorizer(find_model(model, models))
    hits, rows = [], []
    for seed in range(characters):
        of_hits, of_rows = measure(loaded, character_pages(seed, pages))
        hits, rows = hits + of_hits, rows + of_rows
    names = [f"{what}_{how}" for what in ("spread", "error") for how in HOW]
    report = {"model": str(loaded.source), "characters": characters, "pages": pages, "parts": len(rows), "hints": len(hits)}
    report |= {"found": float(np.mean([row["found"] for row in rows])), "right": float(np.mean(hits))}
    report |= {name: float(np.mean([row[name] for row in rows])) for name in names}
    report |= {f"found_spread_{how}": float(np.mean([row[f"found_spread_{how}"] for row in rows if row["found"]])) for how in HOW}
    report |= {f"found_error_{how}": float(np.mean([row[f"error_{how}"] for row in rows if row["found"]])) for how in HOW}
    print(json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in report.items()}))
    return report


if __name__ == "__main__":
    run_function(benchmark, command="benchmarks.characters")
