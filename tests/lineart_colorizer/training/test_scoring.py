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


def test_samplers_are_scored_by_how_alike_pictures_of_a_class_are():
    """One picture for all of a class is 1; pictures of other classes, and one without a second, are no pair."""
    rng = np.random.default_rng(0)
    batches = [
        {"color": rng.uniform(-1, 1, (3, SIDE, SIDE, 3)).astype(np.float32), "label": np.array(label)} for label in ([0, 1, 2], [1, 0, 3])
    ]
    one = {label: rng.uniform(-1, 1, (SIDE, SIDE, 3)).astype(np.float32) for label in range(4)}
    collapsed = types.SimpleNamespace(sample=lambda label, seed: np.stack([one[number] for number in label]))
    scores = SCORERS["sampler"](collapsed, batches)
    assert scores["ms_ssim_fake"] == pytest.approx(1.0, abs=1e-5)
    assert 0.0 <= scores["ms_ssim_real"] < 0.5
    assert SCORERS["sampler"](collapsed, batches[:1]) == {}
