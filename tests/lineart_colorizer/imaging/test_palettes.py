import tracemalloc

import numpy as np
import pytest

from lineart_colorizer.imaging.palettes import Recolor, kept_recolor, limited, steered, to_lab

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def recolored(colors, palette, mode) -> list:
    picture = np.array([colors], np.float32) / 255.0
    return np.rint(Recolor(np.array(palette, np.uint8), mode)(picture)[0] * 255).astype(int).tolist()


def test_limited_by_hand():
    """Distances in Lab: (50,0,0) is 10 from (50,10,0) and 20 from (50,-20,0); (97,0,0) is 3 from white: paper."""
    entries = np.array([[50, -20, 0], [50, 10, 0]], np.float32)
    assert limited(np.array([[50, 0, 0], [50, -9, 0], [97, 0, 0]], np.float32), entries).tolist() == [1, 0, 2]


def test_steered_by_hand():
    """One entry: hue and chroma become its, lightness goes half the way; 8 to 16 from white, from nothing to all of that."""
    entry = np.array([[40, 30, -10]], np.float32)
    made = steered(np.array([[60, 5, 5], [100, 0, 7], [100, 0, 12]], np.float32), entry)
    assert made[0].tolist() == [50, 30, -10]
    assert made[1].tolist() == [100, 0, 7]
    assert made[2].tolist() == pytest.approx([85, 15, 1])  # half of it: 12 is in the middle


def test_steering_goes_between_two_equally_near():
    entries = np.array([[50, 40, 0], [50, -40, 0]], np.float32)
    assert steered(np.array([[50, 0, 0], [50, 30, 0]], np.float32), entries)[0].tolist() == pytest.approx([50, 0, 0], abs=1e-4)
    assert steered(np.array([[50, 30, 0]], np.float32), entries)[0, 1] == pytest.approx(40, abs=0.1)


def test_limiting_leaves_nothing_but_the_palette_and_paper():
    rng = np.random.default_rng(0)
    made = recolored(rng.integers(0, 256, (500, 3)), [RED, GREEN, BLUE], "limit")
    assert {tuple(color) for color in made} <= {RED, GREEN, BLUE, (255, 255, 255)}
    assert recolored([(250, 30, 20), (10, 200, 30), (40, 40, 200)], [RED, GREEN, BLUE], "limit") == [[*RED], [*GREEN], [*BLUE]]


@pytest.mark.parametrize("mode", ["limit", "steer"])
def test_paper_stays_white_and_white_is_no_colour_to_fill_with(mode):
    palette = [(255, 255, 255), BLUE]
    assert recolored([(255, 255, 255)], palette, mode) == [[255, 255, 255]]
    (sky,) = recolored([(200, 220, 255)], palette, mode)
    assert sky[2] > sky[0] + 100


def test_a_palette_of_white_alone_is_kept():
    assert recolored([RED], [(255, 255, 255)], "limit") == [[255, 255, 255]]


def test_steering_keeps_shades():
    dark, light = recolored([(90, 40, 40), (220, 120, 120)], [BLUE], "steer")
    assert to_lab(np.array([light], np.float32) / 255)[0, 0] > to_lab(np.array([dark], np.float32) / 255)[0, 0] + 10


def test_settling_goes_with_the_majority():
    layer = np.full((9, 9, 3), (0.9, 0.1, 0.1), np.float32)
    layer[4, 4] = (0.1, 0.1, 0.9)
    palette = np.array([RED, BLUE], np.uint8)
    assert (Recolor(palette, "limit").settle(layer) == [1, 0, 0]).all()
    assert Recolor(palette, "steer").settle(layer) is layer


def test_of_equal_votes_the_first_of_the_palette_wins():
    """Around the middle of five columns: two of blue, 10 votes, one of green, 5, two of red, 10."""
    layer = np.array([[BLUE, BLUE, GREEN, RED, RED]] * 5, np.float32) / 255.0
    for palette, elected in (((RED, GREEN, BLUE), RED), ((BLUE, GREEN, RED), BLUE)):
        settled = Recolor(np.array(palette, np.uint8), "limit").settle(layer)
        assert (255 * settled[2, 2]).tolist() == list(elected)


@pytest.mark.parametrize("mode", ["limit", "steer"])
def test_many_colors_take_the_memory_of_a_piece(mode):
    """All distances at once would be 64**3 * 256 * 4 bytes, 256 MB; planes of all votes, 64 MB."""
    palette = np.random.default_rng(0).integers(0, 256, (256, 3)).astype(np.uint8)
    layer = palette.reshape(16, 16, 3).repeat(16, 0).repeat(16, 1) / np.float32(255.0)
    tracemalloc.start()
    Recolor(palette, mode).settle(layer)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 32 << 20


def test_the_same_palette_is_made_once():
    palette = np.array([RED, BLUE], np.uint8)
    kept = kept_recolor(palette.tobytes(), "limit")
    assert kept_recolor(palette.tobytes(), "limit") is kept
    assert kept_recolor(palette.tobytes(), "steer") is not kept
    assert (kept._table == Recolor(palette, "limit")._table).all()


def test_the_table_is_of_lab():
    assert to_lab(np.array([[1, 1, 1], [0, 0, 0]], np.float32))[:, 0].tolist() == pytest.approx([100, 0], abs=1e-3)
