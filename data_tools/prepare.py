"""Turns a folder of pictures into line/colour training pairs: `python -m data_tools.prepare SOURCE OUT`.

The steps, each in a module of its own: `sources` finds the files, `pairs` makes a pair of each, `engines` spreads that over the cores,
`store` keeps what is made, `duplicates` and `plan` choose and split, `shards` writes, `report` says what happened. This one runs them and
puts the result in place.

All is written into `.OUT.partial`, which becomes OUT when it is whole. What ends the process before leaves it, and the same command goes
on from there.
"""

import collections
import contextlib
import functools
import json
import os
import pathlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from data_tools import engines, sources, storage
from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from data_tools.line_extraction import extractor
from data_tools.pairs import make_pair, without_margins
from data_tools.pictures import read_picture
from data_tools.plan import Made, Planned, arrange, describe_repeated, drop_duplicates, in_order
from data_tools.progress import progress
from data_tools.records import DRAWN, MANIFEST, SPLITS, Dataset, encode_record, is_dataset, open_dataset, write_manifest
from data_tools.report import REPORT_HTML, Tally, read_fingerprint, write_report
from data_tools.shards import ShardWriter
from data_tools.sources import PAIRS, UNREADABLE, Item, Skipped, Source, printable
from data_tools.store import STORE, WORKING, Store, has_any, remove_store

RECIPE = 2  # raise it whenever the same pictures and settings would give other records
DEFAULT_EXTRACTORS = ("dilation", "xdog")
SIZES = (16, 2048)
TOLERATED = 5  # unreadable pictures, however large their share
NAMED = 5  # skipped files named in the closing lines


def prepare(
    source: str | os.PathLike,
    out: str | os.PathLike,
    *,
    size: int = 128,
    extractors: Sequence[str] | str | None = None,
    val: float = 0.1,
    seed: int = 0,
    engine: str = "local",
    workers: int | None = None,
    max_skipped: float = 0.05,
    keep_duplicates: bool = False,
    overwrite: bool = False,
) -> Dataset:
    """Turns a folder of pictures into line/colour training pairs.

    The same pictures, settings and seed give the same bytes. OUT appears whole or not at all; where it is already what is asked for,
    nothing is done. Whatever stops it, the same command goes on; with --overwrite, pictures that OUT has already are not worked on again.
    Progress and outcome are said on standard output.

    SOURCE and OUT are folders, or what fsspec reaches, such as s3://bucket/folder.

    Args:
        source: folder of pictures (sub-folders are labels), or with line/ and color/ (pairs made by hand), or with train/ and val/ of
            either; each may hold labels.csv (file,label,tags).
        out: folder to write: dataset.json, TFRecord shards, report.json and report.html.
        size: side of the stored pictures, px. Those that are not square get white margins.
        extractors: line styles stored of each picture, divided by commas. Left out: dilation,xdog for pictures; for pairs made by hand
            the artist's own lines, which are stored in any case, as `drawn`.
        val: share of the pictures set apart for validation, 0 up to below 1; of no effect where the source has train/ and val/.
        seed: of the order of the records.
        engine: local (the cores of this machine) or ray (the cluster that RAY_ADDRESS names, which must reach the same SOURCE). The result
            is the same.
        workers: pictures worked on at a time; left out, one per core. The result is the same for any.
        max_skipped: share of unreadable pictures, 0 to 1, above which (if they are more than 5) the source is refused.
        keep_duplicates: keep pictures that are there twice, or nearly so. Else the largest of each is kept; pairs made by hand, and
            pictures split by hand, are kept in any case.
        overwrite: make OUT anew where it is a prepared data set already.

    Raises:
        InputError: a source, a setting or an OUT that will not do.
        OSError: the disk refuses.
    """
    out, run = storage.as_path(out), engines.engine(engine)
    _check_settings(size, val, max_skipped, workers)
    found = sources.find(source)
    styles = _styles(found, extractors)
    settings = {"recipe": RECIPE, "kind": found.kind, "split": "by hand" if found.has_split else f"val {val}"}
    settings["duplicates"] = "kept" if keep_duplicates or found.kind == PAIRS or found.has_split else "left out"
    wanted = settings | {"size": size, "extractors": styles, "seed": seed}
    if _is_done(out, wanted, found, overwrite):
        return open_dataset(out)
    print(f"{found.folder}: {len(found.items):,} {found.kind}{', split by hand' if found.has_split else ''}")
    print(
        f"writes {size} x {size} px, line {' and '.join(styles)}, to {out}; engine {engine}{f', {workers} at a time' if workers else ''}",
        flush=True,
    )
    begin = time.monotonic()
    final = out if storage.is_remote(out) else pathlib.Path(os.path.abspath(out))
    run = functools.partial(run, workers=workers)
    with _partial_folder(final) as partial:
        if _is_done(out, wanted, found, overwrite):  # made by another process, meanwhile
            return open_dataset(out)
        tally = Tally(skipped=list(found.skipped), label_names=[])
        with Store(partial / WORKING, json.dumps([RECIPE, size, styles]), styles) as store:
            items = in_order(found.items, seed)
            _make_pairs(store, items, final, tally, run, size=size)
            planned = _plan(store, items, tally, may_drop=settings["duplicates"] == "left out", val=val)
            _check_outcome(found, tally, collections.Counter(record.split for record in planned), max_skipped)
            _write_shards(partial, store, planned, tally, size)
            store.keep(partial / STORE, [item.source for item in found.items], {record.key for record in planned})
        counts = {split: tally.records[split] for split in SPLITS}
        settings["content"] = tally.content.hexdigest()
        labels = tuple(tally.label_names)
        made = Dataset(folder=partial, size=size, counts=counts, labels=labels, extractors=styles, seed=seed, settings=settings)
        write_report(partial, made, found, tally, time.monotonic() - begin)
        write_manifest(made)
        if storage.is_remote(final):
            remove_store(partial / WORKING)
        storage.put_in_place(partial, final, last=MANIFEST)
        if not storage.is_remote(final):
            remove_store(final / WORKING)  # not before: until now, all could be made again from it
    _say_outcome(out, made, tally, time.monotonic() - begin)
    return open_dataset(out)


