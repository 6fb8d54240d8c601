import numpy as np
import pytest

from lineart_colorizer.metrics.regions import NODES, divergence, find_regions, measure_picture, palette_share, region_scores

RED, BLUE, YELLOW, GREY = (0.8, 0.1, 0.1), (0.1, 0.2, 0.9), (0.95, 0.85, 0.1), (0.5, 0.5, 0.5)


def box_drawing() -> np.ndarray:
    """128 x 128 white, two boxes of 1 px outline: the inside of one is 20 x 20 = 400 px, of the other 20 x 10 = 200 px."""
    line = np.ones((128, 128), np.float32)
    for top, left, height, width in ((10, 10, 20, 20), (60, 60, 20, 10)):
        line[top - 1 : top + height + 1, left - 1 : left + width + 1] = 0.0
        line[top : top + height, left : left + width] = 1.0
    return line


def painted(first=GREY, second=GREY, paper=(1, 1, 1)) -> np.ndarray:
    """The drawing's boxes filled, and its paper."""
    color = np.full((128, 128, 3), paper, np.float32)
    color[10:30, 10:30] = first
    color[60:80, 60:70] = second
    color[box_drawing() == 0] = 0
    return color


def scores(fake: np.ndarray, true: np.ndarray) -> dict:
    return region_scores([fake], [true], [box_drawing()])


def test_regions_found_by_size_and_border():
    labels, enclosed, paper = find_regions(box_drawing())
    assert sorted(int((labels == i).sum()) for i in enclosed) == [200, 400]
    assert [int((labels == i).sum()) for i in paper] == [128 * 128 - 22 * 22 - 22 * 12]


@pytest.mark.parametrize(("side", "found"), [(7, 0), (8, 1)])
def test_a_region_has_sixty_pixels(side, found):
    line = np.zeros((32, 32), np.float32)
    line[4 : 4 + side, 4 : 4 + side] = 1.0
    assert len(find_regions(line)[1]) == found


@pytest.mark.parametrize(("whiteness", "found"), [(0.7, 0), (0.71, 1)])
def test_white_is_above_seven_tenths(whiteness, found):
    line = np.zeros((32, 32), np.float32)
    line[4:20, 4:20] = whiteness
    assert len(find_regions(line)[1]) == found


def test_regions_do_not_join_at_corners():
    line = np.zeros((32, 32), np.float32)
    line[2:12, 2:12] = line[12:22, 12:22] = 1.0
    assert len(find_regions(line)[1]) == 2


def test_means_spread_and_area_of_a_region():
    fake = painted()
    fake[10:30, 10:20], fake[10:30, 20:30] = RED, BLUE
    first, second = measure_picture(fake, painted(RED, BLUE), box_drawing())[0]
    assert (first.area, second.area) == (400, 200)
    assert first.spread == second.spread == second.fake_spread == pytest.approx(0.0, abs=1e-3)
    from lineart_colorizer.imaging.lab import to_lab

    red, blue = (to_lab(np.array([[color]], np.float32))[0, 0] for color in (RED, BLUE))
    assert first.mean == pytest.approx(red, abs=0.01)
    assert first.fake_mean == pytest.approx((red + blue) / 2, abs=0.01)
    assert first.fake_spread == pytest.approx(np.abs(red - blue)[1:].mean() / 2, abs=0.01)  # deviation of two halves: half of the way


def test_share_of_tinted_paper():
    fake = painted(RED, BLUE)
    fake[100:110, :64] = (0.6, 0.6, 1.0)
    scored = scores(fake, painted(RED, BLUE))
    assert scored["paper"] == pytest.approx(640 / (128 * 128 - 22 * 22 - 22 * 12))


def test_an_invisible_tint_of_paper_does_not_count_and_tinted_truth_is_no_paper():
    assert scores(painted(paper=(0.99, 0.99, 1.0)), painted())["paper"] == 0.0
    assert "paper" not in scores(painted(), painted(paper=(1.0, 0.9, 0.8)))


def test_right_is_by_area_and_rare_leaves_out_the_yellows():
    truth = painted(YELLOW, RED)
    assert scores(truth, truth)["right"] == scores(truth, truth)["rare"] == 1.0
    only_yellow = scores(painted(YELLOW, YELLOW), truth)
    assert only_yellow["right"] == pytest.approx(400 / 600)
    assert only_yellow["rare"] == 0.0
    only_red = scores(painted(RED, RED), truth)
    assert only_red["right"] == pytest.approx(200 / 600)
    assert only_red["rare"] == 1.0


def test_scores_without_anything_to_judge_are_left_out():
    assert set(scores(painted(), painted())) == {"paper", "palette", "bleed", "bleed_true"}
    assert region_scores([painted()], [painted()], [np.ones((128, 128), np.float32)]) == {"paper": pytest.approx(600 / 128**2, abs=0.2)}
    assert region_scores([painted()], [painted()], [np.zeros((128, 128), np.float32)]) == {}


def test_bleed_is_the_mean_over_regions():
    fake = painted(GREY, GREY)
    fake[60:80, 60:65], fake[60:80, 65:70] = RED, BLUE
    scored, measured = scores(fake, painted(RED, RED)), measure_picture(fake, painted(RED, RED), box_drawing())[0]
    assert scored["bleed"] == pytest.approx((0.0 + measured[1].fake_spread) / 2, abs=1e-3)
    assert scored["bleed"] > 15
    assert scored["bleed_true"] == pytest.approx(0.0, abs=1e-3)


def test_palette_share_on_a_node_and_between_four():
    step = 200 / (NODES - 1)
    on_node = palette_share(np.array([[0.0, 0.0]]), np.array([5.0])).reshape(NODES, NODES)
    assert on_node[6, 6] == pytest.approx(1.0)
    between = palette_share(np.array([[0.25 * step, 0.5 * step]]), np.array([5.0])).reshape(NODES, NODES)
    assert between[6:8, 6:8] == pytest.approx(np.array([[0.375, 0.375], [0.125, 0.125]]))
    assert palette_share(np.array([[-500.0, 500.0], [3, 7]]), np.array([1.0, 3.0])).sum() == pytest.approx(1.0)


def test_divergence_of_equal_is_zero_of_disjoint_one_bit():
    p, q = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.0, 0.25, 0.75])
    assert divergence(p, p) == 0.0
    assert divergence(p, q) == divergence(q, p) == pytest.approx(1.0)
    # p = (1, 0), q = (1/2, 1/2), middle (3/4, 1/4): (log2(4/3) + (log2(2/3) + log2(2)) / 2) / 2
    assert divergence(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == pytest.approx(0.311278, abs=1e-6)


def test_palette_of_equal_and_of_far_colours():
    truth = painted(RED, RED)
    assert scores(truth, truth)["palette"] == 0.0
    assert scores(painted(BLUE, BLUE), truth)["palette"] == pytest.approx(1.0)
    half = scores(painted(BLUE, RED), truth)["palette"]
    assert 0.3 < half < 0.7
