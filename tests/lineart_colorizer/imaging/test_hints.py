import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.imaging.hints import check_fit, crop_painted, join_alpha, reduce_hints


def painted(height: int, width: int, *dots) -> np.ndarray:
    hints = np.zeros((height, width, 4), np.uint8)
    for row, column, color in dots:
        hints[row, column] = (*color, 255)
    return hints


def test_one_painted_pixel_of_many_is_not_lost():
    """255 -> 1, 0 -> -1, 51 -> -0.6; the mask is whole though a hundredth of the area was painted."""
    hint = reduce_hints(painted(20, 40, (3, 25, (255, 0, 51))), 2, 4)
    assert hint.shape == (2, 4, 4)
    assert hint[0, 2].tolist() == pytest.approx([1, -1, -0.6, 1], abs=1e-5)
    assert np.count_nonzero(hint[..., 3]) == 1
    assert not hint[hint[..., 3] == 0].any()


def test_the_mean_is_of_what_was_painted():
    hint = reduce_hints(painted(4, 4, (0, 0, (255, 255, 255)), (1, 1, (0, 0, 0)), (0, 2, (255, 0, 0))), 2, 2)
    assert hint[0, 0].tolist() == pytest.approx([0, 0, 0, 1], abs=1e-5)
    assert hint[0, 1].tolist() == pytest.approx([1, -1, -1, 1], abs=1e-5)


def test_at_the_same_size_and_enlarged_nothing_is_mixed():
    hints = painted(2, 2, (0, 0, (255, 0, 0)))
    assert reduce_hints(hints, 2, 2)[0].tolist() == [[1, -1, -1, 1], [0, 0, 0, 0]]
    assert reduce_hints(hints, 4, 4)[:2, :2].reshape(-1, 4).tolist() == [[1, -1, -1, 1]] * 4
    assert np.count_nonzero(reduce_hints(hints, 4, 4)[..., 3]) == 4


def test_what_is_less_than_half_opaque_is_no_hint():
    hints = painted(2, 2, (0, 0, (255, 0, 0)), (1, 1, (255, 0, 0)))
    hints[0, 0, 3], hints[1, 1, 3] = 127, 128
    assert reduce_hints(hints, 2, 2)[..., 3].tolist() == [[0, 0], [0, 1]]


def test_parts_of_hints():
    hints = np.arange(10 * 20 * 4).reshape(10, 20, 4).astype(np.uint8)
    assert (crop_painted(hints, slice(2, 6), slice(10, 20), (10, 20)) == hints[2:6, 10:20]).all()
    assert (crop_painted(hints, slice(4, 12), slice(20, 40), (20, 40)) == hints[2:6, 10:20]).all()


def test_colours_of_soft_paint_are_taken_off_the_white():
    """Half opaque black lies on white as 127: it was black."""
    rgba = join_alpha(np.array([[[127, 127, 127], [255, 255, 255]]], np.uint8), np.array([[128, 0]], np.uint8), "a.png")
    assert rgba[0, 0].tolist() == [0, 0, 0, 128]
    assert rgba[0, 1, 3] == 0


@pytest.mark.parametrize("alpha", [None, np.full((2, 2), 255, np.uint8)])
def test_hints_without_transparency(alpha):
    with pytest.raises(InputError, match=r"^a.png: no hints, it is opaque all over: paint them on a transparent layer$"):
        join_alpha(np.zeros((2, 2, 3), np.uint8), alpha, "a.png")


@pytest.mark.parametrize("shape", [(100, 200), (50, 100), (201, 400), (33, 66), (7, 13)])
def test_proportions_that_fit(shape):
    check_fit(painted(*shape), 100, 200, "a.png")


def test_proportions_that_do_not_fit():
    with pytest.raises(InputError, match=r"^a.png: 100 x 100 pixels, the page 200 x 100: hints must have the page's proportions$"):
        check_fit(painted(100, 100), 100, 200, "a.png")


def test_no_small_stroke_is_lost_where_one_side_grows_and_the_other_shrinks():
    for row in range(140):
        painted = np.zeros((140, 157, 4), np.uint8)
        painted[row, 80] = (255, 0, 0, 255)
        hint = reduce_hints(painted, 128, 160)
        assert hint[..., 3].any(), row
        assert np.unique(hint[hint[..., 3] > 0], axis=0).tolist() == [[1.0, -1.0, -1.0, 1.0]]
