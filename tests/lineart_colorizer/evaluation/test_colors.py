import pathlib

import numpy as np

from lineart_colorizer.evaluation.colors import as_floats, score_colors, score_distances
from lineart_colorizer.evaluation.features import pixel_features
from lineart_colorizer.evaluation.pairs import Pairs
from lineart_colorizer.metrics.distribution import wasserstein


def noises(seed: int, count: int = 4) -> list[np.ndarray]:
    return list(np.random.default_rng(seed).integers(0, 256, (count, 32, 32, 3)).astype(np.uint8))


def test_pixels_have_no_fid_networks_do():
    assert set(score_distances(noises(0), noises(1), "pixels", pixel_features)) == {"wasserstein", "sinkhorn"}
    assert {"fid", "kid", "wasserstein", "sinkhorn"} <= set(score_distances(noises(0), noises(1), "classifier", pixel_features))
    assert score_distances(noises(0, 1), noises(1), "classifier", pixel_features) == {}


def test_distances_are_of_the_features():
    fake, real = noises(0), noises(1)
    scores = score_distances(fake, real, "pixels", pixel_features)
    assert scores["wasserstein"] == wasserstein(pixel_features(as_floats(fake)), pixel_features(as_floats(real)))


def test_all_scores_of_a_model_that_colours():
    colors = noises(0)
    pairs = Pairs(
        colors=colors,
        lines=[np.full((32, 32), 255, np.uint8)] * 4,
        labels=np.full(4, -1),
        sources=[pathlib.PurePosixPath(f"{i}.png") for i in range(4)],
    )
    scores = score_colors(colors, pairs, "pixels", pixel_features)
    assert {"l1", "psnr", "ssim", "ms_ssim", "lab", "ciede2000", "chroma", "hue", "wasserstein", "sinkhorn"} <= set(scores)
    assert scores["l1"] == scores["wasserstein"] == scores["sinkhorn"] == 0
