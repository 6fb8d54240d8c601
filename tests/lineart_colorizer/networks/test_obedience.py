"""ObeyHints: numbers by hand first, then drawings, each of 128 px, which it is given at half of their side."""

import cv2
import numpy as np
import pytest
from keras import ops

from lineart_colorizer.networks.obedience import ObeyHints, as_dabs, by_kind, decided, outweigh

RED, BLUE, WHITE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 1.0)


def numbers(tensor) -> np.ndarray:
    return ops.convert_to_numpy(tensor)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ((0.0, 0.0, 0.0, 0.0), (0.2, 0.4, 0.6)),  # none: exactly as it was
        ((1e-2, -1e-2, 0.0, 1e-2), (0.5 * 0.2 + 0.5 * 1, 0.5 * 0.4, 0.5 * 0.6 + 0.5 * 0.5)),  # m = faint: half
        ((2e-2, -2e-2, 0.0, 2e-2), (1 / 17 * 0.2 + 16 / 17 * 1, 1 / 17 * 0.4, 1 / 17 * 0.6 + 16 / 17 * 0.5)),  # m = 2 faint: 16 to 1
    ],
)
def test_a_hint_outweighs_the_color_by_the_fourth_power_of_its_share(hint, expected):
    x, hint = (np.float32(values).reshape(1, 1, 1, -1) for values in ((0.2, 0.4, 0.6), hint))
    np.testing.assert_allclose(numbers(outweigh(x, hint, faint=1e-2)).ravel(), expected, rtol=1e-5)


def test_of_two_kinds_the_larger_share_wins():
    """Red with .2 and blue with .1: 2^16 to 1. Two reds are of a kind, and averaged. Their shares add up."""
    red, blue, dark_red = ((1.0, -1.0, -1.0), (-1.0, -1.0, 1.0), (0.2, -1.0, -1.0))
    share = {red: 0.2, blue: 0.1, dark_red: 0.2}
    hints = {color: by_kind(np.float32([*(share[color] * np.array(color)), share[color]]).reshape(1, 1, 1, 4)) for color in share}
    most = (2**16 - 1) / (2**16 + 1)
    np.testing.assert_allclose(numbers(decided(hints[red] + hints[blue])).ravel(), (0.3 * most, -0.3, -0.3 * most, 0.3), atol=1e-6)
    np.testing.assert_allclose(numbers(decided(hints[red] + hints[dark_red])).ravel(), (0.4 * 0.6, -0.4, -0.4, 0.4), atol=1e-5)


def test_where_no_hint_is_none_is_decided():
    assert not numbers(decided(np.zeros((1, 1, 1, 32), np.float32))).any()


def test_hints_are_sorted_by_the_octants_of_their_colors():
    """Of pixels of the 8 corners of the cube each has channels of its own, which hold what the pixel was."""
    corners = np.array([(r, g, b, 1) for b in (-1, 1) for g in (-1, 1) for r in (-1, 1)], np.float32).reshape(1, 2, 4, 4)
    kinds = numbers(by_kind(corners)).reshape(8, 8, 4)
    for at in range(8):
        np.testing.assert_array_equal(kinds[at, at], corners.reshape(8, 4)[at])
        assert not np.delete(kinds[at], at, axis=0).any()


def test_many_painted_pixels_weigh_less_than_one():
    """In a filled page each of 49 weighs 1/50, in its corner, of 16, 1/17; one alone 1/2, wherever it is."""
    filled, alone = np.ones((1, 16, 16, 4), np.float32), np.zeros((1, 16, 16, 4), np.float32)
    alone[0, 8, 8] = 1.0
    np.testing.assert_allclose(numbers(as_dabs(filled))[0, 8, 8], np.full(4, 1 / 50), rtol=1e-5)
    np.testing.assert_allclose(numbers(as_dabs(filled))[0, 0, 15], np.full(4, 1 / 17), rtol=1e-5)
    np.testing.assert_allclose(numbers(as_dabs(alone))[0, 8, 8], np.full(4, 1 / 2), rtol=1e-5)


