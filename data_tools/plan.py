"""Which pictures become records, in which split and in which order: decided from file contents, before any is decoded.

Filters and groups of duplicates belong here: whatever reads `planned` needs to know nothing of them.
"""

import dataclasses
import hashlib
import os
from collections.abc import Sequence

from data_tools import engines
from data_tools.errors import InputError
from data_tools.pictures import read_bytes
from data_tools.skipped import UNREADABLE, Skipped
from data_tools.sources import Item


@dataclasses.dataclass(frozen=True, kw_only=True)
class Planned:
    """One record to make. sha256: hex digest of the (colour) file. split: `train` or `val`."""

    item: Item
    sha256: str
    split: str


def plan(items: Sequence[Item], *, val: float, seed: int, workers: int | None) -> tuple[list[Planned], list[Skipped]]:
    """Hashes every file, splits and shuffles.

    Returns: the records to make, in order; the files that cannot be opened. Adding pictures moves no other from train to val, nor past
    another: the split depends on a picture's content, the order on its path and the seed, and on nothing else.
    """
    hashed, skipped = [], []
    for item, answer in zip(items, engines.local(_hash, items, workers), strict=True):
        if isinstance(answer, Skipped):
            skipped.append(answer)
        else:
            hashed.append((item, answer))
    return arrange(hashed, val=val, seed=seed), skipped


def arrange(hashed: Sequence[tuple[Item, str]], *, val: float, seed: int) -> list[Planned]:
    """The planned records of (item, sha256), each in its split, in the order in which they are written."""
    splits = split_of([sha256 for _, sha256 in hashed], val)
    planned = [Planned(item=item, sha256=sha256, split=item.split or split) for (item, sha256), split in zip(hashed, splits, strict=True)]
    return sorted(planned, key=lambda record: hashlib.sha256(os.fsencode(f"{seed} {record.item.source}")).digest())


def split_of(hashes: Sequence[str], val: float) -> list[str]:
    """`train` or `val` for each file hash, by the hash itself: equal files stay together, and no picture's split depends on the others.

    The one exception: with val > 0 and two different pictures or more, neither split is empty. If need be, the lowest hash goes to val or
    the highest to train.
    """
    ordered = sorted(set(hashes))
    chosen = {sha256 for sha256 in ordered if int(sha256[:16], 16) < val * 2**64}
    if val > 0 and len(ordered) > 1:
        chosen = (chosen | {ordered[0]}) - {ordered[-1]}
    return ["val" if sha256 in chosen else "train" for sha256 in hashes]


def _hash(item: Item) -> str | Skipped:
    try:
        return hashlib.sha256(read_bytes(item.color, name=item.source)).hexdigest()
    except InputError as error:
        return Skipped(source=item.source, kind=UNREADABLE, reason=str(error).removeprefix(f"{item.source}: "))
