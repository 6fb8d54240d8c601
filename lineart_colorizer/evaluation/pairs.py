"""A data set's pairs as arrays, and the pictures that a model makes of their drawings."""

import dataclasses
import itertools
import os
import pathlib
from collections.abc import Callable

import numpy as np

from data_tools.damage import leave_out_damaged
from data_tools.errors import InputError
from data_tools.pictures import write_png
from data_tools.progress import progress
from data_tools.records import Dataset
from lineart_colorizer.imaging.pages import colorize_page, translate_page
from lineart_colorizer.pipeline.batches import MOST, stored_pairs
from lineart_colorizer.serving.loaded import Model, as_colorizer, as_translator

LONGEST_NAME = 240  # bytes, of the 255 that disks take: an ending and a number come to it
Paint = Callable[..., np.ndarray]  # a drawing uint8 [S,S] to its picture, uint8 RGB [S,S,3]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs in their stored order. colors: uint8 RGB [S,S,3]. lines: uint8 [S,S], in the first style. labels: int [N], -1 is none."""

    colors: list[np.ndarray]
    lines: list[np.ndarray]
    labels: np.ndarray
    sources: list[pathlib.PurePosixPath]


def read_pairs(dataset: Dataset, split: str) -> Pairs:
    """The first MOST pairs of a split, damaged ones left out. Raises InputError where there is none, or many are damaged."""
    dataset = leave_out_damaged(dataset, [split])
    if not dataset.counts[split]:
        raise InputError(f"{dataset.folder} has no {split} pairs: prepare it with --val above 0, or choose --split")
    pairs = list(itertools.islice(stored_pairs(dataset, split), MOST))
    return Pairs(
        colors=[pair["color"] for pair in pairs],
        lines=[pair["lines"][0, ..., 0] for pair in pairs],
        labels=np.array([pair["label"] for pair in pairs]),
        sources=[source_of(pair["source"]) for pair in pairs],
    )


def source_of(stored: bytes) -> pathlib.PurePosixPath:
    """A path below a folder, whatever a data set from elsewhere says: no root, no `..`, nothing that no file can be called."""
    parts = stored.replace(b"\0", b"").decode("utf-8", "surrogateescape").split("/")
    return pathlib.PurePosixPath(*[part for part in parts if part not in ("", ".", "..")] or ["picture"])


def choose_classes(pairs: Pairs, labels: np.ndarray) -> Pairs:
    """Those whose label is among `labels`; maybe none."""
    kept = np.flatnonzero(np.isin(pairs.labels, labels))
    lists = {name: [getattr(pairs, name)[i] for i in kept] for name in ("colors", "lines", "sources")}
    return Pairs(labels=pairs.labels[kept], **lists)


def as_one_class(pairs: Pairs) -> Pairs:
    """The same, all with label 0."""
    return dataclasses.replace(pairs, labels=np.zeros_like(pairs.labels))


def paint_by_colorizer(model: Model) -> Paint:
    """Takes hints, too: RGBA uint8."""
    predict, card = as_colorizer(model).predict, model.card
    return lambda line, painted=None: colorize_page(line, predict, size=card.size, head=card.head, painted=painted)


def paint_by_translator(model: Model) -> Paint:
    """By its first direction, from drawings to colours, at the size that it learned from."""
    translate = as_translator(model).translate

    def paint(line):
        return translate_page(np.repeat(line[..., None], 3, axis=-1), lambda source: translate(source, "forward"), size=model.card.size)

    return paint


PAINTERS = {"colorizer": paint_by_colorizer, "translator": paint_by_translator}  # kinds of product that make colours of a drawing


def paint_pairs(model: Model, pairs: Pairs) -> list[np.ndarray]:
    """The model's picture of every drawing, uint8 RGB [S,S,3]. Raises InputError where it does not colour drawings."""
    if model.card.kind not in PAINTERS:
        raise InputError(f"{model.source} is a {model.card.kind}: it does not colour drawings")
    paint = PAINTERS[model.card.kind](model)
    return [paint(line) for line in progress(pairs.lines, total=len(pairs.lines), what="colouring", unit="pairs")]


def name_pictures(sources: list[pathlib.PurePosixPath]) -> list[pathlib.PurePosixPath]:
    """<name>.png of each, cut where no disk takes it, with a number where another has it."""
    taken: set[str] = set()
    named = []
    for source in sources:
        stem = source.name.removesuffix(".png")
        if len(os.fsencode(stem)) > LONGEST_NAME:
            stem = stem.encode("utf-8", "ignore")[:LONGEST_NAME].decode("utf-8", "ignore")
        candidates = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
        name = next(name for each in candidates if str(name := source.with_name(f"{each}.png")).lower() not in taken)
        taken.add(str(name).lower())
        named.append(name)
    return named


def write_pictures(folder: pathlib.Path, pairs: Pairs, fake_colors: list[np.ndarray]) -> None:
    """As PNGs under their source names. Raises OSError where the disk refuses."""
    for name, fake_color in zip(name_pictures(pairs.sources), fake_colors, strict=True):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_png(target, fake_color)
