import numpy as np
import pytest

from lineart_colorizer.metrics.hints import BESIDE, draw_hints, flood_fill, hint_errors, hint_fidelity

RED = (1.0, 0.0, 0.0)


def plain(color, height: int = 40, width: int = 40) -> np.ndarray:
    return np.full((height, width, 3), color, np.float32)


def walled(height: int = 40, width: int = 40) -> np.ndarray:
    """A line through the middle column."""
    line = np.ones((height, width), np.float32)
    line[:, width // 2] = 0
    return line


def test_a_point_is_a_disk_of_radius_2_in_the_true_colour():
    """13 pixels of a disk within 2 px, as OpenCV draws it 21, unless it meets the border."""
    color = plain(RED, 128, 128)
    color[64:] = (0.0, 0.0, 0.2)
    painted = draw_hints(color, np.ones((128, 128), np.float32), 1, seed=3)
    rows, columns = np.nonzero(painted[..., 3])
    assert np.ptp(rows) == np.ptp(columns) == 4
    assert len(rows) in (13, 21)
    for row, column in zip(rows, columns, strict=True):
        assert painted[row, column].tolist() == ([255, 0, 0, 255] if row < 64 else [0, 0, 51, 255])
    assert not painted[painted[..., 3] == 0].any()


def test_hints_are_a_function_of_the_seed_and_more_are_added_to_fewer():
    color, line = plain(RED), walled()
    for kind in ("points", "strokes"):
        few, again, more, other = (draw_hints(color, line, *of, kind) for of in ((3, 7), (3, 7), (9, 7), (3, 8)))
        assert (few == again).all()
        assert (few != other).any()
        assert (more[few[..., 3] > 0, 3] == 255).all()
        assert (more[..., 3] > 0).sum() > (few[..., 3] > 0).sum()


def test_none_lies_on_a_line_nor_where_all_is_line():
    line = walled()
    assert not draw_hints(plain(RED), line, 200, 0)[:, 20].any()
    assert not draw_hints(plain(RED), np.full((40, 40), 0.7, np.float32), 5, 0).any()
    assert not draw_hints(plain(RED), line, 0, 0).any()


def test_strokes_are_longer_than_points():
    line = np.ones((128, 128), np.float32)
    counts = [(draw_hints(plain(RED, 128, 128), line, 5, 1, kind)[..., 3] > 0).sum() for kind in ("points", "strokes")]
    assert counts[1] > 2 * counts[0]


def test_errors_by_hand():
    """True white (L 100) and predicted black (L 0) under the hint; beside it white is right but for one column: 100 of Lab each."""
    painted = np.zeros((1, 30, 4), np.uint8)
    painted[0, 10] = 255
    fake, true, line = plain((1, 1, 1), 1, 30), plain((1, 1, 1), 1, 30), np.ones((1, 30), np.float32)
    fake[0, 10] = fake[0, 12] = fake[0, 19] = 0
    line[0, 9] = 0.5
    under, beside = hint_errors(fake, true, line, painted)
    assert under.tolist() == pytest.approx([100])
    assert len(beside) == 2 * BESIDE - 1  # 2..8 and 11..18: the line's own pixel does not count, nor what is 9 px away
    assert beside.sum() == pytest.approx(100)
    assert hint_fidelity([fake, true], [true, true], [line, line], [painted, painted]) == pytest.approx(
        {"hint_under": 50, "hint_beside": 100 / 30}
    )


def test_no_hints_no_scores():
    nothing = np.zeros((5, 5, 4), np.uint8)
    assert hint_fidelity([plain(RED, 5, 5)], [plain(RED, 5, 5)], [np.ones((5, 5), np.float32)], [nothing]) == {}


def test_flood_fill_by_hand():
    line, painted = walled(4, 9), np.zeros((4, 9, 4), np.uint8)
    painted[0, 0], painted[3, 3] = (255, 0, 0, 255), (0, 0, 255, 255)
    filled = flood_fill(line, painted)
    assert (filled[:, :4] == [0.5, 0, 0.5]).all()
    assert not filled[:, 4].any()
    assert (filled[:, 5:] == 1).all()
