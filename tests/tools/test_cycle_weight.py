import cv2
import numpy as np
import pytest

from tools import cycle_weight
from tools.cycle_weight import edge_f1


def box(left: int, width: int = 20) -> np.ndarray:
    """A black box on white, uint8 RGB [64,64,3]."""
    picture = np.full((64, 64, 3), 255, np.uint8)
    cv2.rectangle(picture, (left, 20), (left + width, 44), (0, 0, 0), cv2.FILLED)
    return picture


WHITE = np.full((64, 64, 3), 255, np.uint8)


def test_the_same_shapes_in_any_colour():
    assert edge_f1(box(20), box(20)) == 1.0
    assert edge_f1(np.where(box(20) == 0, np.uint8([[[200, 30, 30]]]), box(20)), box(20)) == 1.0


def test_a_pixel_aside_is_kept_and_far_away_is_not():
    assert edge_f1(box(21), box(20)) == 1.0
    assert edge_f1(box(0, 8), box(40)) < 0.1


def test_half_of_the_shapes_gone():
    """All edges of one box are right (precision 1), half of the two boxes' are found: F1 2/3."""
    two = np.minimum(box(2, 20), box(36, 20))
    assert edge_f1(box(2, 20), two) == pytest.approx(2 / 3, abs=0.02)


def test_blank_pictures():
    assert edge_f1(WHITE, WHITE) == 1.0
    assert edge_f1(WHITE, box(20)) == 0.0


def test_data_is_asked_for_each_time(monkeypatch, tmp_path):
    """What is there of other pictures is for `prepare` to refuse."""
    asked = []
    monkeypatch.setattr(cycle_weight, "prepare", lambda folder, out, size: asked.append((folder, out, size)))
    for _ in range(2):
        cycle_weight.prepared(tmp_path / "openmoji" / "train")
    assert asked == [(tmp_path / "openmoji" / "train", cycle_weight.HOME / "openmoji-train-64", 64)] * 2
