import numpy as np
import pytest

from lineart_colorizer.imaging.lab import to_lab


def test_white_black_and_red_as_a_list_and_as_a_picture():
    colors = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    labs = to_lab(colors)
    assert labs.dtype == np.float32
    assert labs == pytest.approx(np.array([[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.2]]), abs=0.1)
    assert (to_lab(colors.reshape(1, 3, 3)) == labs).all()
