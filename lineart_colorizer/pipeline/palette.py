"""The colours that a data set is painted in: what the generator mixes."""

import cv2
import numpy as np
import tensorflow as tf

from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.classes import stored_records

PICTURES = 1024
PIXELS = 64  # of each picture
ON_PAPER = 180  # grey level: darker line pixels hide their colour
ATTEMPTS = 2
STOP = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 30, 0.1)


def sample_colors(dataset: Dataset, seed: int) -> np.ndarray:
    """Colours of random pixels off the lines of the training pictures: float32 RGB in [0,1], [N,3]."""
    rng = np.random.default_rng(seed)
    records = stored_records(dataset, "train").take(PICTURES)
    decoded = records.map(lambda record: parse_record(record, dataset.extractors[:1], dataset.size), tf.data.AUTOTUNE, deterministic=True)
    picked = []
    for record in decoded.as_numpy_iterator():
        shown = record["color"][record["lines"][0, ..., 0] > ON_PAPER]
        if len(shown):
            picked.append(shown[rng.integers(0, len(shown), PIXELS)])
    return np.concatenate(picked or [np.full((1, 3), 255, np.uint8)]).astype(np.float32) / 255.0


def measure_palette(dataset: Dataset, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """k-means in Lab of the training colours. Same data, size and seed: same palette.

    Returns: colors float32 RGB in [0,1] [size,3], the most frequent first; shares float32 [size] of the pixels, sum 1.
    """
    lab = cv2.cvtColor(sample_colors(dataset, seed)[None], cv2.COLOR_RGB2LAB)[0]
    lab = np.resize(lab, (max(len(lab), size), 3))  # k-means wants as many pixels as colours
    cv2.setRNGSeed(seed)
    _, nearest, centers = cv2.kmeans(lab, size, None, STOP, ATTEMPTS, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]  # None: no labels yet
    shares = np.bincount(nearest[:, 0], minlength=size) / len(lab)
    order = np.argsort(-shares, kind="stable")
    colors = cv2.cvtColor(centers[order][None], cv2.COLOR_LAB2RGB)[0]
    return np.clip(colors, 0.0, 1.0).astype(np.float32), shares[order].astype(np.float32)
