"""Which finished pairs become records, in which split and in which order."""

import collections
import dataclasses
import hashlib
import os
from collections.abc import Callable, Sequence

import numpy as np

from data_tools.duplicates import find_groups
from data_tools.skipped import DUPLICATE, Skipped, printable
from data_tools.sources import Item

LAST = "f" * 64  # the highest hash is for training


@dataclasses.dataclass(frozen=True)
class Made:
    """A finished pair: the item, and as in `pairs.Pair` its key, sha256, height and width in px, and signature."""

    item: Item
    key: str
    sha256: str
    height: int
    width: int
    signature: bytes


@dataclasses.dataclass(frozen=True, kw_only=True)
class Planned:
    """One record to write. split: `train` or `val`."""

    item: Item
    key: str
    split: str


def in_order(items: Sequence[Item], seed: int) -> list[Item]:
    """As the records are written: by path and seed alone, so that added pictures move no other past another."""
    return sorted(items, key=lambda item: hashlib.sha256(os.fsencode(f"{seed} {item.source}")).digest())


def arrange(made: Sequence[Made], sides: Sequence[int], *, val: float) -> list[Planned]:
    """The records of finished pairs, each in its split. sides: pictures with equal numbers come into one split.

    Of each side one picture, chosen by its hash, decides for all. A side of more pictures than val should have is for training; where
    there are no other sides, every picture decides for itself.
    """
    deciding: dict[int, str] = {}
    for each, side in zip(made, sides, strict=True):
        deciding[side] = min(each.sha256, deciding.get(side, each.sha256), key=lambda sha256: sha256[::-1])
    large = {side for side, count in collections.Counter(sides).items() if count > max(1, val * len(made))}
    decides = {side: LAST if side in large else sha256 for side, sha256 in deciding.items()}
    hashes = [each.sha256 if large == deciding.keys() else decides[side] for each, side in zip(made, sides, strict=True)]
    splits = split_of(hashes, val)
    return [Planned(item=each.item, key=each.key, split=each.item.split or split) for each, split in zip(made, splits, strict=True)]


def drop_duplicates(
    made: Sequence[Made], load: Callable[[str], np.ndarray], *, may_drop: bool, spread: Callable = map
) -> tuple[list[Made], list[int], list[Skipped]]:
    """What is kept, the side of each kept one, and what is left out.

    Of equal pictures the largest is kept, then one with a label, then the first by path.
    load: the picture of a key, RGB uint8 [H,W,3] without added margins. may_drop: else all are kept, and what is returned as left out
    is what looks like another.
    """

    def rank(index: int) -> tuple[int, bool, bytes]:
        item = made[index].item
        return -made[index].height * made[index].width, item.label is None, os.fsencode(item.source)

    order = sorted(range(len(made)), key=rank)
    first: dict[str, int] = {}  # by key: of equal files one is looked at
    for index in order:
        first.setdefault(made[index].key, index)
    looked = list(first.values())
    signatures = np.frombuffer(b"".join(made[index].signature for index in looked), np.uint8)
    groups = find_groups(signatures, lambda position: load(made[looked[position]].key), spread)
    near = {looked[one]: looked[other] for one, other in groups.duplicate_of.items()}
    side = {made[index].key: int(number) for index, number in zip(looked, groups.side, strict=True)}
    left_out = {}
    for index in range(len(made)):
        same = first[made[index].key]
        kept = near.get(same, same)
        if kept != index:
            what = "the same file as" if kept == same else "shows the same as"
            reason = f"{what} {printable(made[kept].item.source)}"
            left_out[index] = Skipped(source=made[index].item.source, kind=DUPLICATE, reason=reason)
    stays = [each for index, each in enumerate(made) if not may_drop or index not in left_out]
    return stays, [side[each.key] for each in stays], list(left_out.values())


def describe_repeated(planned: Sequence[Planned], sides: Sequence[int], repeated: Sequence[Skipped]) -> str:
    """One sentence on pictures that are there twice, or on both sides of a split by hand, and are left as they are."""
    splits: dict[int, set[str]] = {}
    for record, side in zip(planned, sides, strict=True):
        splits.setdefault(side, set()).add(record.split)
    straddling = sum(len(found) > 1 for found in splits.values())
    across = f", and {straddling:,} drawings are, in some colours, in both train and val" if straddling else ""
    first = f"{printable(repeated[0].source)} {repeated[0].reason}"
    return f"{len(repeated):,} pictures look like another one (the first: {first}){across}: all are kept"


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
