import pathlib
import zipfile

import cv2
import numpy as np

from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.pages.finished import book_stamp, make_stamp, png_stamp, put_stamp

PICTURE = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)


def test_stamps_tell_parts_apart():
    assert make_stamp(b"ab", b"c") == make_stamp(b"ab", b"c")
    assert len({make_stamp(b"ab", b"c"), make_stamp(b"a", b"bc"), make_stamp(b"abc"), make_stamp(b"abc", b"")}) == 4
    assert len(make_stamp()) == 64


def test_a_stamped_png_is_the_same_picture(tmp_path):
    stamp = make_stamp(b"x")
    path = tmp_path / "a.png"
    path.write_bytes(put_stamp(encode_png(PICTURE), stamp))
    assert png_stamp(path) == stamp
    assert (read_picture(path) == PICTURE).all()
    assert (cv2.imread(str(path))[..., ::-1] == PICTURE).all()


def test_pngs_without_a_stamp_or_an_end_are_not_finished(tmp_path):
    whole = put_stamp(encode_png(PICTURE), make_stamp(b"x"))
    for name, content in (("plain.png", encode_png(PICTURE)), ("torn.png", whole[:-1]), ("empty.png", b""), ("short.png", whole[:50])):
        (tmp_path / name).write_bytes(content)
        assert png_stamp(tmp_path / name) is None
    assert png_stamp(tmp_path / "nowhere.png") is None


def test_books_carry_theirs_as_a_comment(tmp_path):
    path = tmp_path / "a.cbz"
    for comment, found in ((b"", None), (b"abc", "abc")):
        with zipfile.ZipFile(path, "w") as book:
            book.comment = comment
        assert book_stamp(path) == found
    path.write_bytes(path.read_bytes()[:10])
    assert book_stamp(path) is None
    assert book_stamp(pathlib.Path("nowhere.cbz")) is None
