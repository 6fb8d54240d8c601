"""What `prepare` says of its outcome, and when it will not have it."""

import collections
import pathlib
from collections.abc import Sequence

from data_tools.errors import InputError
from data_tools.records import SPLITS, Dataset
from data_tools.report import REPORT_HTML, Tally
from data_tools.skipped import FILTERED, NO_PICTURES, UNREADABLE, Skipped, count_kinds, in_words, printable
from data_tools.sources import Source

TOLERATED = 5  # unreadable pictures, however large their share
NAMED = 5  # files named in the closing lines


def check_outcome(found: Source, skipped: Sequence[Skipped], records: collections.Counter, max_skipped: float) -> None:
    """Raises InputError where too little of the source could be used. records: number by split."""
    pictures_first = sorted(skipped, key=lambda skip: skip.kind in NO_PICTURES)
    first = next((f"{printable(skip.source)}: {printable(skip.reason)}" for skip in pictures_first), None)
    if not records:
        are_filtered = any(skip.kind.startswith(FILTERED) for skip in skipped)
        how = "; python -m data_tools.prepare --filters none keeps what filters leave out" if are_filtered else ""
        raise InputError(f"none of {len(found.items):,} {found.kind} in {found.folder} can be used (the first: {first}){how}")
    for split in SPLITS:
        if found.has_split and not records[split]:
            raise InputError(f"none of the {found.kind} in {found.folder / split} can be used (the first left out: {first})")
    unreadable = [skip for skip in skipped if skip.kind == UNREADABLE]
    if len(unreadable) > TOLERATED and len(unreadable) > max_skipped * len(found.items):
        name_files(unreadable)
        raise InputError(
            f"{len(unreadable):,} of {len(found.items):,} pictures in {found.folder} cannot be read, more than the share of {max_skipped}"
            " that is let pass: mend or remove them, or raise --max-skipped"
        )


def say_outcome(out: pathlib.Path, dataset: Dataset, tally: Tally, seconds: float) -> None:
    """The closing lines."""
    train, val = (dataset.counts[split] for split in SPLITS)
    print(f"{train:,} train and {val:,} val records in {out}, after {seconds:.1f} s ({(train + val) / seconds:.0f} pictures/s)")
    for what, files in {"left out": tally.skipped, "kept, but to be looked at": tally.remarks}.items():
        if files:
            print(f"{what}: {in_words(count_kinds(files))}")
            name_files(files)
    print(f"report: {out / REPORT_HTML}", flush=True)


def name_files(files: Sequence[Skipped]) -> None:
    """The first of them, each with its reason; pictures before all else."""
    for skip in sorted(files, key=lambda skip: skip.kind in NO_PICTURES)[:NAMED]:
        print(f"  {printable(skip.source)}: {printable(skip.reason)}")
    if len(files) > NAMED:
        print(f"  and {len(files) - NAMED:,} more")
