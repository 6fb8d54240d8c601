import pathlib

import pytest

from data_tools.errors import InputError
from lineart_colorizer.pages.listing import Book, list_entries, pages_of

OUT = pathlib.Path("out")


def names(entries) -> list[str]:
    return [str(entry.below) for entry in entries]


def test_files_and_folders_with_their_sub_folders(draw):
    for name in ("in/a.png", "in/deep/er/b.JPG", "in/deep/c.webp", "in/notes.txt"):
        draw(name)
    entries = list_entries(["in/a.png", "in"], OUT)
    assert names(entries) == ["a.png", "a.png", "deep/c.webp", "deep/er/b.JPG"]
    assert entries[2].source == pathlib.Path("in/deep/c.webp")


def test_patterns_keep_the_folders_after_their_fixed_part(draw):
    for name in ("in/b.png", "in/a.png", "in/deep/c.png", "in/d.jpg"):
        draw(name)
    assert names(list_entries(["in/*.png"], OUT)) == ["a.png", "b.png"]
    assert names(list_entries(["in/**/*.png"], OUT)) == ["a.png", "b.png", "deep/c.png"]


def test_what_is_written_is_not_coloured_again(draw):
    draw("a.png"), draw("out/a.png")
    assert names(list_entries(["."], OUT)) == ["a.png"]
    assert names(list_entries(["out/a.png"], OUT)) == ["a.png"]  # named by itself, it is meant


@pytest.mark.parametrize("spelled", [pathlib.Path.absolute, pathlib.Path("in", "..").joinpath])
def test_what_is_written_is_known_by_its_place_not_its_spelling(draw, here, spelled):
    draw("in/a.png"), draw("out/a.png")
    assert names(list_entries([".", str(here), "*/*.png"], spelled(OUT))) == ["in/a.png"] * 3


def test_a_book_in_its_own_order_with_what_is_no_picture(bind):
    bind("in/b.cbz", {"2.png": None, "1.jpg": None, "ComicInfo.xml": b"<x/>", "__MACOSX/._1.jpg": b"x", "p/.hidden.png": b"x"})
    (book,) = list_entries(["in"], OUT)
    assert isinstance(book, Book)
    assert [str(page.below) for page in pages_of(book)] == ["2.png", "1.jpg"]
    assert [member.name for member in book.others] == ["ComicInfo.xml"]
    assert (str(book.below), book.refused) == ("b.cbz", None)


def test_hostile_members_are_left_out_in_one_line(bind):
    path = bind("b.zip", {"../../evil.png": None, "/root.png": None, "good.png": None})
    (book,) = list_entries([str(path)], OUT)
    assert [page.source.name for page in book.pages] == ["good.png"]
    assert book.refused == "b.zip: 2 left out, the first is ../../evil.png: its path leads out of the archive"


def test_a_bomb_is_refused(bind, monkeypatch):
    from data_tools import archives

    monkeypatch.setattr(archives, "UNPACKED_FLOOR", 1000)
    monkeypatch.setattr(archives, "MAX_RATIO", 1)
    (book,) = list_entries([str(bind("b.cbz", {"a.png": bytes(100_000)}))], OUT)
    assert not book.pages
    assert book.refused == "b.cbz: 1 left out, the first is a.png: the archive unpacks to more than 1 times its size"


def test_a_torn_book_and_one_without_pictures(bind, here):
    pathlib.Path("torn.cbz").write_bytes(b"PK\3\4 torn")
    torn, empty = list_entries(["torn.cbz", str(bind("empty.zip", {"a.txt": b"x"}))], OUT)
    assert torn.refused.startswith("torn.cbz: damaged (")
    assert empty.refused == "empty.zip: no picture in it"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nowhere.png", "no such file or folder: nowhere.png"),
        ("*.png", "no picture fits *.png (looked for "),
        ("empty", "no picture in empty ("),
    ],
)
def test_nothing_to_colour(here, given, said):
    pathlib.Path("empty").mkdir()
    with pytest.raises(InputError) as refused:
        list_entries([given], OUT)
    assert str(refused.value).startswith(said)
