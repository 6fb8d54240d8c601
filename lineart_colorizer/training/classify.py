"""Trains the independent classifier on real pictures, in about a minute on two cores for a thousand and a half of 64 px."""

import math

import cv2
import keras
import numpy as np

from lineart_colorizer.imaging.ranges import to_float
from lineart_colorizer.networks.classifier import build_classifier

WHITE = (255, 255, 255)
SHIFT, SCALE, ROTATION = 0.08, 0.2, 10.0  # largest, as share of the side, as factor, in degrees: what training pictures are varied by


def train_classifier(
    pictures: np.ndarray,
    labels: np.ndarray,
    classes: int,
    seed: int = 0,
    *,
    updates: int = 1200,
    batch: int = 32,
    filters: int = 32,
    learning_rate: float = 2e-3,
) -> keras.Model:
    """A classifier (`networks.classifier`), trained on pictures that are mirrored, shifted, turned and scaled at random.

    Args:
        pictures: uint8 [N,S,S,3]. labels: int [N]; pictures of label -1 are left out. classes: 2 or more.
        seed: of weights, order and variation: sets the process's random seeds. The same seed gives the same classifier.
        updates: how many. learning_rate: Adam's at first, falling to 0 along a cosine.

    Raises ValueError where no picture has a label, or one is not below `classes`.
    """
    pictures, labels = pictures[labels >= 0], labels[labels >= 0]
    if not len(labels) or labels.max() >= classes or classes < 2:
        raise ValueError(
            f"a classifier of {classes} classes cannot learn from {len(labels)} pictures with labels up to {labels.max(initial=-1)}"
        )
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    classifier = build_classifier(classes, pictures.shape[1], filters)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, updates)
    classifier.compile(keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    for chosen in _batches(len(pictures), batch, updates, rng):
        classifier.train_on_batch(np.stack([_vary(picture, rng) for picture in pictures[chosen]]), labels[chosen])
    return classifier


def _batches(count: int, batch: int, updates: int, rng):
    """Yields indices: every picture once before any comes again."""
    epochs = math.ceil(updates * batch / count) + 1
    order = np.concatenate([rng.permutation(count) for _ in range(epochs)])
    yield from order[: updates * batch].reshape(updates, batch)


def _vary(picture: np.ndarray, rng) -> np.ndarray:
    """uint8 [S,S,3] mirrored, shifted, turned and scaled, white outside: float32 in [-1,1]."""
    side = picture.shape[0]
    matrix = cv2.getRotationMatrix2D(((side - 1) / 2,) * 2, rng.uniform(-ROTATION, ROTATION), (1 + SCALE) ** rng.uniform(-1, 1))
    matrix[:, 2] += rng.uniform(-SHIFT, SHIFT, 2) * side
    varied = cv2.warpAffine(picture, matrix, (side, side), borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE)
    return to_float(varied[:, ::-1] if rng.random() < 0.5 else varied)
