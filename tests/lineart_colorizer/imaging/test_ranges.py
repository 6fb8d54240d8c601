import numpy as np
import pytest

from lineart_colorizer.imaging.ranges import to_bytes, to_float


def test_all_256_values_come_back():
    every = np.arange(256, dtype=np.uint8)
    assert to_bytes(to_float(every)).tolist() == list(range(256))


def test_black_is_minus_one_and_white_is_one():
    values = to_float(np.array([[0, 255]], np.uint8))
    assert values.tolist() == [[-1.0, 1.0]]
    assert values.dtype == np.float32


@pytest.mark.parametrize(("value", "byte"), [(-1.5, 0), (-1.0, 0), (0.0, 128), (0.003, 128), (0.012, 129), (1.0, 255), (7.0, 255)])
def test_rounded_and_clipped(value, byte):
    made = to_bytes([value])
    assert made.tolist() == [byte]
    assert made.dtype == np.uint8


def test_the_shape_is_kept():
    assert to_bytes(np.zeros((2, 3, 5, 4))).shape == to_float(np.zeros((2, 3, 5, 4), np.uint8)).shape == (2, 3, 5, 4)
