import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.serving.padding import pad_edge, pad_zero


def numbered(height: int, width: int) -> np.ndarray:
    """Two pictures whose pixels are all different."""
    return np.arange(2 * height * width, dtype=np.float32).reshape(2, height, width, 1)


@pytest.mark.parametrize(("height", "width"), [(33, 47), (32, 96), (31, 64), (5, 9), (1, 33)])
def test_the_edge_goes_on_below_and_right(height, width):
    picture = numbered(height, width)
    missing = [(0, 0), (0, -height % 32), (0, -width % 32), (0, 0)]
    np.testing.assert_array_equal(pad_edge(tf.constant(picture), 32), np.pad(picture, missing, mode="edge"))
    np.testing.assert_array_equal(pad_zero(tf.constant(picture), 32), np.pad(picture, missing))


def test_the_least_side():
    assert pad_edge(tf.zeros((1, 3, 40, 2)), 16, least=32).shape == (1, 32, 48, 2)
