"""The part that every colouring system shares: a generator, its reconstruction terms, its update and its average."""

from collections.abc import Callable

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.unet import MULTIPLE, OUTPUTS, PALETTE_LAYER, build_unet
from lineart_colorizer.objectives.classification import nearest_entries, palette_cross_entropy, rarity_weights
from lineart_colorizer.objectives.reconstruction import RECONSTRUCTIONS
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.systems.registry import Plan
from lineart_colorizer.systems.updates import follow, generator_optimizer

KNOWN = 0.7  # a line pixel at least this white shows its true colour


class Learner:
    """A generator that learns, and the slow average of its weights that colours.

    product: as `protocol.Product`.
    """

    product = Product("colorizer", {"colorizer": "average"})

    def __init__(self, plan: Plan):
        networks, objective = plan.settings.networks, plan.settings.objective
        palette = plan.measure_palette(networks.palette) if networks.palette else None

        def build():
            generator = build_unet(filters=networks.filters, palette=networks.palette, head=networks.head)
            if palette:
                generator.get_layer(PALETTE_LAYER).set_palette(*palette)
            return generator

        self.settings = objective
        self.multiplies = networks.head == "multiply"
        self.generator = build()
        self.average = build() if objective.average else self.generator
        self.average.set_weights(self.generator.get_weights())
        self._optimizers: list[keras.optimizers.Optimizer] = []
        self.weights = {
            objective.reconstruction: objective.reconstruction_weight,
            "palette": objective.palette_weight if networks.palette else 0.0,
            "adversarial": objective.adversarial_weight,
        }

    @property
    def networks(self) -> dict[str, keras.Model]:
        return {"generator": self.generator, "average": self.average}

    def make_optimizer(self, optimizer: Callable[[float], keras.optimizers.Optimizer]) -> keras.optimizers.Optimizer:
        """A fresh optimizer of the generator, at its rate, built. optimizer: as `Objective.optimizer`."""
        self._optimizers.append(generator_optimizer(optimizer, self.settings, self.generator.trainable_variables, OUTPUTS))
        return self._optimizers[-1]

    def predict(self, batch: dict) -> dict:
        """The generator's outputs, its picture under the lines that the true picture has: `line` may be varied, `ink` is not."""
        prediction = self.generator({"line": batch["line"], "hint": batch["hint"]}, training=True)
        if self.multiplies:
            prediction["color"] = (prediction["layer"] + 1.0) * (batch["ink"] + 1.0) / 2.0 - 1.0
        return prediction

    def reconstruction_terms(self, prediction: dict, batch: dict) -> dict:
        """Unweighted terms of the distance to the true picture; a term whose weight is 0 is not computed."""
        terms = {}
        name = self.settings.reconstruction
        if self.weights[name]:
            terms[name] = RECONSTRUCTIONS[name](prediction["color"], batch["color"])
        if self.weights["palette"]:
            terms["palette"] = self._palette_term(prediction["logits"], batch)
        return terms

    def _palette_term(self, logits, batch):
        palette = self.generator.get_layer(PALETTE_LAYER)
        color, ink = (tf.nn.avg_pool2d((batch[name] + 1.0) / 2.0, 2, 2, "SAME") for name in ("color", "ink"))
        known = tf.cast(ink[..., 0] > KNOWN, tf.float32)
        weights = rarity_weights(palette.shares, self.settings.rarity)
        return palette_cross_entropy(logits, nearest_entries(color, palette.colors), weights, known)

    def total(self, terms: dict):
        return tf.add_n([self.weights[name] * term for name, term in terms.items()])

    def apply(self, gradients, optimizer) -> None:
        """Updates the generator, then its average."""
        optimizer.apply(gradients, self.generator.trainable_variables)
        follow(self.average, self.generator, self.settings.average, self._optimizers)

    def sample(self, batch: dict):
        """As `protocol.ColoringSystem.sample`."""
        return self._sample(batch["line"], batch["hint"])

    def columns(self, batch: dict) -> dict:
        """As `protocol.System.columns`."""
        return {"line": batch["line"], "hint": batch["hint"], "generated": self.sample(batch), "true": batch["color"]}

    @tf.function(input_signature=[tf.TensorSpec([None, None, None, channels], tf.float32) for channels in (1, 4)])
    def _sample(self, line, hint):
        return self.average({"line": line, "hint": hint}, training=False)["color"]  # any size in one trace


def check_coloring(settings: Settings) -> None:
    """Raises InputError for what no colouring system can do."""
    size, objective = settings.data.size, settings.objective
    if size < MULTIPLE or size % MULTIPLE:
        near = max(MULTIPLE, round(size / MULTIPLE) * MULTIPLE)
        raise InputError(f"--size {size}: the network needs a multiple of {MULTIPLE}, such as {near}")
    if not (objective.reconstruction_weight or objective.palette_weight or objective.adversarial_weight):
        raise InputError("all weights are 0: give --reconstruction-weight, --palette-weight or --adversarial-weight")