def halved(picture: np.ndarray) -> np.ndarray:
    """[H,W] or [H,W,C] to [1,H/2,W/2,C]."""
    height, width = (side // 2 for side in picture.shape[:2])
    return picture.reshape(height, 2, width, 2, -1).mean((1, 3))[None].astype(np.float32)


def obeyed(line: np.ndarray, *painted: tuple) -> np.ndarray:
    """A white page's colours [H/2,W/2,3]. line: [H,W] in 0..1. painted: squares of row, column, half side and RGB in 0..1."""
    hint = np.zeros((*line.shape, 4))
    for row, column, half, color in painted:
        hint[row - half : row + half, column - half : column + half] = (*(2 * np.array(color) - 1), 1.0)
    small = halved(hint)
    return numbers(ObeyHints()(halved(line), small, np.ones((*small.shape[:3], 3), np.float32)))[0]


@pytest.mark.parametrize("outline", [4, 8, 12], ids=lambda px: f"{px} px at 1024")
@pytest.mark.parametrize("blot", [3, 8, 16], ids=lambda px: f"blot of {2 * px} px")
def test_a_region_takes_its_hint_and_nothing_else_does(outline, blot):
    """A circle with a thin outline, a blot in its middle: the paper around stays paper, however much was painted."""
    page = cv2.circle(np.full((1024, 1024), 255, np.uint8), (512, 512), 200, 0, outline, cv2.LINE_AA)
    line = cv2.resize(page, (128, 128), interpolation=cv2.INTER_AREA) / 255.0
    found = obeyed(line, (64, 64, blot, BLUE))
    np.testing.assert_allclose(found[32, [22, 32, 42]], np.broadcast_to(BLUE, (3, 3)), atol=0.01)
    np.testing.assert_allclose(found[[2, 32, 60], [2, 58, 5]], np.broadcast_to(WHITE, (3, 3)), atol=0.02)


def framed(height: int, width: int) -> np.ndarray:
    """A page with a line along its edge."""
    line = np.zeros((height, width))
    line[2:-2, 2:-2] = 1.0
    return line


@pytest.mark.parametrize("apart", [8, 16, 32, 64])
def test_of_two_hints_each_has_what_is_nearer_to_it(apart):
    found = obeyed(framed(128, 128), (64, 64 - apart // 2, 2, RED), (64, 64 + apart // 2, 2, BLUE))
    left = 32 - apart // 4
    np.testing.assert_allclose(found[32, [left - 1, 63 - (left - 1)]], [RED, BLUE], atol=0.01)  # under the paint
    np.testing.assert_allclose(found[32, [left - 5, 63 - (left - 5)]], [RED, BLUE], atol=0.35 if apart == 8 else 0.2)  # beside it
    np.testing.assert_allclose(found[[3, 3], [3, 60]], [RED, BLUE], atol=0.05)


def test_a_small_gap_is_no_way_and_a_dab_fills_its_room():
    line = framed(128, 128)
    line[:, 63:65] = 0.0
    line[62:66, 63:65] = 1.0
    found = obeyed(line, (32, 32, 2, RED))
    np.testing.assert_allclose(found[[5, 50, 60], [25, 5, 25]], np.broadcast_to(RED, (3, 3)), atol=0.01)
    np.testing.assert_allclose(found[[5, 32, 60], [60, 50, 40]], np.broadcast_to(WHITE, (3, 3)), atol=0.02)


@pytest.mark.parametrize(
    ("shape", "at", "half"),
    [
        ((128, 128), (64, 64), 2),
        ((128, 128), (8, 8), 2),
        ((128, 128), (120, 120), 2),
        ((512, 512), (99, 19), 8),
        ((128, 640), (20, 20), 4),
    ],
)
def test_a_closed_room_is_filled_by_one_dab_wherever_it_is_and_whatever_the_size(shape, at, half):
    within = obeyed(framed(*shape), (*at, half, RED))[2:-2, 2:-2]
    np.testing.assert_allclose(within, np.broadcast_to(RED, within.shape), atol=0.2)


def test_on_open_paper_one_dab_colors_what_is_around_it_and_many_fill_it():
    """A box without its lower side: the grey of a body must not become the page's."""
    line = np.ones((128, 128))
    line[32:124, [40, 41, 87, 88]] = line[32:34, 40:89] = 0.0
    found = obeyed(line, (64, 64, 2, BLUE))
    np.testing.assert_allclose(found[32, 30:35], np.broadcast_to(BLUE, (5, 3)), atol=0.05)
    np.testing.assert_allclose(found[[5, 32, 62, 62], [32, 8, 10, 55]], np.broadcast_to(WHITE, (4, 3)), atol=0.02)
    sky = obeyed(line, *((row, column, 3, BLUE) for row in range(10, 128, 24) for column in (8, 30, 100, 120)))
    np.testing.assert_allclose(sky[[2, 32, 62], [2, 12, 60]], np.broadcast_to(BLUE, (3, 3)), atol=0.1)


def test_without_hints_and_in_training_colors_stay():
    x = np.random.default_rng(0).uniform(size=(1, 16, 16, 3)).astype(np.float32)
    line, hint = np.ones((1, 16, 16, 1), np.float32), np.zeros((1, 16, 16, 4), np.float32)
    np.testing.assert_array_equal(numbers(ObeyHints()(line, hint, x)), x)
    hint[0, 4:8, 4:8] = 1.0
    np.testing.assert_array_equal(numbers(ObeyHints()(line, hint, x, training=True)), x)
