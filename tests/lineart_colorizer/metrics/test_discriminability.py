import numpy as np
import pytest

from lineart_colorizer.metrics.discriminability import accuracy, accuracy_by_resolution, at_resolution, resolutions


def stripes(width: int, size: int = 64) -> np.ndarray:
    """Upright black and white stripes: float32 [size,size,3]."""
    return np.repeat(np.repeat((np.arange(size) // width % 2)[None], size, 0)[..., None], 3, -1).astype(np.float32)


def is_striped(pictures: np.ndarray) -> np.ndarray:
    """Class 1 where a picture has any contrast left, else 0."""
    return (pictures.std((1, 2, 3)) > 0.2).astype(int)


@pytest.mark.parametrize(("size", "expected"), [(16, [16]), (32, [16, 32]), (100, [16, 32, 64, 100]), (128, [16, 32, 64, 128])])
def test_resolutions(size, expected):
    assert resolutions(size) == expected


def test_a_resolution_keeps_what_is_coarse_and_loses_what_is_finer():
    fine, coarse = at_resolution(np.stack([stripes(1), stripes(16)]), 32)
    assert fine == pytest.approx(0.5, abs=1e-6)
    assert coarse.std() > 0.45
    assert at_resolution(stripes(1)[None], 64).std() == stripes(1).std()


def test_accuracy():
    assert accuracy(is_striped, np.stack([stripes(1), stripes(64)]), np.array([1, 1])) == 0.5


def test_accuracy_by_resolution_leaves_out_pictures_without_a_label():
    fake = np.stack([stripes(1), stripes(1), stripes(64)]), np.array([1, 1, -1])
    real = np.stack([stripes(1), stripes(8)]), np.array([1, 1])
    assert accuracy_by_resolution(is_striped, fake, real) == [
        {"resolution": 16, "fake": 0.0, "real": 0.5},
        {"resolution": 32, "fake": 0.0, "real": 0.5},
        {"resolution": 64, "fake": 1.0, "real": 1.0},
    ]
