import numpy as np
import pytest

from data_tools.drawing import features
from data_tools.drawing.brush import Brush


@pytest.mark.parametrize("style", ["dot", "round", "happy"])
def test_eyes_are_inked(style):
    brush = Brush(64)
    features.eye(brush, 0.5, 0.5, 0.1, style=style)
    assert (brush.canvas.max(axis=-1) < 80).sum() > 5
    assert (brush.canvas[:16] == 255).all()


def test_two_eyes_look_alike():
    brush = Brush(64)
    features.eyes(brush, np.random.default_rng(0), 0.5, 0.5, 0.2, 0.08)
    dark = brush.canvas.max(axis=-1) < 128
    assert abs(int(dark[:, :32].sum()) - int(dark[:, 32:].sum())) < 12


def test_cheeks_are_redder_than_skin():
    brush = Brush(64)
    features.cheeks(brush, 0.5, 0.5, 0.2, 0.1, (200, 160, 130))
    red, green, _ = (int(part) for part in brush.canvas[32, 19])
    assert red - green > 40


@pytest.mark.parametrize("seed", range(4))
def test_mouths_are_drawn_where_asked(seed):
    brush = Brush(64)
    features.mouth(brush, np.random.default_rng(seed), 0.5, 0.5, 0.1)
    rows, columns = np.nonzero(brush.canvas.max(axis=-1) < 80)
    assert 28 < rows.mean() < 42 and 28 < columns.mean() < 36
