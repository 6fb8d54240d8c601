import cv2
import numpy as np
import pytest

from data_tools.drawing.composition import draw_picture
from data_tools.drawing.subjects import LABELS


@pytest.fixture(scope="module")
def pictures():
    """Three of every kind, uint8 [N,96,96,3]."""
    return np.stack([draw_picture(0, index, 96)[0] for index in range(3 * len(LABELS))])


def test_the_same_numbers_draw_the_same_picture_in_any_order():
    forwards = [draw_picture(3, index, 64) for index in range(6)]
    backwards = [draw_picture(3, index, 64) for index in reversed(range(6))][::-1]
    for (first, label), (second, other) in zip(forwards, backwards, strict=True):
        assert label == other
        np.testing.assert_array_equal(first, second)


def test_shape_and_type():
    picture, label = draw_picture(0, 4, 100)
    assert picture.shape == (100, 100, 3) and picture.dtype == np.uint8 and label == LABELS[4]


def test_labels_take_turns():
    assert [draw_picture(0, index, 32)[1] for index in range(2 * len(LABELS))] == [*LABELS, *LABELS]


def test_no_two_are_the_same(pictures):
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)
    assert not np.array_equal(draw_picture(0, 1, 64)[0], draw_picture(1, 1, 64)[0])


def test_another_size_is_the_same_picture():
    large, small = draw_picture(0, 10, 256)[0].astype(float), draw_picture(0, 10, 128)[0].astype(float)
    reduced = large.reshape(128, 2, 128, 2, 3).mean(axis=(1, 3))
    assert np.abs(reduced - small).mean() < 12


def test_every_picture_has_dark_lines_and_colours(pictures):
    dark = (pictures.max(axis=-1) < 90).mean(axis=(1, 2))
    assert dark.min() > 0.01 and dark.max() < 0.5
    saturated = (np.ptp(pictures.astype(int), axis=-1) > 30).mean(axis=(1, 2))
    assert np.median(saturated) > 0.1


def test_paper_is_white_in_most(pictures):
    corners = pictures[:, [2, 2, -3, -3], [2, -3, 2, -3]]
    white = (corners == 255).all(axis=(1, 2))
    assert 0.6 < white.mean() < 0.9


def test_lines_survive_at_128(pictures):
    """Reduced from 256, as data sets are prepared, the darkest of a picture is still nearly black."""
    for index in range(0, len(LABELS), 3):
        reduced = cv2.resize(draw_picture(0, index, 256)[0], (128, 128), interpolation=cv2.INTER_AREA)
        assert (reduced.max(axis=-1) < 90).mean() > 0.01
