import collections
import pathlib

import pytest

from data_tools.errors import InputError
from data_tools.outcome import check_outcome, name_files
from data_tools.skipped import DUPLICATE, UNREADABLE, Skipped, filtered
from data_tools.sources import Item, Source

ITEMS = tuple(Item(source=f"{index}.png", color=pathlib.Path(f"{index}.png")) for index in range(20))


def source(has_split: bool = False) -> Source:
    folder = pathlib.Path("in")
    return Source(folder=folder, kind="pictures", has_split=has_split, items=ITEMS, skipped=(), passed_over={}, fingerprint="")


def skipped(count: int, kind: str = UNREADABLE) -> list[Skipped]:
    return [Skipped(source=f"{index}\udcff.png", kind=kind, reason="damaged") for index in range(count)]


def test_unreadable_pictures_alone_count_against_the_share(capsys):
    records = collections.Counter(train=9)
    check_outcome(source(), skipped(5), records, 0.0)  # as many are let pass in any case
    check_outcome(source(), skipped(11, DUPLICATE), records, 0.0)
    check_outcome(source(), skipped(6), records, 0.3)
    with pytest.raises(InputError, match=r"6 of 20 pictures in in cannot be read, more than the share of 0.29"):
        check_outcome(source(), skipped(6), records, 0.29)
    assert capsys.readouterr().out.splitlines()[-2:] == ["  4\\udcff.png: damaged", "  and 1 more"]


def test_nothing_left_is_refused_also_of_one_split():
    with pytest.raises(InputError, match=r"none of 20 pictures in in can be used \(the first: 0\\udcff.png: damaged\)"):
        check_outcome(source(), skipped(1), collections.Counter(), 1.0)
    with pytest.raises(InputError, match=r"\(the first: .*\); python -m data_tools.prepare --filters none keeps what filters leave out$"):
        check_outcome(source(), skipped(1) + skipped(1, filtered("colorless")), collections.Counter(), 1.0)
    with pytest.raises(InputError, match=r"none of the pictures in in/val can be used"):
        check_outcome(source(has_split=True), [], collections.Counter(train=3), 1.0)


def test_few_files_are_all_named(capsys):
    name_files(skipped(5))
    assert len(capsys.readouterr().out.splitlines()) == 5
