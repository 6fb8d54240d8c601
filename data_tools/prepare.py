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
import os
import pathlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence

from data_tools import engines, sources, storage
from data_tools.archives import Member
from data_tools.command_line import run_function
from data_tools.dry_run import dry_run as say_what_would_be_done
from data_tools.filters import Filters
from data_tools.metadata import Choice
from data_tools.outcome import check_outcome, say_outcome
from data_tools.pairs import Pair, make_pair
from data_tools.plan import Made, Planned, arrange, describe_repeated, drop_duplicates, in_order
from data_tools.progress import progress
from data_tools.records import MANIFEST, SPLITS, Dataset, encode_record, is_dataset, open_dataset, write_manifest
from data_tools.report import Tally, write_report
from data_tools.settings import Job, check_numbers, is_done, listed, stored_styles
from data_tools.shards import ShardWriter
from data_tools.skipped import UNREADABLE, Skipped
from data_tools.sources import Item
from data_tools.store import STORE, WORKING, Store, has_any, remove_store
from data_tools.tensorflow_import import import_tensorflow


def prepare(
    source: str | os.PathLike,
    out: str | os.PathLike,
    *,
    size: int = 128,
    extractors: Sequence[str] | str | None = None,
    styles: int = 1,
    sigmas: str | None = None,
    val: float = 0.1,
    seed: int = 0,
    engine: str = "local",
    workers: int | None = None,
    max_skipped: float = 0.05,
    filters: Sequence[str] | str = "all",
    min_side: int | None = None,
    max_aspect: float = 3.0,
    aspect: str = "letterbox",
    keep_duplicates: bool = False,
    metadata: str | os.PathLike | None = None,
    include_tags: Sequence[str] | str = (),
    exclude_tags: Sequence[str] | str = (),
    ratings: Sequence[str] | str = (),
    overwrite: bool = False,
    dry_run: bool = False,
) -> Dataset | None:
    """Turns a folder of pictures into line/colour training pairs.

    The same pictures, settings and seed give the same bytes. OUT appears whole or not at all; where it is already what is asked for,
    nothing is done. Whatever stops it, the same command goes on; with --overwrite, pictures that OUT has already are not worked on again.
    Progress and outcome are said on standard output.

    SOURCE and OUT are folders, or what fsspec reaches, such as s3://bucket/folder.

    Args:
        source: folder of pictures (sub-folders are labels), or with line/ and color/ (pairs made by hand), or with train/ and val/ of
            either; each may hold labels.csv (file,label,tags) and metadata.jsonl. Or a .zip or .tar of such; both may lie in folders too.
        out: folder to write: dataset.json, TFRecord shards, report.json and report.html.
        size: side of the stored pictures, px. Those that are not square get white margins.
        extractors: line styles stored of each picture, divided by commas: dilation, xdog, edges, pencil, or onnx:PATH for a line network
            of your own; each also thinned, as in pencil+thin. Left out: dilation,xdog for pictures; for pairs made by hand the artist's
            own lines, which are stored in any case, as `drawn`.
        styles: xdog drawings stored of each picture, of sigmas drawn by the picture's content.
        sigmas: what they are drawn from, px at 256 px: 0.3/0.4/0.5 for one of these, 0.3..0.5 for any between. Left out: 0.4/0.6/0.8.
        val: share of the pictures set apart for validation, 0 up to below 1; of no effect where the source has train/ and val/.
        seed: of the order of the records.
        engine: local (the cores of this machine) or ray (the cluster that RAY_ADDRESS names, which must reach the same SOURCE). The result
            is the same.
        workers: pictures worked on at a time; left out, one per core. The result is the same for any.
        max_skipped: share of unreadable pictures, 0 to 1, above which (if they are more than 5) the source is refused.
        filters: which pictures are left out for what they show, divided by commas: text (pages of text), photo (photographs), colorless
            (line art, greys), lineless (blank); or all, or none. Pairs made by hand and those split by hand are only remarked on.
        min_side: pictures whose shorter side has fewer px are left out; left out, half of the size. 0 takes all.
        max_aspect: of the longer to the shorter side, beyond which `aspect` says what is done.
        aspect: letterbox (white beside it), crop (its middle, no longer than max-aspect) or skip.
        keep_duplicates: keep pictures that are there twice, or nearly so. Else the largest of each is kept; pairs made by hand, and
            pictures split by hand, are kept in any case.
        metadata: file of JSON lines with tags and ratings, as Danbooru and other boards give them.
        include_tags: only pictures with one of these tags, divided by commas. Chosen ones, here and below, hold for pairs by hand too.
        exclude_tags: no pictures with any of these tags, divided by commas.
        ratings: only pictures rated so, divided by commas: general, safe, sensitive, questionable, explicit, or first letters.
        overwrite: make OUT anew where it is a prepared data set already.
        dry_run: only say what would be done: counts, labels, splits, what would be left out, sizes and time. Writes nothing.

    Returns:
        The data set; None of a dry run.

    Raises:
        InputError: a source, a setting or an OUT that will not do.
        OSError: the disk refuses.
    """
    check_numbers(size=size, val=val, max_skipped=max_skipped, workers=workers)
    out, run = storage.as_path(out), functools.partial(engines.engine(engine), workers=workers)
    final = out if storage.is_remote(out) else storage.followed(out)
    storage.check_utf8(final)
    wanted = Filters.of(listed(filters), size=size, min_side=min_side, max_aspect=max_aspect, aspect=aspect)
    choice = Choice.of(listed(include_tags), listed(exclude_tags), listed(ratings))
    found = sources.find(source, metadata=metadata, choice=choice)
    names = stored_styles(found, listed(extractors), styles, sigmas)
    job = Job(
        found=found,
        size=size,
        extractors=names,
        filters=wanted,
        choice=choice,
        val=val,
        seed=seed,
        keep_duplicates=keep_duplicates,
    )
    if is_done(out, job, overwrite):
        if not dry_run and not storage.is_remote(out):
            remove_store(out / WORKING)  # left by a process that was killed at its very end
        return None if dry_run else open_dataset(out)
    print(f"{found.folder}: {len(found.items):,} {found.kind}{', split by hand' if found.has_split else ''}")
    how = f"{size} x {size} px, line {' and '.join(names)}, to {out}; engine {engine}{f', {workers} at a time' if workers else ''}"
    print(f"{'would write' if dry_run else 'writes'} {how}", flush=True)
    make = functools.partial(make_pair, size=size, extractors=names, filters=wanted)
    if dry_run:
        say_what_would_be_done(found, make, run, val=val, may_drop=job.may_drop)
        return None
    begin = time.monotonic()
    with _partial_folder(final) as partial:
        if is_done(out, job, overwrite):  # made by another process, meanwhile
            return open_dataset(out)
        tally = _make_records(partial, final, job, make, run, max_skipped)
        made = _describe(partial, job, tally)
        write_report(partial, made, found, tally, time.monotonic() - begin)
        write_manifest(made)
        _put_in_place(partial, final)
    say_outcome(out, made, tally, time.monotonic() - begin)
    return open_dataset(out)


