import hashlib
import pathlib

from data_tools.plan import arrange, plan, split_of
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


def items(names: str) -> list[tuple[Item, str]]:
    return [(Item(source=name, color=pathlib.Path(name)), digest(name)) for name in names]


def test_order_depends_on_path_and_seed_only():
    orders = {seed: [record.item.source for record in arrange(items("abcdef"), val=0.1, seed=seed)] for seed in (0, 1)}
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == list("abcdef")
    backwards = arrange(items("fedcba"), val=0.1, seed=0)
    assert [record.item.source for record in backwards] == orders[0]
    fewer = arrange(items("abdf"), val=0.1, seed=0)
    assert [record.item.source for record in fewer] == [name for name in orders[0] if name in "abdf"]


def test_a_split_by_hand_is_kept():
    item = Item(source="a", color=pathlib.Path("a"), split="val")
    assert arrange([(item, digest("f"))], val=0.1, seed=0)[0].split == "val"


def test_plan_hashes_contents_and_skips_what_cannot_be_opened(tmp_path):
    (tmp_path / "a.png").write_bytes(b"abc")
    listed = [Item(source=name, color=tmp_path / name) for name in ("a.png", "b.png")]
    planned, skipped = plan(listed, val=0.1, seed=0, workers=2)
    assert [record.sha256 for record in planned] == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
    assert [(skip.source, skip.kind, skip.reason) for skip in skipped] == [("b.png", "unreadable", "no such file")]
