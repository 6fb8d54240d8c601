"""What `prepare` is asked for, checked, and compared with what a prepared data set was asked for."""

import dataclasses
import json
import pathlib
from collections.abc import Sequence

from data_tools.errors import InputError
from data_tools.filters import Filters
from data_tools.line_styles import line_styles
from data_tools.metadata import Choice
from data_tools.records import DRAWN, is_dataset, open_dataset
from data_tools.report import read_fingerprint
from data_tools.sources import PAIRS, Source

RECIPE = 2  # raise it whenever the same pictures and settings would give other records
DEFAULT_EXTRACTORS = ("dilation", "xdog")
SIZES = (16, 2048)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be made of a source: `prepare`'s settings, understood. extractors: names of line styles as they are stored."""

    found: Source
    size: int
    extractors: tuple[str, ...]
    filters: Filters
    choice: Choice
    val: float
    seed: int
    keep_duplicates: bool

    @property
    def may_drop(self) -> bool:
        """Whether duplicates are left out: never of what was paired or split by hand."""
        return not (self.keep_duplicates or self.found.kind == PAIRS or self.found.has_split)

    @property
    def settings(self) -> dict[str, str | int]:
        """As the data set's manifest stores them, beside its size, extractors and seed."""
        return {
            "recipe": RECIPE,
            "kind": self.found.kind,
            "split": "by hand" if self.found.has_split else f"val {self.val}",
            "filters": str(self.filters),
            "choice": str(self.choice),
            "duplicates": "left out" if self.may_drop else "kept",
        }

    @property
    def pair_recipe(self) -> str:
        """All that a pair depends on beside its files."""
        return json.dumps([RECIPE, self.size, self.extractors, str(self.filters), self.found.has_split])


def check_numbers(*, size: int, val: float, max_skipped: float, workers: int | None) -> None:
    """Raises InputError for a number out of its range."""
    checks = {
        f"size {size}: it must be {SIZES[0]} to {SIZES[1]} px": SIZES[0] <= size <= SIZES[1],
        f"val {val}: a share is 0 up to below 1": 0 <= val < 1,
        f"max-skipped {max_skipped}: a share is 0 to 1": 0 <= max_skipped <= 1,
        f"workers {workers}: at least 1": workers is None or workers >= 1,
    }
    for message, is_fine in checks.items():
        if not is_fine:
            raise InputError(message)


def listed(words: Sequence[str] | str | None) -> list[str]:
    """`a, b` as a person types it, or a sequence, as a list of each once."""
    words = [word.strip() for word in words.split(",")] if isinstance(words, str) else words or ()
    return list(dict.fromkeys(word for word in words if word))


def stored_styles(found: Source, extractors: Sequence[str], styles: int, sigmas: str | None) -> tuple[str, ...]:
    """The line styles to store. Raises InputError for what `line_styles` refuses, or `drawn` where nobody drew any."""
    if DRAWN in extractors and found.kind != PAIRS:
        raise InputError(f"the line style {DRAWN!r} needs pairs made by hand: {found.folder} has no line/ beside color/")
    drawn = (DRAWN,) if found.kind == PAIRS else ()
    names = [name for name in extractors if name != DRAWN] or ([] if drawn else DEFAULT_EXTRACTORS)
    return (*drawn, *line_styles(names, styles=styles, sigmas=sigmas))


def is_done(out: pathlib.Path, job: Job, overwrite: bool) -> bool:
    """Whether `out` is already what is asked for, and says so. Raises InputError, saying what differs, where it is something else."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return False
    if not is_dataset(out):
        raise InputError(f"{out} exists and is no prepared data set: it is left as it is, choose another OUT")
    if overwrite:
        return False
    existing = open_dataset(out)
    has = existing.settings | {"size": existing.size, "extractors": existing.extractors, "seed": existing.seed}
    asked = job.settings | {"size": job.size, "extractors": job.extractors, "seed": job.seed}
    differing = [f"{name} {_words(has.get(name))} (asked for: {_words(value)})" for name, value in asked.items() if has.get(name) != value]
    if not differing and read_fingerprint(out) != job.found.fingerprint:
        differing = ["other pictures, or pictures changed since"]
    if differing:
        raise InputError(f"{out} exists, prepared with {', '.join(differing)}: choose another OUT, or give --overwrite")
    print(f"{out} is prepared already, from these pictures and with these settings: nothing to do")
    return True


def _words(value) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
