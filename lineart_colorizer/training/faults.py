"""A loss that is no number any more: what is kept of it, so that a person can look."""

import json
import math
import pathlib
from typing import Any

import numpy as np

from data_tools.errors import describe
from data_tools.pictures import write_png
from data_tools.whole import write_whole
from lineart_colorizer.monitoring.grids import make_grid


class NotFiniteError(Exception):
    """A term of a step is infinite or not a number. values: of all terms of the step, by name. batches: what it was made of."""

    def __init__(self, values: dict[str, float], batches: list[dict]):
        super().__init__("not finite")
        self.values, self.batches = values, batches

    @property
    def terms(self) -> list[str]:
        """Names of those that are not finite."""
        return [name for name, value in self.values.items() if not math.isfinite(value)]


def check_finite(scalars: dict, batches: list[dict]) -> None:
    """Raises NotFiniteError where a scalar of a step is infinite or not a number."""
    values = {name: float(value) for name, value in scalars.items()}
    if not all(math.isfinite(value) for value in values.values()):
        raise NotFiniteError(values, batches)


def keep_fault(run: pathlib.Path, step: int, fault: NotFiniteError, sources: list[str]) -> str:
    """`write_fault`, into a folder of its own in a run's. Returns what to tell the person, also that the disk refused."""
    folder = run / f"fault-step-{step:07}"
    try:
        write_fault(folder, fault, sources)
        where = f"its batch and sources are in {folder}"
    except OSError as error:
        where = f"its batch cannot be kept: {describe(error)}"
    return f"step {step:,}: {' and '.join(fault.terms)} not finite; {where}"


def write_fault(folder: pathlib.Path, fault: NotFiniteError, sources: list[str]) -> None:
    """Writes terms.json (all terms, and the pictures' sources), and each batch as batch-<n>.npz and, as a picture, batch-<n>.png.

    Raises OSError where the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    about = {"not_finite": fault.terms, "terms": {name: repr(value) for name, value in fault.values.items()}, "sources": sources}
    write_whole(folder / "terms.json", json.dumps(about, indent=1).encode("utf-8"))
    for index, batch in enumerate(fault.batches):
        arrays: dict[str, Any] = {name: np.asarray(value) for name, value in batch.items()}
        np.savez_compressed(folder / f"batch-{index}.npz", **arrays)
        pictures = {name: np.nan_to_num(value) for name, value in arrays.items() if value.ndim == 4}
        write_png(folder / f"batch-{index}.png", make_grid(pictures, " | ".join(pictures)))
