import pathlib
import zipfile

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.pages.sinks import BookSink, FolderSink, WriteRefused

NAME = pathlib.PurePosixPath("deep/a.png")


def test_a_folder_takes_whole_files(tmp_path):
    FolderSink(tmp_path).write(NAME, b"abc")
    assert (tmp_path / "deep/a.png").read_bytes() == b"abc"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.png"]


def test_a_full_disk_leaves_nothing(tmp_path, full_disk):
    with full_disk(10), pytest.raises(WriteRefused, match=r"a.png: File too large: free some space or name another --out$"):
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


def test_layers_of_books_of_one_stem_and_of_a_page_do_not_meet(tmp_path):
    layers = ([], np.zeros((2, 2, 3), np.uint8))
    for name in ("a.cbz", "a.zip"):
        with BookSink(tmp_path / name) as sink:
            sink.write_layers(pathlib.PurePosixPath("1.png"), layers, "png")
            sink.write(pathlib.PurePosixPath("1.png"), b"abc")
    FolderSink(tmp_path).write_layers(pathlib.PurePosixPath("a.png"), layers, "png")
    written = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("layers.json")}
    assert written == {"a.cbz-layers/1-layers", "a.zip-layers/1-layers", "a-layers"}


@pytest.mark.parametrize(
    ("drawing", "form", "said"),
    [
        ("b.png", None, "b.png: the coloured version of b.jpg would overwrite this file"),
        ("b.psd", "psd", "b.psd: layers would overwrite this file"),
        ("b-layers", "png", "b-layers: layers would overwrite this file"),
    ],
)
def test_no_drawing_is_replaced_by_another(tmp_path, drawing, form, said):
    sink = FolderSink(tmp_path, {(tmp_path / drawing).resolve()})
    with pytest.raises(InputError, match=said):
        sink.check(pathlib.PurePosixPath("b.png"), "b.jpg", form)
    sink.check(pathlib.PurePosixPath("c.png"), "b.jpg", form)


def test_a_book_replaces_no_drawing_by_its_layers(tmp_path):
    drawing = tmp_path / "a.cbz-layers" / "1.psd"
    sink = BookSink(tmp_path / "a.cbz", {drawing.resolve()})
    with pytest.raises(InputError, match=r"1\.psd: layers would overwrite this file"):
        sink.check(pathlib.PurePosixPath("1.png"), "a.cbz/1.png", "psd")
    sink.check(pathlib.PurePosixPath("1.png"), "a.cbz/1.png", None)
