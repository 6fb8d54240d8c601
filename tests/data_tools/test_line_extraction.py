import hashlib
import pathlib

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.line_extraction import EXTRACTORS, XDOG_SIGMAS, dilation, extractor, xdog
from data_tools.pairs import fit_square
from data_tools.pictures import read_line, read_picture

OPENMOJI = pathlib.Path(__file__).parents[3] / "shared" / "data" / "openmoji" / "val"
SHA = "0" * 64


def stroke(side: int, width: int, line: int = 0, paper: int = 255) -> np.ndarray:
    """An upright line in the middle of a square picture."""
    picture = np.full((side, side, 3), paper, np.uint8)
    picture[:, side // 2 - width // 2 : side // 2 - width // 2 + width] = line
    return picture


def test_dilation_is_white_minus_what_is_darker_than_around():
    """Line 40 on paper 200: 255 - (200 - 40) = 95 on the line, 255 - (200 - 200) = 255 beside it."""
    drawn = dilation(stroke(256, 5, line=40, paper=200), SHA)
    assert drawn.dtype == np.uint8
    assert drawn.shape == (256, 256)
    assert np.unique(drawn[:, 126:131]).tolist() == [95]
    assert np.unique(np.delete(drawn, range(126, 131), axis=1)).tolist() == [255]


def test_dilation_finds_lines_of_twice_its_radius_and_the_edges_of_wider_areas():
    """Radius 4 at 256 px: an 8 px line is whole; of a 20 px bar the outer 4 px on each side remain."""
    assert (dilation(stroke(256, 8), SHA)[0] == 0).sum() == 8
    bar = dilation(stroke(256, 20), SHA)[0]
    assert np.flatnonzero(bar == 0).tolist() == [*range(118, 122), *range(134, 138)]


@pytest.mark.parametrize("name", EXTRACTORS)
def test_flat_pictures_of_any_colour_have_no_lines(name):
    for color in [(0, 0, 0), (128, 128, 128), (255, 255, 255), (200, 30, 90)]:
        picture = np.full((40, 60, 3), color, np.uint8)
        assert extractor(name)(picture, SHA).min() == 255


@pytest.mark.parametrize("name", EXTRACTORS)
def test_lines_look_the_same_at_any_size(name):
    """The share of ink, after reduction to 128 px, hardly depends on the size of the source: 2.3 % for 3 px of 128."""
    inks = []
    for side in (128, 512, 2048):
        drawn = fit_square(extractor(name)(stroke(side, 3 * side // 128), SHA), 128)
        inks.append(1 - drawn.mean() / 255)
    assert inks == pytest.approx([3 / 128] * 3, rel=0.15)


@pytest.mark.parametrize("name", EXTRACTORS)
def test_tiny_and_narrow_pictures(name):
    for shape in ((1, 1, 3), (1, 300, 3), (300, 1, 3), (2, 2, 3)):
        drawn = extractor(name)(np.random.default_rng(0).integers(0, 256, shape, np.uint8), SHA)
        assert drawn.shape == shape[:2]
        assert drawn.dtype == np.uint8


def test_xdog_is_black_where_darker_and_keeps_faint_lines_grey():
    assert xdog(stroke(256, 3), SHA)[128, 128] < 5
    assert 60 < xdog(stroke(256, 3, line=220), SHA)[128, 128] < 250


def test_xdog_draws_its_sigma_from_the_pictures_hash():
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    drawn = [xdog(picture, f"{digest:064x}").tobytes() for digest in range(2 * len(XDOG_SIGMAS))]
    assert drawn[:3] == drawn[3:]
    assert len(set(drawn)) == len(XDOG_SIGMAS)


def test_an_unknown_name_is_answered_with_the_list():
    with pytest.raises(InputError, match="unknown extractor 'pen': choose from dilation, xdog"):
        extractor("pen")


def test_red_is_darker_than_green():
    """RGB, not BGR: a pure blue line (luma 29) on pure green (luma 150) is found, 255 - 121 = 134; the other way round it is an edge."""
    picture = np.full((256, 256, 3), (0, 255, 0), np.uint8)
    picture[:, 126:131] = (0, 0, 255)
    assert dilation(picture, SHA)[0, 128] == 255 - (150 - 29)


def best_f1(drawn: np.ndarray, artist: np.ndarray, tolerance: int = 2) -> float:
    """F1 of ink against the artist's ink, by the best threshold of this picture."""
    window = np.ones((2 * tolerance + 1, 2 * tolerance + 1), np.uint8)
    true = artist < 128
    near_true, best = cv2.dilate(true.astype(np.uint8), window) > 0, 0.0
    for threshold in range(8, 256, 8):
        ink = drawn < threshold
        if ink.any():
            precision = near_true[ink].mean()
            recall = (cv2.dilate(ink.astype(np.uint8), window) > 0)[true].mean()
            best = max(best, 2 * precision * recall / max(precision + recall, 1e-9))
    return best


@pytest.mark.skipif(not OPENMOJI.is_dir(), reason="../shared/data/openmoji is absent")
@pytest.mark.parametrize(("name", "least"), [("dilation", 0.95), ("xdog", 0.80)])
def test_lines_are_where_artists_draw_them(name, least):
    scores = []
    for path in sorted((OPENMOJI / "color").glob("*.png"))[::7][:20]:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        scores.append(best_f1(extractor(name)(read_picture(path), digest), read_line(OPENMOJI / "line" / path.name)))
    assert len(scores) == 20
    assert np.mean(scores) >= least
