import pathlib

import pytest

from data_tools.errors import InputError
from data_tools.filters import Filters
from data_tools.metadata import Choice
from data_tools.settings import Job, listed, stored_styles
from data_tools.sources import Source


def source(kind: str = "pictures", has_split: bool = False) -> Source:
    folder = pathlib.Path("in")
    return Source(folder=folder, kind=kind, has_split=has_split, items=(), skipped=(), passed_over={}, fingerprint="f")


def job(found: Source | None = None, **changes) -> Job:
    settings = {"size": 64, "extractors": ("xdog",), "filters": Filters(size=64), "choice": Choice(), "val": 0.1, "seed": 0}
    return Job(found=found or source(), **settings | {"keep_duplicates": False} | changes)


def test_words_as_a_person_types_them():
    assert listed(" xdog,, edges ,xdog") == ["xdog", "edges"]
    assert listed(["b", "a", "b"]) == ["b", "a"]
    assert listed(None) == listed("") == listed(()) == []


def test_line_styles_of_pictures_and_of_pairs():
    assert stored_styles(source(), [], 1, None) == ("dilation", "xdog")
    assert stored_styles(source("pairs"), [], 1, None) == ("drawn",)
    assert stored_styles(source("pairs"), ["edges", "drawn"], 1, None) == ("drawn", "edges")
    assert stored_styles(source(), ["xdog"], 2, "0.3..0.5") == ("xdog@0.3..0.5", "xdog-2@0.3..0.5")
    with pytest.raises(InputError, match=r"'drawn' needs pairs made by hand"):
        stored_styles(source(), ["drawn"], 1, None)


def test_what_a_pair_depends_on_and_what_it_does_not():
    """The store reuses pairs of an equal recipe: each of these must tell others apart, and none of the last."""
    others = [
        job(size=32),
        job(extractors=("xdog@0.3..0.5",)),
        job(filters=Filters(size=64, content=("text",))),
        job(filters=Filters(size=64, min_side=3)),
        job(filters=Filters(size=64, aspect="crop")),
        job(source(has_split=True)),
    ]
    recipes = {other.pair_recipe for other in others}
    assert len(recipes | {job().pair_recipe}) == 1 + len(others)
    for same in (job(seed=1), job(val=0.5), job(choice=Choice(ratings=frozenset("g"))), job(keep_duplicates=True)):
        assert same.pair_recipe == job().pair_recipe


def test_what_was_paired_or_split_by_hand_is_never_dropped():
    assert job().may_drop
    assert not any(other.may_drop for other in (job(source("pairs")), job(source(has_split=True)), job(keep_duplicates=True)))
    assert job(source(has_split=True)).settings["duplicates"] == "kept"