def _make_records(partial: pathlib.Path, final: pathlib.Path, job: Job, make: Callable, run: Callable, max_skipped: float) -> Tally:
    """Writes shards and the store that OUT keeps. make: makes one pair; run: an engine."""
    items, tally = in_order(job.found.items, job.seed), Tally(skipped=list(job.found.skipped), label_names=[])
    with Store(partial / WORKING, job.pair_recipe, job.extractors) as store:
        if not storage.is_remote(final) and is_dataset(final):
            store.refill(final)
        tally.skipped += _make_pairs(store, items, make, run)
        planned = _plan(store, items, tally, may_drop=job.may_drop, val=job.val)
        check_outcome(job.found, tally.skipped, collections.Counter(record.split for record in planned), max_skipped)
        _write_shards(partial, store, planned, tally, job.size)
        store.keep(partial / STORE, [item.source for item in items], {record.key for record in planned})
    return tally


def _make_pairs(store: Store, items: Sequence[Item], make: Callable[[Item], Pair | Skipped], run: Callable) -> list[Skipped]:
    """Makes a pair of every item of which the store has none. Returns why items gave none, in the items' order."""
    todo = [item for item in items if not store.has(item)]
    todo.sort(key=lambda item: str(item.color.archive) if isinstance(item.color, Member) else "")  # opening one takes long
    if len(todo) < len(items):
        print(f"{len(items) - len(todo):,} of {len(items):,} are made already", flush=True)
    unreadable = {}
    for item, answer in zip(todo, progress(run(make, todo), total=len(todo), what="preparing"), strict=True):
        store.add(item, answer)
        if isinstance(answer, Skipped) and answer.kind == UNREADABLE:
            unreadable[item.source] = answer
    reasons = (unreadable.get(item.source) or store.skipped(item.source) for item in items)
    return [skip for skip in reasons if skip]


def _plan(store: Store, items: Sequence[Item], tally: Tally, *, may_drop: bool, val: float) -> list[Planned]:
    """Which of the finished pairs become records, in which split; in the items' order. Adds to the tally what is left out, and notes."""
    made = [Made(item, *facts) for item in items if (facts := store.made(item.source))]
    kept, sides, repeated = drop_duplicates(made, store.picture, may_drop=may_drop, spread=engines.local)
    planned = arrange(kept, sides, val=val)
    if may_drop:
        tally.skipped += repeated
    elif repeated:
        tally.notes.append(describe_repeated(planned, sides, repeated))
        print(f"note: {tally.notes[-1]}")
    tally.label_names = sorted({record.item.label for record in planned if record.item.label})
    return planned


def _write_shards(partial: pathlib.Path, store: Store, planned: Sequence[Planned], tally: Tally, size: int) -> None:
    import_tensorflow()  # takes seconds: later, the first record would seem to take them
    labels: dict[str | None, int] = {name: index for index, name in enumerate(tally.label_names)}
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
            tally.add(record, pair, serialized, size)


def _describe(folder: pathlib.Path, job: Job, tally: Tally) -> Dataset:
    return Dataset(
        folder=folder,
        size=job.size,
        counts={split: tally.records[split] for split in SPLITS},
        labels=tuple(tally.label_names),
        extractors=job.extractors,
        seed=job.seed,
        settings=job.settings | {"content": tally.content.hexdigest()},
    )


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


def _put_in_place(partial: pathlib.Path, final: pathlib.Path) -> None:
    """Makes OUT of the finished folder, and removes the store in which it was made; of a local one afterwards: until then, all could be
    made again from it."""
    if storage.is_remote(final):
        remove_store(partial / WORKING)
    storage.put_in_place(partial, final, last=MANIFEST)
    if not storage.is_remote(final):
        remove_store(final / WORKING)


if __name__ == "__main__":
    run_function(prepare, command="data_tools.prepare")
