import numpy as np
import pytest

from lineart_colorizer.objectives.diversity import mode_seeking


def test_by_hand():
    """Noises 1 apart in each of two values, pictures 0.5 apart in each of twelve: 2."""
    color, noise = np.zeros((1, 2, 2, 3), np.float32), np.zeros((1, 2), np.float32)
    assert float(mode_seeking(color, color + 0.5, noise, noise + 1.0)) == pytest.approx(2.0, rel=1e-4)
    assert float(mode_seeking(color, color - 0.25, noise, noise - 1.0)) == pytest.approx(4.0, rel=1e-4)


def test_equal_pictures_are_finite():
    color, noise = np.zeros((1, 2, 2, 3), np.float32), np.zeros((1, 2), np.float32)
    assert float(mode_seeking(color, color, noise, noise + 1.0)) == pytest.approx(1e5)


def test_of_several_replicas_both_distances_are_shared():
    """Noises 1 and pictures 0.5 apart here; over all replicas a fifth of both: the same ratio."""
    color, noise = np.zeros((1, 2, 2, 3), np.float32), np.zeros((1, 2), np.float32)
    shared = mode_seeking(color, color + 0.5, noise, noise + 1.0, shared=lambda distance: distance / 5.0)
    assert float(shared) == pytest.approx(2.0, rel=1e-3)
