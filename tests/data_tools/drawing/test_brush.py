import numpy as np
import pytest

from data_tools.drawing.brush import Brush
from data_tools.drawing.curves import box, ellipse

RED, BLUE = (220, 60, 50), (40, 60, 220)


def test_shape_is_filled_inked_and_shaded_away_from_light():
    brush = Brush(128, light=(-0.7, 0.0))
    brush.shape(box(0.25, 0.25, 0.75, 0.75), RED)
    canvas = brush.canvas
    assert tuple(canvas[64, 40]) == RED
    assert canvas[64, 92].sum() < canvas[64, 40].sum()
    assert canvas[64, 31:34].max(axis=-1).min() < 100
    assert (canvas[:20] == 255).all()


def test_decoration_stays_inside():
    brush = Brush(128)
    brush.shape(ellipse(0.5, 0.5, 0.2), RED, shade=False, inside=lambda: brush.patch(box(0, 0, 1, 1), BLUE))
    assert tuple(brush.canvas[64, 64]) == BLUE
    assert (brush.canvas[5, 5] == 255).all()


def test_union_has_no_line_between_its_parts():
    brush = Brush(128)
    brush.union([box(0.2, 0.4, 0.55, 0.6), box(0.45, 0.4, 0.8, 0.6)], RED, shade=False)
    assert (brush.canvas[64, 30:98] == RED).all()
    assert brush.canvas[64, 23:26].max(axis=-1).min() < 128


@pytest.mark.parametrize("mirrored, column", [(False, 96), (True, 32)])
def test_at_moves_scales_and_mirrors(mirrored, column):
    brush = Brush(128)
    brush.at(0.5, 0.5, 0.5, mirrored=mirrored).dot(0.5, 0.0, 0.1, RED)
    assert tuple(brush.canvas[64, column]) == RED
    assert (brush.canvas[64, 128 - column] == 255).all()


def test_at_tilts_clockwise():
    brush = Brush(128)
    brush.at(0.5, 0.5, 0.5, tilt=90).dot(0.5, 0.0, 0.1, RED)
    assert tuple(brush.canvas[96, 64]) == RED


@pytest.mark.parametrize("center", [(-0.5, 0.5), (1.5, 0.5), (0.5, -0.5), (0.5, 1.5), (0.0, 0.0), (1.0, 1.0)])
def test_shapes_over_and_beyond_the_edge(center):
    brush = Brush(64)
    brush.shape(ellipse(*center, 0.3), RED)
    assert (brush.canvas == 255).all() == (min(center) < 0 or max(center) > 1)


def test_outlines_grow_with_the_picture():
    widths = []
    for size in (128, 256, 512, 1024):
        brush = Brush(size, ink=(0, 0, 0))
        brush.line(np.array([(0.1, 0.5), (0.9, 0.5)]), width=1.0)
        widths.append((255 - brush.canvas[:, size // 2, 0].astype(float)).sum() / 255)
    np.testing.assert_allclose(widths, [2, 4, 8, 16], atol=1)