def _check_settings(size: int, val: float, max_skipped: float, workers: int | None) -> None:
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


def _styles(found: Source, extractors: Sequence[str] | str | None) -> tuple[str, ...]:
    """The line styles to store, each once. Raises InputError for an unknown name, or `drawn` where nobody drew any."""
    if isinstance(extractors, str):
        extractors = [name.strip() for name in extractors.split(",") if name.strip()]
    names = list(dict.fromkeys(extractors or ()))
    if found.kind == PAIRS:
        names = [DRAWN, *(name for name in names if name != DRAWN)]
    elif DRAWN in names:
        raise InputError(f"the line style {DRAWN!r} needs pairs made by hand: {found.folder} has no line/ beside color/")
    for name in names:
        if name != DRAWN:
            extractor(name)
    return tuple(names) or DEFAULT_EXTRACTORS


def _is_done(out: pathlib.Path, wanted: dict, found: Source, overwrite: bool) -> bool:
    """Whether `out` is already what is asked for, and says so. Raises InputError, saying what differs, where it is something else."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return False
    if not is_dataset(out):
        raise InputError(f"{out} exists and is no prepared data set: it is left as it is, choose another OUT")
    if overwrite:
        return False
    existing = open_dataset(out)
    has = existing.settings | {"size": existing.size, "extractors": existing.extractors, "seed": existing.seed}
    differing = [f"{name} {_words(has.get(name))} (asked for: {_words(value)})" for name, value in wanted.items() if has.get(name) != value]
    if not differing and read_fingerprint(out) != found.fingerprint:
        differing = ["other pictures, or pictures changed since"]
    if differing:
        raise InputError(f"{out} exists, prepared with {', '.join(differing)}: choose another OUT, or give --overwrite")
    print(f"{out} is prepared already, from these pictures and with these settings: nothing to do")
    if not storage.is_remote(out):
        remove_store(out / WORKING)
    return True


def _words(value) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


@contextlib.contextmanager
def _partial_folder(final: pathlib.Path) -> Iterator[pathlib.Path]:
    """Yields the folder beside `final` to work in, which holds the store of an earlier try, if any. It stays if any pair was finished."""
    partial = storage.working_folder(final)
    with storage.locked_folder(partial):
        for path in partial.iterdir():
            if not path.name.startswith(WORKING):
                path.unlink()
        try:
            yield partial
        finally:
            if partial.exists() and not has_any(partial / WORKING):
                shutil.rmtree(partial)


def _make_pairs(store: Store, items: Sequence[Item], final: pathlib.Path, tally: Tally, run: Callable, *, size: int) -> None:
    """Makes a pair of every item of which the store, or the data set that is to be replaced, has none."""
    if not storage.is_remote(final) and is_dataset(final):
        store.refill(final)
    todo = [item for item in items if not store.has(item)]
    if len(todo) < len(items):
        print(f"{len(items) - len(todo):,} of {len(items):,} are made already", flush=True)
    make = functools.partial(make_pair, size=size, extractors=store.extractors)
    unreadable = {}
    for item, answer in zip(todo, progress(run(make, todo), total=len(todo), what="preparing"), strict=True):
        store.add(item, answer)
        if isinstance(answer, Skipped) and answer.kind == UNREADABLE:
            unreadable[item.source] = answer
    for item in items:
        if skip := unreadable.get(item.source) or store.skipped(item.source):
            tally.skipped.append(skip)


def _plan(store: Store, items: Sequence[Item], tally: Tally, *, may_drop: bool, val: float) -> list[Planned]:
    """Which of the finished pairs become records, in which split; in the items' order."""

    def load(key: str) -> np.ndarray:
        png, height, width = store.color(key)
        return without_margins(read_picture(png), height, width)

    left_out = {skip.source for skip in tally.skipped}
    made = [Made(item, *store.facts(item.source)) for item in items if item.source not in left_out]
    kept, sides, repeated = drop_duplicates(made, load, may_drop=may_drop, spread=engines.local)
    planned = arrange(kept, sides, val=val)
    if may_drop:
        tally.skipped += repeated
    elif repeated:
        tally.notes.append(describe_repeated(planned, sides, repeated))
        print(f"note: {tally.notes[-1]}")
    tally.label_names = sorted({record.item.label for record in planned if record.item.label})
    return planned


