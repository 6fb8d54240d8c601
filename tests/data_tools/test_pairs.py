import dataclasses
import hashlib

import cv2
import numpy as np
import pytest

from data_tools import pairs as module
from data_tools.duplicates import signature
from data_tools.errors import InputError
from data_tools.pairs import Pair, fit_square, make_pair, without_margins
from data_tools.pictures import read_line, read_picture, write_png
from data_tools.skipped import UNREADABLE, Skipped
from data_tools.sources import Item


def test_a_wide_picture_gets_white_above_and_below():
    """4 x 2 to 4: rows 0 and 3 are white."""
    square = fit_square(np.full((2, 4, 3), 7, np.uint8), 4)
    assert square[..., 1].tolist() == [[255] * 4, [7] * 4, [7] * 4, [255] * 4]


def test_a_tall_line_gets_white_at_its_sides():
    square = fit_square(np.zeros((4, 2), np.uint8), 4)
    assert square.tolist() == [[255, 0, 0, 255]] * 4


def test_reducing_takes_the_mean():
    """2 x 2 blocks: (0 + 255 + 255 + 90) / 4 = 150."""
    picture = np.tile(np.array([[0, 255], [255, 90]], np.uint8), (2, 2))
    assert fit_square(picture, 2).tolist() == [[150, 150], [150, 150]]


def test_a_fitting_picture_is_unchanged_and_extreme_shapes_survive():
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    np.testing.assert_array_equal(fit_square(picture, 8), picture)
    assert fit_square(np.zeros((1, 10_000, 3), np.uint8), 16).shape == (16, 16, 3)
    assert fit_square(np.zeros((10_000, 1), np.uint8), 16)[:, 7].max() == 0


def test_enlarging_is_smooth():
    """A step from 0 to 255 over 8 times the size: cubic has values between, blocks would have none."""
    enlarged = fit_square(np.repeat(np.array([[0, 255]], np.uint8), 2, axis=0), 16)
    assert ((enlarged > 20) & (enlarged < 235)).mean() > 0.2


def slanted_line(side: int, samples: int) -> np.ndarray:
    """A straight line 1/128 of the picture wide, slanted by 0.31: uint8 [side,side], each pixel the mean of samples^2 points in it."""
    down, along = (np.mgrid[: side * samples, : side * samples] + 0.5) / (side * samples)
    distance = np.abs(along - 0.3 - 0.31 * down) / np.hypot(1, 0.31)
    paper = (distance > 0.5 / 128).reshape(side, samples, side, samples).mean(axis=(1, 3))
    return np.round(255 * paper).astype(np.uint8)


def edge_error(small: np.ndarray) -> tuple[float, float]:
    """How far a reduced line, uint8 [128,128], is from the ideal one: root mean square around it, grey levels, and of its middle, px."""
    ideal, ink = slanted_line(128, 8).astype(float), 255.0 - small
    around = cv2.erode(ideal, np.ones((3, 3))) < 255  # a pixel more than the line
    pixels = (np.arange(128) + 0.5) / 128
    middle = (ink * pixels).sum(axis=1) / ink.sum(axis=1)
    waver = 128 * (middle - 0.3 - 0.31 * pixels)
    return float(np.sqrt(np.square(small - ideal)[around].mean())), float(np.sqrt(np.square(waver).mean()))


def test_cubic_leaves_lines_jagged_and_area_does_not():
    """A line drawn at 1024 px with smooth edges. Cubic looks at 4 of every 8 old pixels, so the line comes, goes and wavers by a fifth of
    a pixel from row to row; the mean over the area, which is what `fit_square` takes, is the ideal line but for the drawing's own steps."""
    large = slanted_line(1024, 2)
    cubic_levels, cubic_waver = edge_error(cv2.resize(large, (128, 128), interpolation=cv2.INTER_CUBIC))
    levels, waver = edge_error(fit_square(large, 128))
    assert levels < 2
    assert waver < 0.02
    assert cubic_levels > 30
    assert cubic_waver > 0.15


def test_the_margins_are_taken_off_again():
    for height, width in ((2, 4), (64, 32), (5, 5), (1, 10_000)):
        image = np.zeros((height, width), np.uint8)
        inner = without_margins(fit_square(image, 16), height, width)
        assert inner.max() == 0
        assert inner.size == (fit_square(image, 16) == 0).sum()


@pytest.fixture
def item(tmp_path):
    """A red picture with a hand-made line beside it."""
    write_png(tmp_path / "color.png", np.full((64, 32, 3), (255, 0, 0), np.uint8))
    write_png(tmp_path / "line.png", np.full((64, 32), 50, np.uint8))
    return Item(source="color/a.png", color=tmp_path / "color.png", line=tmp_path / "line.png", label="cat", tags=("x",))


def test_a_pair_holds_its_lines_and_colours_in_step(item):
    pair = make_pair(item, size=32, extractors=("drawn", "dilation"))
    assert isinstance(pair, Pair)
    assert (pair.height, pair.width) == (64, 32)
    color, drawn = read_picture(pair.color_png), read_line(pair.line_pngs["drawn"])
    assert color.shape == (32, 32, 3)
    np.testing.assert_array_equal(color[..., 1] == 0, drawn == 50)  # the margins lie alike
    assert (drawn[:, :8] == 255).all()
    assert (drawn[:, 8:24] == 50).all()
    assert read_line(pair.line_pngs["dilation"]).min() == 255  # the margin draws no line
    assert pair.signature == signature(color[:, 8:24])


def test_its_key_is_of_all_that_was_read(item):
    content = item.color.read_bytes()
    drawn = make_pair(item, size=32, extractors=("drawn",))
    alone = make_pair(dataclasses.replace(item, line=None), size=32, extractors=("dilation",))
    assert drawn.sha256 == alone.sha256 == alone.key == hashlib.sha256(content).hexdigest()
    assert drawn.key == hashlib.sha256(drawn.sha256.encode() + item.line.read_bytes()).hexdigest()


def test_sizes_that_differ_are_both_named(item, tmp_path):
    write_png(tmp_path / "line.png", np.zeros((64, 33), np.uint8))
    assert make_pair(item, size=32, extractors=("drawn",)) == Skipped(
        source="color/a.png", kind="sizes differ", reason="line is 33 x 64, color is 32 x 64: the two must be equal"
    )


def test_broken_files_are_skipped_with_their_reason(item, tmp_path):
    (tmp_path / "line.png").write_bytes(b"no picture")
    skipped = make_pair(item, size=32, extractors=("drawn",))
    assert (skipped.source, skipped.kind) == ("color/a.png", "unreadable")
    assert skipped.reason.startswith("its line line.png: not a picture this program reads")
    (tmp_path / "color.png").unlink()
    assert make_pair(item, size=32, extractors=("drawn",)).reason == "no such file"


def test_a_picture_on_which_a_line_network_fails_is_left_out(tmp_path, monkeypatch):
    def fails(color, sha256):
        raise InputError("net.onnx fails on 8 x 8 px: no")

    monkeypatch.setattr(module, "extractor", lambda name: fails)
    write_png(tmp_path / "a.png", np.zeros((8, 8, 3), np.uint8))
    answer = make_pair(Item(source="a.png", color=tmp_path / "a.png"), size=8, extractors=("net",))
    assert answer == Skipped(source="a.png", kind=UNREADABLE, reason="net.onnx fails on 8 x 8 px: no")
