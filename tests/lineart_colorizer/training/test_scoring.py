import types

import numpy as np
import pytest

from lineart_colorizer.training.scoring import SCORERS

SIDE = 16


def batch(count: int, color) -> dict:
    """White drawings, true pictures of one colour."""
    colors = np.broadcast_to(np.array(color, np.float32), (count, SIDE, SIDE, 3))
    return {"line": np.ones((count, SIDE, SIDE, 1), np.float32), "color": colors}


def test_colorizers_are_scored_over_all_batches():
    white = types.SimpleNamespace(sample=lambda batch: np.ones_like(batch["color"]))
    scores = SCORERS["colorizer"](white, [batch(2, (-1, -1, 1)), batch(1, (1, 1, 1))])
    assert scores["l1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3, abs=1e-6)  # blue is two thirds away from white
    assert scores["paper"] == 0.0
