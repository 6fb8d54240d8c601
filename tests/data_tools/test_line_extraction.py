import hashlib
import pathlib

import cv2
import numpy as np
import pytest

from benchmarks.line_fidelity import score
from data_tools.line_extraction import XDOG_SIGMAS, blur, dilation, draw_around, draw_sigma, edges, pencil, xdog
from data_tools.line_styles import EXTRACTORS, extractor
from data_tools.pairs import fit_square
from data_tools.pictures import read_line, read_picture

OPENMOJI = pathlib.Path(__file__).parents[3] / "shared" / "data" / "openmoji" / "val"
TWEMOJI = OPENMOJI.parents[1] / "twemoji" / "color"
SHA = "0" * 64
STYLES = [*EXTRACTORS, *(f"{name}+thin" for name in EXTRACTORS)]
YELLOW, RED, GREEN, BLUE = (255, 204, 77), (221, 46, 68), (119, 178, 85), (85, 172, 238)


def stroke(side: int, width: int, line: int = 0, paper: int = 255) -> np.ndarray:
    """An upright line in the middle of a square picture."""
    picture = np.full((side, side, 3), paper, np.uint8)
    picture[:, side // 2 - width // 2 : side // 2 - width // 2 + width] = line
    return picture


def halves(left, right, side: int = 256) -> np.ndarray:
    """Two colours that meet in the middle of a square picture."""
    picture = np.full((side, side, 3), left, np.uint8)
    picture[:, side // 2 :] = right
    return picture


def test_dilation_draws_what_is_darker_than_around_the_darker_the_more():
    """Line 40 on paper 200: 160 grey levels, 6 of them noise: 255 exp(-154 / 50) = 11.7. Of 40 levels: 255 exp(-34 / 50) = 129.2."""
    drawn = dilation(stroke(256, 5, line=40, paper=200), SHA)
    assert drawn.dtype == np.uint8
    assert drawn.shape == (256, 256)
    assert np.unique(drawn[:, 126:131]).tolist() == [12]
    assert np.unique(np.delete(drawn, range(126, 131), axis=1)).tolist() == [255]
    assert dilation(stroke(256, 5, line=160, paper=200), SHA)[0, 128] == 129
    assert dilation(stroke(256, 5, line=194, paper=200), SHA).min() == 255


def test_dilation_finds_lines_of_twice_its_radius_and_the_edges_of_wider_areas():
    """Radius 4 at 256 px: an 8 px line is whole; of a 20 px bar the outer 4 px on each side remain."""
    assert (dilation(stroke(256, 8), SHA)[0] < 9).sum() == 8
    bar = dilation(stroke(256, 20), SHA)[0]
    assert np.flatnonzero(bar < 9).tolist() == [*range(118, 122), *range(134, 138)]


def test_dilation_sees_colours_of_equal_value_at_two_fifths_of_their_contrast():
    """Pure red beside pure green: each is 255 darker in one channel, 0.4 of it 102, 6 of them noise: 255 exp(-96 / 50) = 37.4. A radius
    of 1.5 px, rounded to 2, on each side."""
    drawn = dilation(halves((255, 0, 0), (0, 255, 0)), SHA)
    assert drawn[0, 126:130].tolist() == [37] * 4
    assert (np.delete(drawn[0], range(126, 130)) == 255).all()


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("colors", [(YELLOW, (255, 255, 255)), (RED, GREEN), (BLUE, YELLOW), ((255, 0, 0), (76, 76, 76))])
def test_flat_areas_of_any_two_colours_have_one_line_between_them(name, colors):
    """Luma would not see the last pair, red and the grey of its luma. The line is where they meet, and nowhere else."""
    drawn = extractor(name)(halves(*colors), SHA)
    assert (drawn[:, 120:136].min(axis=1) < 190).all()
    assert drawn[:, :112].min() == drawn[:, 144:].min() == 255


@pytest.mark.parametrize("name", EXTRACTORS)
def test_flat_pictures_of_any_colour_have_no_lines(name):
    for color in [(0, 0, 0), (128, 128, 128), (255, 255, 255), (200, 30, 90)]:
        picture = np.full((40, 60, 3), color, np.uint8)
        assert extractor(name)(picture, SHA).min() == 255


@pytest.mark.parametrize(
    ("name", "width"), [("dilation", 3), ("xdog", 3), ("edges", 4), ("pencil", 3), *((f"{name}+thin", 1) for name in EXTRACTORS)]
)
def test_lines_of_2048_px_outlive_the_reduction_to_128(name, width):
    """A line 3 px of 128 wide: its share of dark pixels, and of ink, after reduction hardly depends on the size of the source.

    `edges` draws 2 px of 256 around the two sides of a line, so half a px of 128 more on each side; thinned lines are 2 px of 256.
    """
    for side in (256, 2048):
        drawn = fit_square(extractor(name)(stroke(side, 3 * side // 128), SHA), 128)
        assert 1 - drawn.mean() / 255 == pytest.approx(width / 128, rel=0.1)
        assert (drawn < 160).mean() == pytest.approx(width / 128, abs=1.1 / 128)
        assert (drawn.min(axis=1) < 160).all()


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
    picture = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    drawn = [xdog(picture, f"{digest:064x}").tobytes() for digest in range(2 * len(XDOG_SIGMAS))]
    assert drawn[:3] == drawn[3:]
    assert len(set(drawn)) == len(XDOG_SIGMAS)


def test_sigmas_of_a_list_and_of_a_range():
    """The hash's last 8 digits: 4 of 3 sigmas is the second; 2^31 of 2^32 is the middle. The next style is the next, or 0.618 further."""
    four, middle = f"{4:064x}", f"{2**31:064x}"
    assert [draw_sigma(four, (0.3, 0.4, 0.5), False, style) for style in range(3)] == [0.4, 0.5, 0.3]
    assert draw_sigma(middle, (0.3, 0.5), True, 0) == pytest.approx(0.4)
    assert draw_sigma(middle, (0.3, 0.5), True, 1) == pytest.approx(0.3 + 0.2 * 0.118034)


def test_edges_are_one_width_and_narrow_dark_strips_are_filled():
    """The two sides of a 7 px line are one line of about 7 + 2 px; where two areas meet, 2 px are drawn."""
    assert 7 <= (255 - edges(stroke(256, 7), SHA)[128].astype(int)).sum() / 255 <= 9.5
    assert (255 - edges(halves((60, 60, 60), (250, 250, 250)), SHA)[128].astype(int)).sum() / 255 == pytest.approx(2, abs=0.5)


def test_pencil_divides_by_the_surroundings_and_fades_away_from_the_line():
    """Half dark, half light: at the edge the blurred picture is their mean, so the dark side is (60 + 10) / ((60 + 200) / 2 + 10) = 0.5,
    of which the sixth power leaves 255 / 64 = 4; half a pixel off the middle it is somewhat lighter."""
    drawn = pencil(halves((200, 200, 200), (60, 60, 60)), SHA)[128]
    assert 4 < drawn[128] < 12
    assert (np.diff(drawn[128:150].astype(int)) >= 0).all()
    assert drawn[100] == drawn[156] == 255


def test_lines_drawn_around_a_core_have_their_width_and_smooth_borders():
    core = np.zeros((9, 9), np.uint8)
    core[:, 4] = 1
    assert draw_around(core, 2)[0].tolist() == [255, 255, 255, 128, 0, 128, 255, 255, 255]
    assert draw_around(core, 0.2)[0].tolist() == [255] * 4 + [0] + [255] * 4
    assert draw_around(np.zeros((3, 3), np.uint8), 2).min() == 255


def test_a_wide_blur_is_hardly_different_on_the_reduced_picture():
    image = cv2.GaussianBlur(np.random.default_rng(0).uniform(0, 255, (300, 401, 4)).astype(np.float32), (0, 0), 3)
    image[:, 200:] += 100
    exact = cv2.GaussianBlur(image, (0, 0), 15, borderType=cv2.BORDER_REPLICATE)
    assert np.abs(blur(image, 15) - exact)[20:-20, 20:-20].max() < 0.02 * np.ptp(exact)


@pytest.mark.skipif(not OPENMOJI.is_dir(), reason="../shared/data/openmoji is absent")
@pytest.mark.parametrize(
    ("name", "threshold", "least"), [("dilation", 52, 0.97), ("xdog", 40, 0.96), ("edges", 128, 0.95), ("pencil", 80, 0.97)]
)
def test_lines_are_where_artists_draw_them(name, threshold, least):
    """A sample of what benchmarks/line_fidelity.py measures on all of val."""
    scores = []
    for path in sorted((OPENMOJI / "color").glob("*.png"))[::7][:20]:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        drawn = extractor(name)(read_picture(path), digest)
        scores.append(score(drawn, read_line(OPENMOJI / "line" / path.name), [threshold])[0, 0])
    assert len(scores) == 20
    assert np.mean(scores) >= least


@pytest.mark.skipif(not TWEMOJI.is_dir(), reason="../shared/data/twemoji is absent")
@pytest.mark.parametrize("name", STYLES)
def test_flat_pictures_without_outlines_have_lines_at_the_borders_of_their_colours(name):
    """Of the pixels where colour changes by 60 levels or more in some channel, at least 9 in 10 have ink within 3 px."""
    found = []
    for path in sorted(TWEMOJI.glob("*.png"))[::43]:
        picture = read_picture(path)
        window = np.ones((3, 3), np.uint8)
        border = cv2.subtract(cv2.dilate(picture, window), cv2.erode(picture, window)).max(2) >= 60
        ink = cv2.erode(extractor(name)(picture, SHA), np.ones((7, 7), np.uint8)) < 230
        found.append(ink[border].mean())
    assert len(found) > 15
    assert np.mean(found) >= 0.9
