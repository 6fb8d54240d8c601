"""A model that does what hints say at once, so that what the page shows can be told in advance. It knows two classes, and varies."""

import pathlib

import keras
import numpy as np
from keras import ops

from lineart_colorizer.networks.noise import Noise
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.exports import export_model

REACH = 31  # px of the working size: how wide a hint spreads
BASES = ((0.6, 0.8, 0.6), (0.5, 0.6, 0.9), (0.9, 0.9, 0.4))  # RGB in [0,1] where there is no hint: of no label, boxes, disks
CARD = ModelCard(kind="colorizer", size=64, head="multiply", labels=("boxes", "disks"), run="paintbox", step=1)


def build_paintbox() -> keras.Model:
    """line [B,H,W,1], hint [B,H,W,4], label [B] -> color and layer [B,H,W,3], all in [-1,1]. Noise turns channels of the base grey."""
    line, hint = keras.Input((None, None, 1), name="line"), keras.Input((None, None, 4), name="hint")
    label = keras.Input((), dtype="int32", name="label")
    bases = keras.layers.Embedding(len(BASES), 3)
    base = Noise(0.5, seed=0)(bases(label + 1))
    bases.set_weights([np.float32(BASES) * 2 - 1])
    around = keras.layers.AveragePooling2D(REACH, strides=1, padding="same")(hint)
    painted = around[..., :3] / ops.maximum(around[..., 3:], 1e-6)
    layer = ops.where(around[..., 3:] > 1e-6, painted, ops.clip(base, -1, 1)[:, None, None])
    color = (layer + 1) * (line + 1) / 2 - 1
    return keras.Model({"line": line, "hint": hint, "label": label}, {"color": color, "layer": layer})


def export_paintbox(models: pathlib.Path) -> None:
    export_model({"colorizer": build_paintbox()}, CARD, models / CARD.run)
