"""A stand-in for a loaded model, so that no test here trains one."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.serving.models import Model
from lineart_colorizer.serving.saved_model import ModelCard


@pytest.fixture(scope="session")
def make_model():
    """make_model(kind, signature, size=32, head="direct", labels=()) -> Model whose every signature is that function of NumPy arrays."""

    def make(kind: str, signature, **about) -> Model:
        def call(**tensors):
            return {name: tf.constant(value) for name, value in signature(**{k: np.asarray(v) for k, v in tensors.items()}).items()}

        card = ModelCard(**{"size": 32, "head": "direct", "run": kind, "step": 7} | about, kind=kind)
        signatures = dict.fromkeys(("serving_default", "colorize_layer"), call)
        return Model(signatures, card, pathlib.Path("models") / kind)

    return make
