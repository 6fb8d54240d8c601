"""Loaded models as commands call them, whatever runs them."""

import dataclasses
import pathlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import ModelCard

Functions = Mapping[str, Any]  # by name, from named arrays or tensors to a dict of such
TRANSLATIONS = {"forward": ("source", "target"), "backward": ("target", "source")}  # direction: what is given, what is made


@dataclasses.dataclass(frozen=True)
class Model:
    """A loaded model.

    signatures: as `signatures` says for its kind, those that it has. source: where it came from.
    """

    signatures: Functions
    card: ModelCard
    source: pathlib.Path


@dataclasses.dataclass(frozen=True)
class Colorizer:
    """A loaded model that colours.

    predict: line float32 [B,H,W,1] and hint float32 [B,H,W,4], any H and W, to dict of color and layer float32 [B,H,W,3], in [-1,1].
    Its further arguments: label, the index of one of the card's labels, where the model knows labels (-1: none); seed, of the noise of a
    variant, the same picture for the same seed (None: no noise). source: where it came from.
    knows_labels: else the label changes nothing. varies: else the model learned without dropout, and all variants are equal.
    """

    predict: Callable[..., dict]
    card: ModelCard
    source: pathlib.PurePath
    knows_labels: bool = False
    varies: bool = False


@dataclasses.dataclass(frozen=True)
class Translator:
    """A loaded model that translates pictures to another style, and back.

    translate: picture float32 [B,H,W,3] in [-1,1], any H and W, and a direction (forward or backward), to a picture of the same shape.
    source: where it came from.
    """

    translate: Callable[[np.ndarray, str], np.ndarray]
    card: ModelCard
    source: pathlib.Path


def for_pages(model: Model) -> Colorizer | Translator:
    """Raises InputError where the model makes no picture of a page."""
    return as_translator(model) if model.card.kind == "translator" else as_colorizer(model)


def as_colorizer(model: Model) -> Colorizer:
    """Raises InputError where the model does not colour drawings."""
    if model.card.kind != "colorizer":
        raise InputError(f"{model.source} is a {model.card.kind}, not a colorizer: name another --model")

    knows_labels, varies = ("colorize_label" in model.signatures, "colorize_variant" in model.signatures)

    def predict(line, hint, label: int = -1, seed: int | None = None):
        name, tensors = "colorize_layer", {"line": line, "hint": hint}
        labels = np.full(len(line), label, np.int32)
        if varies and seed is not None:
            name, tensors = "colorize_variant", tensors | {"label": labels, "seed": np.int32(seed)}
        elif knows_labels:
            name, tensors = "colorize_label", tensors | {"label": labels}
        return {name: np.array(value) for name, value in model.signatures[name](**tensors).items()}

    return Colorizer(predict, model.card, model.source, knows_labels, varies)


def as_translator(model: Model) -> Translator:
    def translate(picture, direction):
        given, made = TRANSLATIONS[direction]
        return np.array(model.signatures[direction](**{given: picture})[made])

    return Translator(translate, model.card, model.source)
