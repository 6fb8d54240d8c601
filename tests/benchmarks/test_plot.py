import numpy as np

from benchmarks.plot import BOTTOM, COLORS, HEIGHT, LEFT, LEGEND, RIGHT, TOP, WIDTH, plot, to_pixels


def test_values_lie_on_a_straight_scale():
    assert to_pixels([0.0, 5.0, 10.0], 0.0, 10.0, 100, 200).tolist() == [100, 150, 200]
    assert to_pixels([0.0, 10.0], 0.0, 10.0, 200, 100).tolist() == [200, 100]  # up is to less px
    assert to_pixels([3.0], 3.0, 3.0, 7, 9).tolist() == [7]


def test_a_panel_for_each_quantity_and_a_colour_for_each_group():
    high, low = ([{"seconds": x, "right": value, "paper": value} for x in (0, 10)] for value in (1.0, 0.5))
    picture = plot(("right", "paper"), {"ours": [high], "peer": [low]}, {"right": 0.25})
    assert picture.shape == (HEIGHT + LEGEND, 2 * WIDTH, 3)
    inside = picture[TOP : HEIGHT - BOTTOM, LEFT : WIDTH - RIGHT]
    seen = [bool((np.abs(inside.astype(int) - color).max(-1) < 40).any()) for color in COLORS[:3]]  # lines are smoothed
    assert seen == [True, True, False]
    level = to_pixels(0.25, 0.0, 1.05, HEIGHT - BOTTOM, TOP)
    assert (picture[level, LEFT : WIDTH - RIGHT] == 0).all(-1).any()


def test_no_curve_is_an_empty_panel():
    assert plot(("right",), {}, {}).shape == (HEIGHT + LEGEND, WIDTH, 3)
    assert np.any(plot(("right",), {}, {}) == 255)
