import numpy as np
import pytest

from lineart_colorizer.imaging.flats import flat_colors, merge_colors

HALVES = np.repeat(np.array([[0, 1]], np.int32), [20, 20], axis=1).repeat(30, axis=0)  # 30 x 40, the line between them below
INK = np.zeros((30, 40), bool)
INK[:, 19:21] = True


def painted(left, right) -> np.ndarray:
    return np.where(HALVES[..., None] == 0, np.uint8(left), np.uint8(right))


def test_plain_colors_come_back_exactly():
    assert flat_colors(painted([255, 0, 0], [13, 77, 200]), HALVES, INK).tolist() == [[255, 0, 0], [13, 77, 200]]


def test_what_lies_under_lines_does_not_count():
    color = painted([200, 100, 0], [0, 100, 200])
    color[INK] = 0
    assert flat_colors(color, HALVES, INK).tolist() == [[200, 100, 0], [0, 100, 200]]


def test_a_minority_of_other_colors_does_not_count():
    color = painted([200, 100, 0], [0, 100, 200])
    color[:13] = [0, 255, 0]
    assert flat_colors(color, HALVES, INK).tolist() == [[200, 100, 0], [0, 100, 200]]


def test_two_colors_of_one_region_are_not_mixed():
    color = painted([250, 220, 40], [0, 100, 200])
    color[:14] = [90, 180, 240]
    assert flat_colors(color, HALVES, INK)[0].tolist() == [250, 220, 40]


def test_noise_is_averaged():
    rng = np.random.default_rng(0)
    color = np.clip(painted([120, 130, 140], [60, 160, 90]) + rng.normal(0, 3, (30, 40, 3)), 0, 255).astype(np.uint8)
    found = flat_colors(color, HALVES, INK).astype(int)
    assert np.abs(found - [[120, 130, 140], [60, 160, 90]]).max() <= 2


def test_beside_lines_colors_are_mixed_and_do_not_count():
    color = painted([255, 0, 0], [0, 0, 255])
    color[:, 12:28] = [128, 0, 128]  # 7 of 19 px from the line on either side
    assert flat_colors(color, HALVES, INK).tolist() == [[255, 0, 0], [0, 0, 255]]


@pytest.mark.parametrize(("color", "flat"), [([250, 245, 242], [255] * 3), ([255, 255, 241], [255, 255, 241])])
def test_nearly_white_is_paper(color, flat):
    assert flat_colors(painted(color, color), HALVES, INK).tolist() == [flat, flat]


def test_a_page_of_nothing_but_ink_has_a_color():
    color = painted([9, 9, 9], [9, 9, 9])
    assert flat_colors(color, np.zeros((30, 40), np.int32), np.ones((30, 40), bool)).tolist() == [[9, 9, 9]]


def test_alike_colors_become_the_one_of_the_largest_area():
    colors = np.array([[200, 30, 30], [206, 34, 28], [30, 30, 200], [204, 30, 30]], np.uint8)
    merged = merge_colors(colors, np.array([10, 50, 20, 5]))
    assert merged.tolist() == [[206, 34, 28], [206, 34, 28], [30, 30, 200], [206, 34, 28]]
    assert merge_colors(colors, np.array([10, 50, 20, 5]), alike=0).tolist() == colors.tolist()


def test_no_more_colors_than_asked_for():
    colors = np.random.default_rng(0).integers(0, 255, (300, 3)).astype(np.uint8)
    merged = merge_colors(colors, np.arange(300), most=5)
    assert 1 < len(np.unique(merged, axis=0)) <= 5
    assert (merged[299] == colors[299]).all()


def test_white_stays_white_and_nothing_else_becomes_it():
    colors = np.array([[255, 255, 255], [255, 255, 241]], np.uint8)
    assert merge_colors(colors, np.array([1000, 10])).tolist() == colors.tolist()
