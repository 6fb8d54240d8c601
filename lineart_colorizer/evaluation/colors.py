"""Scores of a model that colours drawings."""

from collections.abc import Sequence

import numpy as np

from lineart_colorizer.evaluation.features import Extract
from lineart_colorizer.evaluation.pairs import Pairs
from lineart_colorizer.metrics.distribution import distances, sinkhorn, wasserstein
from lineart_colorizer.metrics.scores import score_pictures


def as_floats(pictures: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """uint8 [S,S,3] each to float32 [N,S,S,3] in [0,1]."""
    return np.stack(list(pictures)).astype(np.float32) / 255.0


def score_distances(
    fake_colors: Sequence[np.ndarray] | np.ndarray, colors: Sequence[np.ndarray] | np.ndarray, features: str, extract: Extract
) -> dict[str, float]:
    """Distances between two sets of pictures, uint8 RGB; those of features that are mere pixels leave out FID and KID. Fewer than two
    pictures have none."""
    if min(len(fake_colors), len(colors)) < 2:
        return {}
    fake, real = extract(as_floats(fake_colors)), extract(as_floats(colors))
    return {"wasserstein": wasserstein(fake, real), "sinkhorn": sinkhorn(fake, real)} if features == "pixels" else distances(fake, real)


def score_colors(fake_colors: list[np.ndarray], pairs: Pairs, features: str, extract: Extract) -> dict[str, float]:
    """Region scores, fidelity and distances. fake_colors: as `pairs.paint_pairs`; features: the name of `extract`'s."""
    return score_pictures(fake_colors, pairs.colors, pairs.lines) | score_distances(fake_colors, pairs.colors, features, extract)
