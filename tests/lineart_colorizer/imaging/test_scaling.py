import numpy as np
import pytest

from lineart_colorizer.imaging.scaling import MULTIPLE, fitted, network_shape, reduced, resize, working_shape
from lineart_colorizer.networks import unet


@pytest.mark.parametrize(
    ("height", "width", "size", "expected"),
    [(100, 200, 50, (50, 100)), (200, 100, 50, (100, 50)), (64, 64, 128, (128, 128)), (33, 47, 32, (32, 46)), (1, 9, 4, (4, 36))],
)
def test_the_shorter_side_becomes_the_working_size(height, width, size, expected):
    assert working_shape(height, width, size) == expected


@pytest.mark.parametrize(
    ("height", "width", "size", "expected"),
    [
        (1000, 1414, 128, (128, 192)),
        (143, 128, 128, (128, 128)),
        (128, 144, 128, (128, 160)),
        (999, 1120, 128, (128, 128)),  # 143.5: as its half, 500 x 560
        (500, 560, 128, (128, 128)),
        (1000, 20, 32, (1600, 32)),
        (500, 700, 100, (100, 140)),  # padded: so a model of this size sees its own
    ],
)
def test_a_network_of_a_multiple_is_given_multiples(height, width, size, expected):
    assert network_shape(height, width, size) == expected
    assert MULTIPLE == unet.MULTIPLE


def test_reducing_takes_the_mean_of_the_area():
    picture = np.array([[0.0, 1.0, 0.5, 0.5], [0.0, 1.0, 0.5, 0.1]], np.float32)
    assert resize(picture, 1, 2) == pytest.approx(np.array([[0.5, 0.4]]))


def test_enlarging_is_smooth_and_keeps_a_flat_colour():
    assert (resize(np.full((3, 5, 3), 77, np.uint8), 9, 15) == 77).all()
    step = resize(np.array([[0.0, 0.0, 1.0, 1.0]], np.float32).repeat(4, 0), 4, 16)
    assert 0.1 < step[0, 7] < step[0, 8] < 0.9  # INTER_NEAREST would jump from 0 to 1 here


def test_the_same_size_is_the_same_picture():
    picture = np.arange(63, dtype=np.uint8).reshape(7, 9)
    assert resize(picture, 7, 9) is picture


def test_reduced_to_a_shorter_and_to_a_longer_side():
    picture = np.arange(800, dtype=np.uint8).reshape(20, 40)
    assert (reduced(picture, 10) == resize(picture, 10, 20)).all()
    assert (fitted(picture, 10) == resize(picture, 5, 10)).all()
    assert fitted(np.zeros((1, 4000, 3), np.uint8), 400).shape == (1, 400, 3)
    for same in (reduced(picture, 20), reduced(picture, 30), fitted(picture, 40)):
        assert same is picture
