import pathlib

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import write_png
from lineart_colorizer.pages.guidance import Hints, make_recolor
from lineart_colorizer.pages.listing import Page


def page(name: str, book: str | None = None) -> Page:
    return Page(pathlib.Path(name), pathlib.PurePosixPath(name), pathlib.PurePosixPath(book) if book else None)


def paint(path: str, height: int = 40, width: int = 50) -> None:
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    hints = np.zeros((height, width, 4), np.uint8)
    hints[10:14, 10:14] = (0, 0, 255, 255)
    write_png(path, hints)


def test_a_folder_of_hints_by_the_pages_names(here):
    paint("hints/deep/a.png"), paint("hints/b/2.png")
    hints = Hints.at("hints", [page("x.png"), page("deep/a.jpg")])
    assert hints.path_for(page("deep/a.jpg")) == pathlib.Path("hints/deep/a.png")
    assert hints.path_for(page("2.jpg", book="b.cbz")) == pathlib.Path("hints/b/2.png")
    assert hints.path_for(page("a.jpg")) is None
    assert hints.read(page("a.jpg"), 40, 50) is None
    assert hints.content(page("a.jpg")) == b""


def test_one_picture_of_hints_is_for_every_page_of_its_proportions(here):
    paint("h.png")
    hints = Hints.at("h.png", [page("a.png")])
    painted = hints.read(page("b.png"), 80, 100)
    assert painted.shape == (40, 50, 4)
    assert painted[12, 12].tolist() == [0, 0, 255, 255]
    assert hints.content(page("b.png")) == pathlib.Path("h.png").read_bytes()
    with pytest.raises(InputError, match=r"^h.png: 50 x 40 pixels, the page 40 x 40: "):
        hints.read(page("b.png"), 40, 40)


@pytest.mark.parametrize(("place", "wanted"), [("nowhere.png", "nowhere.png"), ("empty", "empty/a.png")])
def test_no_hints_at_all(here, place, wanted):
    pathlib.Path("empty").mkdir()
    with pytest.raises(InputError) as refused:
        Hints.at(place, [page("a.jpg")])
    assert str(refused.value) == f"--hints {place}: no hints for any of the pages (there is no {wanted})"


def test_no_hints_asked_for():
    assert Hints.at(None, []).path_for(page("a.png")) is None


def test_palettes(here):
    assert make_recolor(None, "limit") == (None, b"")
    write_png("p.png", np.array([[[9, 8, 7]]], np.uint8))
    recolor, content = make_recolor("p.png", "limit")
    assert recolor(np.zeros((1, 1, 3), np.float32))[0, 0].tolist() == pytest.approx([9 / 255, 8 / 255, 7 / 255])
    assert content == bytes([9, 8, 7])