def _write_shards(partial: pathlib.Path, store: Store, planned: Sequence[Planned], tally: Tally, size: int) -> None:
    labels = {name: index for index, name in enumerate(tally.label_names)}
    with contextlib.ExitStack() as stack:
        writers = {split: stack.enter_context(ShardWriter(partial, split)) for split in SPLITS}
        for record in progress(planned, total=len(planned), what="writing"):
            pair, item = store.pair(record.key), record.item
            serialized = encode_record(
                color_png=pair.color_png,
                line_pngs=pair.line_pngs,
                label=labels.get(item.label, -1),
                tags=list(item.tags),
                source=item.source,
                sha256=pair.sha256,
            )
            writers[record.split].write(serialized)
            tally.add(pair, serialized, split=record.split, label=item.label, size=size)


def _check_outcome(found: Source, tally: Tally, records: collections.Counter, max_skipped: float) -> None:
    """Raises InputError where too little of the source could be used."""
    first = next((f"{printable(skip.source)}: {skip.reason}" for skip in tally.skipped), None)
    if not records:
        raise InputError(f"none of {len(found.items):,} {found.kind} in {found.folder} can be used (the first: {first})")
    for split in SPLITS:
        if found.has_split and not records[split]:
            raise InputError(f"none of the {found.kind} in {found.folder / split} can be used (the first left out: {first})")
    unreadable = [skip for skip in tally.skipped if skip.kind == UNREADABLE]
    if len(unreadable) > TOLERATED and len(unreadable) > max_skipped * len(found.items):
        _name_skipped(unreadable)
        raise InputError(
            f"{len(unreadable):,} of {len(found.items):,} pictures in {found.folder} cannot be read, more than the share of {max_skipped}"
            " that is let pass: mend or remove them, or raise --max-skipped"
        )


def _say_outcome(out: pathlib.Path, dataset: Dataset, tally: Tally, seconds: float) -> None:
    train, val = (dataset.counts[split] for split in SPLITS)
    print(f"{train:,} train and {val:,} val records in {out}, after {seconds:.1f} s ({(train + val) / seconds:.0f} pictures/s)")
    if tally.skipped:
        print("left out: " + ", ".join(f"{count:,} {kind}" for kind, count in tally.skipped_counts().items()))
        _name_skipped(tally.skipped)
    print(f"report: {out / REPORT_HTML}", flush=True)


def _name_skipped(skipped: Sequence[Skipped]) -> None:
    for skip in skipped[:NAMED]:
        print(f"  {printable(skip.source)}: {printable(skip.reason)}")
    if len(skipped) > NAMED:
        print(f"  and {len(skipped) - NAMED:,} more")


def main() -> None:
    prepare(**parse_for(prepare, command="data_tools.prepare"))


if __name__ == "__main__":
    run_command(main)
