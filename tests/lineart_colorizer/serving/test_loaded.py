"""Models whose signatures are plain functions: what each is called with, and what comes back."""

import pathlib

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.loaded import Colorizer, Model, Translator, as_colorizer, for_pages

LINE, HINT = np.zeros((2, 4, 4, 1), np.float32), np.zeros((2, 4, 4, 4), np.float32)


def make(kind: str, *names: str) -> Model:
    """Every signature answers with its name and what it was given."""
    card = ModelCard(kind=kind, size=32, head="multiply", labels=("cat", "dog"), run="mine", step=7)
    return Model({name: lambda name=name, **given: {"name": name} | given for name in names}, card, pathlib.Path("models/mine"))


@pytest.mark.parametrize(
    ("names", "told", "called", "given"),
    [
        (("colorize_layer",), {"label": 1, "seed": 3}, "colorize_layer", {}),
        (("colorize_layer", "colorize_label"), {"label": 1, "seed": 3}, "colorize_label", {"label": [1, 1]}),
        (("colorize_layer", "colorize_variant"), {"seed": 3}, "colorize_variant", {"label": [-1, -1], "seed": 3}),
        (("colorize_layer", "colorize_label", "colorize_variant"), {"label": 0}, "colorize_label", {"label": [0, 0]}),
    ],
)
def test_the_signature_that_heeds_what_is_told_is_called(names, told, called, given):
    colorizer = as_colorizer(make("colorizer", *names))
    assert (colorizer.knows_labels, colorizer.varies) == ("colorize_label" in names, "colorize_variant" in names)
    made = colorizer.predict(LINE, HINT, **told)
    assert made["name"] == called
    assert {name: value.tolist() for name, value in made.items() if name not in ("name", "line", "hint")} == given


def test_a_translator_is_given_what_its_direction_takes():
    model = make("translator")
    there = {"forward": lambda source: {"target": source + 1.0}, "backward": lambda target: {"source": target - 1.0}}
    translator = for_pages(Model(there, model.card, model.source))
    assert isinstance(translator, Translator)
    assert translator.translate(LINE, "forward").max() == 1.0
    assert translator.translate(LINE, "backward").min() == -1.0


def test_pages_are_for_colorizers_and_translators():
    assert isinstance(for_pages(make("colorizer", "colorize_layer")), Colorizer)
    with pytest.raises(InputError, match=r"^models/mine is a sampler, not a colorizer: name another --model$"):
        for_pages(make("sampler", "serving_default"))
