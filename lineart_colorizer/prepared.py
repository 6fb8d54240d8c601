"""Turns what a person gives as `--data` into a prepared data set: as it is, prepared first, or drawn first."""

import pathlib
from typing import Literal

from data_tools.demo import write_demo
from data_tools.errors import InputError
from data_tools.prepare import prepare
from data_tools.records import Dataset, is_dataset, open_dataset

HOME = pathlib.Path("data")
DEMO_PICTURES = 1500


def prepared_data(data: str | None, size: int, *, filters: Literal["all", "none"] = "all") -> Dataset:
    """The data set at `data` if it is prepared; else `data`'s pictures, or demo pictures where it is None, prepared into data/.

    filters: as of `prepare`. What is prepared with none has a place of its own.

    Raises InputError: no such folder, no picture in it, another size than asked for.
    """
    if data is None:
        folder, out = HOME / "demo-pictures", HOME / f"demo-{size}"
        if not folder.exists():
            write_demo(folder, DEMO_PICTURES)
    elif is_dataset(data):
        dataset = open_dataset(data)
        if dataset.size != size:
            raise InputError(f"{data} holds pictures of {dataset.size} px, not {size}: give --size {dataset.size}, or prepare it again")
        return dataset
    else:
        folder = pathlib.Path(data)
        out = HOME / f"{folder.resolve().name}-{size}"
    how = f"--size {size} --overwrite"
    if filters != "all":
        out, how = out.with_name(f"{out.name}-unfiltered"), f"--filters {filters} {how}"
    try:
        made = prepare(folder, out, size=size, filters=filters)
    except InputError as error:
        if not is_dataset(out):
            raise
        raise InputError(f"{error}; to prepare it anew: python -m data_tools.prepare {folder} {out} {how}") from None
    assert made  # None of a dry run alone
    return made


def data_name(data: str | None) -> str:
    """What runs on this data are called after."""
    return pathlib.Path(data).resolve().name if data else "demo"
