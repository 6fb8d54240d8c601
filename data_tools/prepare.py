"""Turns a folder of pictures into line/colour training pairs: `python -m data_tools.prepare SOURCE OUT`.

The steps, each in a module of its own: `sources` finds the files, `plan` splits and orders them, `pairs` makes one record of each,
`engines` spreads that over the cores, `shards` writes, `report` says what happened. This one runs them and puts the result in place.
"""

import contextlib
import functools
import hashlib
import os
import pathlib
import shutil
import time
from collections.abc import Iterator, Sequence

from data_tools import engines, sources
from data_tools.command_line import parse_for
from data_tools.dry_run import dry_run as say_what_would_be_done
from data_tools.errors import InputError, run_command
from data_tools.filters import Filters
from data_tools.line_styles import line_styles
from data_tools.metadata import Choice
from data_tools.pairs import Pair, make_pair
from data_tools.plan import Planned, arrange, plan
from data_tools.progress import progress
from data_tools.records import DRAWN, MANIFEST, SPLITS, Dataset, is_dataset, open_dataset, write_manifest
from data_tools.report import REPORT_HTML, Tally, read_fingerprint, write_report
from data_tools.shards import ShardWriter
from data_tools.skipped import UNREADABLE, Skipped, printable
from data_tools.sources import PAIRS, Item, Source

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
    styles: int = 1,
    sigmas: str | None = None,
    val: float = 0.1,
    seed: int = 0,
    workers: int | None = None,
    max_skipped: float = 0.05,
    filters: Sequence[str] | str = "all",
    min_side: int | None = None,
    max_aspect: float = 3.0,
    aspect: str = "letterbox",
    metadata: str | os.PathLike | None = None,
    include_tags: Sequence[str] | str = (),
    exclude_tags: Sequence[str] | str = (),
    ratings: Sequence[str] | str = (),
    overwrite: bool = False,
    dry_run: bool = False,
) -> Dataset | None:
    """Turns a folder of pictures into line/colour training pairs.

    The same pictures, settings and seed give the same bytes. OUT appears whole or not at all; where it is already what is asked for,
    nothing is done. Progress and outcome are said on standard output.

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
        workers: pictures worked on at a time; left out, one per core. The result is the same for any.
        max_skipped: share of unreadable pictures, 0 to 1, above which (if they are more than 5) the source is refused.
        filters: which pictures are left out for what they show, divided by commas: text (pages of text), photo (photographs), colorless
            (line art, greys), lineless (blank); or all, or none. Pairs made by hand and those split by hand are only remarked on.
        min_side: pictures whose shorter side has fewer px are left out; left out, half of the size. 0 takes all.
        max_aspect: of the longer to the shorter side, beyond which `aspect` says what is done.
        aspect: letterbox (white beside it), crop (its middle, no longer than max-aspect) or skip.
        metadata: file of JSON lines with tags and ratings, as Danbooru and other boards give them.
        include_tags: only pictures with one of these tags, divided by commas. Chosen ones, here and below, hold for pairs by hand too.
        exclude_tags: no pictures with any of these tags, divided by commas.
        ratings: only pictures rated so, divided by commas: general, safe, sensitive, questionable, explicit, or first letters.
        overwrite: make OUT anew where it is a prepared data set already.
        dry_run: only say what would be done: counts, labels, splits, what would be left out, sizes and time. Writes and returns nothing.

    Raises:
        InputError: a source, a setting or an OUT that will not do.
        OSError: the disk refuses.
    """
    out = pathlib.Path(out)
    _check_settings(size, val, max_skipped, workers)
    choice = Choice.of(_listed(include_tags), _listed(exclude_tags), _listed(ratings))
    wanted = Filters.of(_listed(filters), size=size, min_side=min_side, max_aspect=max_aspect, aspect=aspect)
    found = sources.find(source, metadata=metadata, choice=choice)
    names = _line_styles(found, _listed(extractors or ()), styles, sigmas)
    settings = {"recipe": RECIPE, "kind": found.kind, "split": "by hand" if found.has_split else f"val {val}"}
    settings |= {"filters": str(wanted), "choice": str(choice)}
    if not overwrite and _is_prepared(out, settings | {"size": size, "extractors": names, "seed": seed}, found):
        print(f"{out} is prepared already, from these pictures and with these settings: nothing to do")
        return open_dataset(out)
    workers = workers or engines.usable_cores()
    print(f"{found.folder}: {len(found.items):,} {found.kind}{', split by hand' if found.has_split else ''}")
    print(
        f"{'would write' if dry_run else 'writes'} {size} x {size} px, line {' and '.join(names)}, to {out}; {workers} at a time",
        flush=True,
    )
    import tensorflow  # noqa: F401  (takes seconds: later, the first pictures would seem to take them)

    if dry_run:
        say_what_would_be_done(found, functools.partial(_make_alone, size=size, extractors=names, filters=wanted), val=val, workers=workers)
        return None
    begin = time.monotonic()
    with _in_place_when_whole(out, overwrite) as partial:
        tally = _make_records(partial, found, names, wanted, size=size, val=val, seed=seed, workers=workers)
        _check_outcome(found, tally, max_skipped)
        counts = {split: tally.records[split] for split in SPLITS}
        settings["content"] = tally.content.hexdigest()
        labels = tuple(tally.label_names)
        made = Dataset(folder=partial, size=size, counts=counts, labels=labels, extractors=names, seed=seed, settings=settings)
        write_manifest(made)
        write_report(partial, made, found, tally, time.monotonic() - begin)
    _say_outcome(out, made, tally, time.monotonic() - begin)
    return open_dataset(out)


