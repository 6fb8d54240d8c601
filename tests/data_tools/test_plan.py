import dataclasses
import hashlib
import pathlib

import numpy as np

from data_tools.duplicates import SIGNATURE_BYTES
from data_tools.plan import Made, arrange, describe_repeated, drop_duplicates, in_order, split_of
from data_tools.sources import Item


def digest(first: str, last: str = "0") -> str:
    """A hash that begins so: `8` lies in the middle of all."""
    return first + "0" * (64 - len(first) - len(last)) + last


def test_split_is_by_the_hash():
    """A quarter of 16 first digits is 0 to 3."""
    assert split_of([digest(first) for first in "012348cf"], 0.25) == ["val"] * 4 + ["train"] * 4


def test_neither_split_is_empty_of_two_pictures():
    assert split_of([digest("f"), digest("e")], 0.1) == ["train", "val"]
    assert split_of([digest("0", "1"), digest("0", "2")], 0.9) == ["val", "train"]


def test_equal_files_stay_together():
    assert split_of([digest("f"), digest("e"), digest("e")], 0.1) == ["train", "val", "val"]


def test_one_picture_or_no_share_is_all_train():
    assert split_of([digest("0")], 0.0) == ["train"]
    assert split_of([digest("0"), digest("f")], 0.0) == ["train", "train"]
    assert split_of([digest("f")], 0.1) == ["train"]
    assert split_of([digest("f")] * 2, 0.1) == ["train"] * 2
    assert split_of([], 0.1) == []


def test_added_pictures_move_no_other():
    hashes = [hashlib.sha256(bytes([index])).hexdigest() for index in range(200)]
    before, after = split_of(hashes[:100], 0.1), split_of(hashes, 0.1)
    assert after[:100] == before
    assert 8 <= after.count("val") <= 32


def item(name: str, split: str | None = None) -> Item:
    return Item(source=name, color=pathlib.Path(name), split=split)


def made(name: str, sha256: str, *, side: int = 8, key: str | None = None, signature: int = 0, split: str | None = None) -> Made:
    return Made(item(name, split), key or sha256, sha256, side, side, bytes([signature]) * SIGNATURE_BYTES)


def splits(pictures: list[Made], sides: list[int], val: float) -> str:
    """The first letter of each one's split."""
    return "".join(record.split[0] for record in arrange(pictures, sides, val=val))


def test_order_depends_on_path_and_seed_only():
    orders = {seed: [each.source for each in in_order([item(name) for name in "abcdef"], seed)] for seed in (0, 1)}
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == list("abcdef")
    assert [each.source for each in in_order([item(name) for name in "fedcba"], 0)] == orders[0]
    assert [each.source for each in in_order([item(name) for name in "abdf"], 0)] == [name for name in orders[0] if name in "abdf"]


def test_one_of_a_side_decides_for_all_of_it():
    """`1...1` has the lower last digit, so it decides for `8...2`: below a half, and both go to val."""
    pictures = [made("a", digest("8", "2")), made("b", digest("1", "1")), made("c", digest("9")), made("d", digest("a"))]
    assert splits(pictures, [0, 0, 2, 3], 0.5) == "vvtt"
    assert splits(pictures, [0, 1, 2, 3], 0.5) == "tvtt"


def test_a_side_larger_than_val_is_for_training():
    pictures = [made(str(index), digest("0", str(index))) for index in range(9)] + [made("x", digest("f"))]
    assert splits(pictures, [0] * 9 + [1], 0.1) == "t" * 9 + "v"


def test_pictures_all_on_one_side_decide_for_themselves():
    assert splits([made("a", digest("1")), made("b", digest("9"))], [0, 0], 0.5) == "vt"


def test_a_split_by_hand_is_kept():
    assert splits([made("a", digest("f"), split="val")], [0], 0.1) == "v"


def picture_of(key: str) -> np.ndarray:
    """Grey noise that the key's first digit chooses."""
    return np.random.default_rng(int(key[0], 16)).integers(0, 256, (32, 32, 3), np.uint8)


def test_of_equal_files_the_first_and_of_equal_pictures_the_largest_is_kept():
    same, same_too = digest("1"), digest("1", "7")  # by the first digit, pictures alike
    pictures = [made("b", same), made("a", same), made("c", same_too, side=9), made("d", digest("5"), signature=200)]
    kept, sides, left_out = drop_duplicates(pictures, picture_of, may_drop=True)
    assert [each.item.source for each in kept] == ["c", "d"]
    assert sides[0] != sides[1]
    assert [(skip.source, skip.kind, skip.reason) for skip in left_out] == [
        ("b", "duplicate", "shows the same as c"),
        ("a", "duplicate", "shows the same as c"),
    ]
    (first, _), _, left_out = drop_duplicates([*pictures[:2], pictures[3]], picture_of, may_drop=True)
    assert (first.item.source, left_out[0].reason) == ("a", "the same file as a")
    labelled = dataclasses.replace(pictures[0], item=dataclasses.replace(pictures[0].item, label="cats"))
    (first, _), _, _ = drop_duplicates([labelled, pictures[1], pictures[3]], picture_of, may_drop=True)
    assert first.item.source == "b"


def test_what_may_not_be_dropped_is_told_and_kept():
    pictures = [made("train/a", digest("1"), split="train"), made("val/a", digest("1"), split="val")]
    kept, sides, left_out = drop_duplicates(pictures, picture_of, may_drop=False)
    planned = arrange(kept, sides, val=0.1)
    assert [record.split for record in planned] == ["train", "val"]
    assert describe_repeated(planned, sides, left_out) == (
        "1 pictures look like another one (the first: val/a the same file as train/a), and 1 drawings are, in some colours, in both train"
        " and val: all are kept"
    )


def test_equal_files_by_the_thousand_leave_one():
    kept, _, left_out = drop_duplicates([made(f"{index:04}", digest("1")) for index in range(1000)], picture_of, may_drop=True)
    assert ([each.item.source for each in kept], len(left_out)) == (["0000"], 999)
