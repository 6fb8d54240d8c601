import cv2
import numpy as np
import pytest

from data_tools.drawing import curves


def area(points):
    return cv2.contourArea(points.astype(np.float32))


def test_ellipse_has_its_axes_and_centre():
    points = curves.ellipse(1, 2, 3, 1)
    np.testing.assert_allclose(points.mean(axis=0), (1, 2), atol=1e-9)
    np.testing.assert_allclose(np.ptp(points, axis=0), (6, 2), atol=0.02)
    assert np.ptp(curves.ellipse(0, 0, 3, 1, tilt=90), axis=0)[1] == pytest.approx(6, abs=0.02)


@pytest.mark.parametrize("curve", [curves.smooth, curves.loop])
def test_smooth_curves_go_through_their_points(curve):
    corners = [(0, 0), (1, 0.2), (1.2, 1), (0.1, 0.9)]
    points = curve(*corners)
    for corner in corners:
        assert np.abs(points - corner).sum(axis=1).min() < 1e-9


def test_symmetric_is_symmetric():
    points = curves.symmetric((0, -1), (0.5, 0), (0, 1))
    mirrored = points * (-1, 1)
    assert all(np.abs(points - point).sum(axis=1).min() < 1e-9 for point in mirrored)


def test_rounding_takes_corners_off():
    sharp, round_ = curves.box(0, 0, 2, 1), curves.box(0, 0, 2, 1, 0.2)
    assert area(sharp) == pytest.approx(2)
    assert 1.9 < area(round_) < 2
    assert round_.min() >= 0 and round_[:, 0].max() <= 2


def test_band_is_as_wide_as_asked():
    points = curves.band(np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]), 0.1, 0.3)
    assert area(points) == pytest.approx(0.8)


def test_arc_runs_clockwise_from_the_right():
    points = curves.arc(0, 0, 1, 1, 0, 90)
    np.testing.assert_allclose(points[[0, -1]], [(1, 0), (0, 1)], atol=1e-9)


def test_star_heart_and_leaf_are_where_they_should_be():
    np.testing.assert_allclose(curves.star(0, 0, 1, 0.5, 5)[0], (0, -1), atol=1e-9)
    assert np.abs(curves.heart(1, 1, 0.5) - 1).max() <= 0.55
    leaf = curves.leaf(0, 0, 1, 0.4, -90)
    np.testing.assert_allclose(leaf[0], (0, 0), atol=1e-9)
    assert leaf[:, 1].min() == pytest.approx(-1)
