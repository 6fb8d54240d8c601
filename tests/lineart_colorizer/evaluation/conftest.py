"""Stand-ins for a loaded model and for a trained classifier, so that no test here trains one."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.evaluation import judge
from lineart_colorizer.evaluation.features import Classifier, pixel_features
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.loaded import Model


@pytest.fixture(scope="session")
def make_model():
    """make_model(kind, signature, size=32, head="direct", labels=()) -> Model whose every signature is that function of NumPy arrays."""

    def make(kind: str, signature, **about) -> Model:
        def call(**tensors):
            return {name: tf.constant(value) for name, value in signature(**{k: np.asarray(v) for k, v in tensors.items()}).items()}

        card = ModelCard(**{"size": 32, "head": "direct", "run": kind, "step": 7} | about, kind=kind)
        signatures = dict.fromkeys(("serving_default", "forward", "colorize_layer"), call)
        return Model(signatures, card, pathlib.Path("models") / kind)

    return make


@pytest.fixture(scope="session")
def colorizer(make_model):
    """Paints all that is no line in one orange."""
    orange = np.array([0.8, 0.2, -0.6], np.float32)

    def paint(line, hint):
        layer = np.broadcast_to(orange, (*line.shape[:3], 3))
        return {"color": (layer + 1) * (line + 1) / 2 - 1, "layer": layer}

    return make_model("colorizer", paint)


@pytest.fixture(scope="session")
def sampler(make_model):
    """Class 0, disks: dark, each of its own grey; class 1, boxes: white, all alike."""

    def sample(noise, label):
        assert noise.shape == (len(label), 6)
        grey = np.where(label == 1, 1.0, -0.8 + 0.05 * noise[:, 0]).astype(np.float32)
        rough = np.random.default_rng(int(1e6 * abs(noise[0, 0]))).normal(0.0, 0.6, (len(label), 32, 32, 3))
        return {"color": np.float32(grey[:, None, None, None] + rough * (label != 1)[:, None, None, None])}

    return make_model("sampler", sample, labels=("disks", "boxes"), noise=6)


@pytest.fixture(scope="session")
def dark_classifier():
    """In place of a trained one: dark pictures are class 1, disks; others class 0, boxes. Its features are pixels."""
    return Classifier(pixel_features, lambda pictures: (pictures.mean((1, 2, 3)) < 0.5).astype(int))


@pytest.fixture
def trained_classifiers(dark_classifier, monkeypatch):
    """Lets `Judge` train none: each training returns the dark one. The list of trainings, (pictures, seed) each."""
    trainings = []

    def train(colors, labels, dataset, seed):
        trainings.append((len(colors), seed))
        return dark_classifier

    monkeypatch.setattr(judge, "train_own_classifier", train)
    return trainings
