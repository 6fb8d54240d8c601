"""The words for what is left out."""

from data_tools.skipped import DUPLICATE, UNREADABLE, Skipped, count_kinds, filtered, in_words, printable


def skip(kind: str) -> Skipped:
    return Skipped(source="a.png", kind=kind, reason="it is so")


def test_kinds_are_counted_and_sorted():
    counts = count_kinds(map(skip, (UNREADABLE, DUPLICATE, UNREADABLE, filtered("photograph"))))
    assert list(counts.items()) == [("duplicate", 1), ("filtered: photograph", 1), ("unreadable", 2)]


def test_counts_in_words():
    assert in_words({"duplicate": 1200, "unreadable": 3}) == "1,200 duplicate, 3 unreadable"
    assert in_words({}) == "none"
    assert in_words({}, nothing="nothing") == "nothing"


def test_a_name_that_is_not_utf8_is_made_fit_to_store():
    name = b"caf\xe9.png".decode("utf-8", "surrogateescape")
    assert printable(name) == "caf\\udce9.png"
    assert printable("café.png") == "café.png"
