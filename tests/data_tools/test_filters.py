import pathlib

import cv2
import numpy as np
import pytest

from data_tools.demo import draw_picture
from data_tools.errors import InputError
from data_tools.filters import CONTENT_FILTERS, Filters, colorless, lineless, long, photo, small, text
from data_tools.pictures import read_picture

DATA = pathlib.Path(__file__).parents[3] / "shared" / "data"
SIDE = 256


def drawing(side: int = SIDE) -> np.ndarray:
    """A red disk with a black outline on white."""
    picture = np.full((side, side, 3), 255, np.uint8)
    cv2.circle(picture, (side // 2, side // 2), side // 3, (220, 40, 60), cv2.FILLED, cv2.LINE_AA)
    cv2.circle(picture, (side // 2, side // 2), side // 3, (0, 0, 0), max(1, side // 60), cv2.LINE_AA)
    return picture


def clouds() -> np.ndarray:
    """Noise of all scales, the larger the stronger, as in photographs of nature."""
    generator, sum_ = np.random.default_rng(0), np.zeros((SIDE, SIDE, 3), np.float32)
    for sigma in (0.5, 1, 2, 4, 8, 16, 32, 64):
        layer = cv2.GaussianBlur(generator.normal(0, 1, sum_.shape).astype(np.float32), (0, 0), sigma)
        sum_ += layer / layer.std() * sigma**0.8
    return ((sum_ - sum_.min()) / np.ptp(sum_) * 255).astype(np.uint8)


def shaded() -> np.ndarray:
    """A gradient in all three colours, without noise, as airbrushes make them."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1)
    return (np.stack([x, y, 1 - x], -1) * 255).astype(np.uint8)


def watercolor() -> np.ndarray:
    """Ink and eight overlapping washes on rough paper, half of which is bare."""
    generator, side = np.random.default_rng(0), 4 * SIDE
    sheet, lines = np.full((side, side, 3), 250, np.float32), np.full((side, side), 255, np.uint8)
    for _ in range(8):
        center, radius = generator.integers(side // 4, 3 * side // 4, 2), int(generator.integers(side // 9, side // 5))
        wash = cv2.circle(np.zeros((side, side), np.float32), center.tolist(), radius, 1.0, cv2.FILLED)
        pigment = cv2.GaussianBlur(generator.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 30)
        wash = cv2.GaussianBlur(wash, (0, 0), 3) * (1 + 0.3 * pigment / pigment.std())
        sheet *= 1 - 0.5 * wash[..., None] * generator.random(3, np.float32)
        cv2.circle(lines, center.tolist(), radius, 20, side // 150, cv2.LINE_AA)
    sheet += generator.normal(0, 14, (side, side, 1))  # of which reducing leaves a quarter
    return np.minimum(sheet, lines[..., None]).clip(0, 255).astype(np.uint8)


def page(ink=(20, 20, 90)) -> np.ndarray:
    """24 lines of letters on white."""
    picture = np.full((1100, 800, 3), 255, np.uint8)
    for row in range(24):
        cv2.putText(picture, "The quick brown fox jumps over it", (60, 80 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("name", CONTENT_FILTERS)
@pytest.mark.parametrize("side", [16, 40, 256, 1024])
def test_a_drawing_passes_all_at_any_size(name, side):
    assert CONTENT_FILTERS[name](drawing(side)) is None


def test_photographs_have_texture_and_many_colours():
    noisy = np.clip(shaded() + np.random.default_rng(0).normal(0, 6, (SIDE, SIDE, 3)), 0, 255).astype(np.uint8)
    assert photo(clouds()).startswith("a photograph: 5% flat areas, 1,4")
    assert photo(noisy).startswith("a photograph: 0% flat areas, ")
    assert photo(shaded()) is None  # many colours, but smooth
    grain = np.clip(drawing() + np.random.default_rng(0).normal(0, 6, (SIDE, SIDE, 3)), 0, 255).astype(np.uint8)
    assert photo(grain) is None  # paper's grain everywhere, but few colours


def test_line_art_greys_and_yellowed_paper_have_no_colour():
    grey = cv2.cvtColor(cv2.cvtColor(drawing(), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    assert colorless(grey) == "nearly no colour: 0.0% of it"
    assert colorless((grey * [0.94, 0.87, 0.76]).astype(np.uint8)) == "nearly no colour: 0.0% of it"
    assert colorless((grey * [0.94, 0.3, 0.3]).astype(np.uint8)) is None


def test_the_share_of_colour_is_counted():
    """9 x 9 px in the corner, 10 x 10 with the pixels around that smoothing colours too, are 1 % of 100 x 100; one column less is below."""
    picture = np.full((100, 100, 3), 255, np.uint8)
    picture[:9, :9] = (255, 0, 0)
    assert colorless(picture) is None
    picture[:, 8] = 255
    assert colorless(picture) == "nearly no colour: 0.9% of it"


def test_coloured_noise_of_a_scanner_is_no_colour():
    scan = np.clip(np.full((1024, 1024, 3), 230) + np.random.default_rng(0).normal(0, 6, (1024, 1024, 3)), 0, 255).astype(np.uint8)
    assert colorless(scan).startswith("nearly no colour")


def test_blank_and_soft_pictures_have_no_line():
    assert lineless(np.full((50, 50, 3), (200, 30, 30), np.uint8)) == "nearly no line: 0.0% of it"
    assert lineless(shaded()) == "nearly no line: 0.0% of it"


def test_pages_of_text():
    assert text(page()).startswith("a page of text: ")
    assert text(page()[:700]).startswith("a page of text: ")
    comic = page()
    comic[150:] = cv2.resize(drawing(), (800, 950))
    assert text(comic) is None  # a drawing with a few lines of text above


def test_small_and_long():
    assert small(np.zeros((63, 200, 3), np.uint8), 64) == "too small: 200 x 63 px, shorter side below 64"
    assert small(np.zeros((64, 200, 3), np.uint8), 64) is None
    assert long(np.zeros((10, 40, 3), np.uint8), 3.0) == "4.0 times as wide as high: 40 x 10 px"
    assert long(np.zeros((31, 10, 3), np.uint8), 3.0) == "3.1 times as high as wide: 10 x 31 px"
    assert long(np.zeros((30, 10, 3), np.uint8), 3.0) is None


def test_one_by_ten_thousand_breaks_no_filter():
    for shape in ((1, 10_000, 3), (10_000, 1, 3), (1, 1, 3)):
        for content_filter in CONTENT_FILTERS.values():
            content_filter(np.zeros(shape, np.uint8))


def test_filters_are_chosen_by_name():
    assert Filters.of(["all"], size=128).content == tuple(CONTENT_FILTERS)
    assert Filters.of(["none"], size=128).content == ()
    assert str(Filters.of(["photo", "text"], size=128, min_side=9)) == "text,photo; min-side 9; letterbox beyond 3"
    wrong = {"names": ["foto"]}, {"aspect": "squeeze"}, {"max_aspect": 0.5}, {"min_side": -1}
    words = "unknown filter 'foto': choose", "unknown aspect 'squeeze': choose", "max-aspect 0.5: ", "min-side -1: "
    for settings, message in zip(wrong, words, strict=True):
        with pytest.raises(InputError, match=message):
            Filters.of(**({"names": ["all"], "size": 128} | settings))


def test_the_first_filter_that_minds_is_named():
    grey = np.full((300, 300, 3), 128, np.uint8)
    assert Filters(size=128).judge(grey) == ("colorless", "nearly no colour: 0.0% of it")
    assert Filters(size=1024).judge(grey)[0] == "small"
    assert Filters(size=1024, min_side=0, content=("lineless",)).judge(grey)[0] == "lineless"
    assert Filters(size=128).judge(drawing()) is None


def test_extreme_shapes_are_letter_boxed_cropped_or_skipped():
    wide = np.tile(np.arange(80, dtype=np.uint8)[None, :, None], (10, 1, 3))
    kept, remark = Filters(size=16).shape(wide)
    assert (kept.shape, remark) == ((10, 80, 3), "8.0 times as wide as high: 80 x 10 px, letter-boxed")
    cropped, remark = Filters(size=16, aspect="crop").shape(wide)
    assert (cropped[0, [0, -1], 0].tolist(), cropped.shape, remark[-9:]) == ([25, 54], (10, 30, 3), ", cropped")
    assert Filters(size=16, aspect="skip", content=()).judge(wide)[0] == "aspect"
    assert Filters(size=16, aspect="crop").shape(drawing())[1] is None


@pytest.mark.parametrize("folder", ["openmoji/val/color", "twemoji/color"])
def test_real_drawings_pass(folder):
    """Every third."""
    if not (DATA / folder).is_dir():
        pytest.skip(f"no {folder} beside the repository")
    judged = {path.name: Filters(size=128).judge(read_picture(path)) for path in sorted((DATA / folder).glob("*.png"))[::3]}
    assert {name: verdict for name, verdict in judged.items() if verdict} == {}


def test_pale_demo_pictures_pass():
    """A grey cat with pink ears, a brownish grey bear and a cream sheep."""
    for index in (10, 65, 124):
        assert Filters(size=128).judge(draw_picture(0, index, 128)[0]) is None


def test_a_watercolour_is_no_photograph():
    sheet = watercolor()
    assert photo(sheet) is None
    assert photo((sheet * 0.8).astype(np.uint8)).startswith("a photograph: ")  # on grey paper, it cannot be told from one