def _make_alone(item: Item, *, size: int, extractors: tuple[str, ...], filters: Filters) -> Pair | Skipped:
    """A pair that is looked at and thrown away: its split, label and xdog's draw do not matter."""
    digest = hashlib.sha256(os.fsencode(item.source)).hexdigest()
    return make_pair(Planned(item=item, sha256=digest, split=SPLITS[0]), size=size, extractors=extractors, labels={}, filters=filters)


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


def _line_styles(found: Source, extractors: Sequence[str], styles: int, sigmas: str | None) -> tuple[str, ...]:
    """The line styles to store, each once. Raises InputError for what `line_styles` refuses, or `drawn` where nobody drew any."""
    names = list(dict.fromkeys(extractors))
    if DRAWN in names and found.kind != PAIRS:
        raise InputError(f"the line style {DRAWN!r} needs pairs made by hand: {found.folder} has no line/ beside color/")
    drawn = (DRAWN,) if found.kind == PAIRS else ()
    names = [name for name in names if name != DRAWN] or ([] if drawn else DEFAULT_EXTRACTORS)
    return (*drawn, *line_styles(names, styles=styles, sigmas=sigmas))


def _listed(words: Sequence[str] | str) -> list[str]:
    """`a, b` as a person types it, or a sequence, as a list."""
    return [word.strip() for word in words.split(",") if word.strip()] if isinstance(words, str) else list(words)


def _is_prepared(out: pathlib.Path, wanted: dict, found: Source) -> bool:
    """Whether `out` is already what is asked for. Raises InputError, saying what differs, where it is something else."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return False
    _refuse_foreign(out)
    existing = open_dataset(out)
    has = existing.settings | {"size": existing.size, "extractors": existing.extractors, "seed": existing.seed}
    differing = [f"{name} {_words(has.get(name))} (asked for: {_words(value)})" for name, value in wanted.items() if has.get(name) != value]
    if not differing and read_fingerprint(out) != found.fingerprint:
        differing = ["other pictures, or pictures changed since"]
    if differing:
        raise InputError(f"{out} exists, prepared with {', '.join(differing)}: choose another OUT, or give --overwrite")
    return True


def _words(value) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _refuse_foreign(out: pathlib.Path) -> None:
    if not is_dataset(out):
        raise InputError(f"{out} exists and is no prepared data set: it is left as it is, choose another OUT")


@contextlib.contextmanager
def _in_place_when_whole(out: pathlib.Path, overwrite: bool) -> Iterator[pathlib.Path]:
    """Yields a folder to write into, beside `out`; it becomes `out` when the block ends well, and is removed when not."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        _refuse_foreign(out)
    final = pathlib.Path(os.path.abspath(out))
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = final.with_name(f".{final.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
        if overwrite and is_dataset(final):
            replaced = final.rename(partial.with_suffix(f".old-{os.getpid()}"))
            partial.rename(final)
            shutil.rmtree(replaced)
        elif is_dataset(final) and (final / MANIFEST).read_bytes() == (partial / MANIFEST).read_bytes():
            pass  # another process made the very same meanwhile
        else:
            partial.rename(final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _make_records(
    partial: pathlib.Path, found: Source, styles: tuple[str, ...], filters: Filters, *, size: int, val: float, seed: int, workers: int
) -> Tally:
    """Plans, makes and writes the records. What proves broken may have been a split's only picture: then all is made again without it."""
    planned, unreadable = plan(found.items, val=val, seed=seed, workers=workers)
    skipped = [*found.skipped, *unreadable]
    while True:
        tally = Tally(skipped=skipped, label_names=sorted({record.item.label for record in planned if record.item.label}))
        labels = {name: index for index, name in enumerate(tally.label_names)}
        make = functools.partial(make_pair, size=size, extractors=styles, labels=labels, filters=filters)
        _write_shards(partial, engines.local(make, planned, workers), len(planned), tally, size)
        left_out = {skip.source for skip in tally.skipped}
        made = [record for record in planned if record.item.source not in left_out]
        if made == (arranged := arrange([(record.item, record.sha256) for record in made], val=val, seed=seed)):
            return tally
        planned, skipped = arranged, tally.skipped
        for path in partial.iterdir():
            path.unlink()


def _write_shards(partial: pathlib.Path, pairs: Iterator[Pair | Skipped], total: int, tally: Tally, size: int) -> None:
    with contextlib.ExitStack() as stack:
        writers = {split: stack.enter_context(ShardWriter(partial, split)) for split in SPLITS}
        for pair in progress(pairs, total=total, what="preparing"):
            if isinstance(pair, Skipped):
                tally.skipped.append(pair)
            else:
                writers[pair.planned.split].write(pair.serialized)
                tally.add(pair, size)


def _check_outcome(found: Source, tally: Tally, max_skipped: float) -> None:
    """Raises InputError where too little of the source could be used."""
    first = next((f"{printable(skip.source)}: {skip.reason}" for skip in tally.skipped), None)
    if not tally.records:
        raise InputError(f"none of {len(found.items):,} {found.kind} in {found.folder} can be used (the first: {first})")
    for split in SPLITS:
        if found.has_split and not tally.records[split]:
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
    if tally.remarks:
        print(
            f"kept, but to be looked at: {len(tally.remarks):,}, the first: {printable(tally.remarks[0].source)}: {tally.remarks[0].reason}"
        )
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
