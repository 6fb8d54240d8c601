import pathlib
import zipfile

import pytest

from data_tools.errors import InputError
from lineart_colorizer.pages.sinks import BookSink, FolderSink

NAME = pathlib.PurePosixPath("deep/a.png")


def test_a_folder_takes_whole_files(tmp_path):
    FolderSink(tmp_path).write(NAME, b"abc")
    assert (tmp_path / "deep/a.png").read_bytes() == b"abc"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.png"]


def test_a_full_disk_leaves_nothing(tmp_path, full_disk):
    with full_disk(10), pytest.raises(InputError, match=r"a.png: File too large: free some space or name another --out$"):
        FolderSink(tmp_path).write(NAME, bytes(100))
    with full_disk(10), pytest.raises(InputError, match=r"b.cbz: File too large"), BookSink(tmp_path / "b.cbz") as sink:
        sink.write(NAME, bytes(100_000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_book_is_whole_or_not_there_and_its_bytes_are_the_same(tmp_path):
    for name in ("a.cbz", "b.cbz"):
        with BookSink(tmp_path / name) as sink:
            sink.write(NAME, b"abc")
            sink.write(pathlib.PurePosixPath("b.png"), b"")
            sink.stamp = "s"
            assert not (tmp_path / name).exists()
    assert (tmp_path / "a.cbz").read_bytes() == (tmp_path / "b.cbz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.cbz") as book:
        assert (book.namelist(), book.comment, book.read("deep/a.png")) == (["deep/a.png", "b.png"], b"s", b"abc")


def test_an_interrupted_book_leaves_the_one_before(tmp_path):
    (tmp_path / "a.cbz").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), BookSink(tmp_path / "a.cbz") as sink:
        sink.write(NAME, b"abc")
        raise KeyboardInterrupt
    with BookSink(tmp_path / "a.cbz"):
        pass  # no page: no book
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]
