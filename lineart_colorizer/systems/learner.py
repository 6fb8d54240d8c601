"""The part that every colouring system shares: a generator, its reconstruction terms, its update and its average."""

from collections.abc import Callable

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.unet import MULTIPLE, OUTPUTS, PALETTE_LAYER, build_unet
from lineart_colorizer.objectives.classification import names_cross_entropy, nearest_entries, palette_cross_entropy, rarity_weights
from lineart_colorizer.objectives.reconstruction import RECONSTRUCTIONS
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.systems.registry import Plan
from lineart_colorizer.systems.replicas import count, mean_of, part_of
from lineart_colorizer.systems.updates import follow, generator_optimizer, seed_update

KNOWN = 0.7  # a line pixel at least this white shows its true colour
UNTOLD = 0.25  # share of the pictures whose label the generator is not told, so that it learns to colour without


class Learner:
    """A generator that learns, and the slow average of its weights that colours.

    Args:
        build: makes the generator, with outputs as of `build_unet`; left out: a U-Net. outputs: its layers whose channels are colours.
    Raises: InputError where labels are asked for, and the data has none.

    product: as `protocol.Product`. classes: how many labels the generator is told, 0 for none.
    """

    product = Product("colorizer", {"colorizer": "average"}, {"average": "generator"})

    def __init__(self, plan: Plan, build: Callable[[], keras.Model] | None = None, outputs: tuple[str, ...] = OUTPUTS):
        networks, objective = plan.settings.networks, plan.settings.objective
        build = build or unet_builder(plan)
        self.settings = objective
        self.seed = plan.settings.run.seed
        self.classes = len(plan.labels) if networks.labels else 0
        self.multiplies = networks.head == "multiply"
        self.outputs = outputs
        self.generator = build()
        self.average = build() if objective.average else self.generator
        self.average.set_weights(self.generator.get_weights())
        self._optimizers: list[keras.optimizers.Optimizer] = []
        self.weights = {
            objective.reconstruction: objective.reconstruction_weight,
            "palette": objective.palette_weight if networks.palette else 0.0,
            "adversarial": objective.adversarial_weight,
            "naming": objective.naming_weight,
            "label": 0.0,  # until a critic that names classes gives one
        }

    @property
    def networks(self) -> dict[str, keras.Model]:
        return {"generator": self.generator, "average": self.average}

    @property
    def updates(self) -> tf.Tensor:
        """Of the generator so far, over all phases: int64."""
        return tf.add_n([tf.cast(each.iterations, tf.int64) for each in self._optimizers])

    def make_optimizer(self, optimizer: Callable[[float], keras.optimizers.Optimizer]) -> keras.optimizers.Optimizer:
        """A fresh optimizer of the generator, at its rate, built. optimizer: as `Objective.optimizer`."""
        self._optimizers.append(generator_optimizer(optimizer, self.settings, self.generator.trainable_variables, self.outputs))
        return self._optimizers[-1]

    def predict(self, batch: dict) -> dict:
        """The generator's outputs, its picture under the lines that the true picture has: `line` may be varied, `ink` is not.

        Noise, and which labels are not told, are functions of the seed and of the updates so far.
        """
        seed_update(self.generator, self.seed, self.updates)
        inputs = {"line": batch["line"], "hint": batch["hint"]}
        if self.classes:
            draw = tf.random.stateless_uniform(tf.shape(batch["label"]) * count(), tf.stack([self.seed, self.updates]))
            untold = part_of(draw) < UNTOLD
            inputs["label"] = tf.where(untold, -1, batch["label"])
        prediction = self.generator(inputs, training=True)
        if self.multiplies:
            prediction["color"] = (prediction["layer"] + 1.0) * (batch["ink"] + 1.0) / 2.0 - 1.0
        return prediction

    def reconstruction_terms(self, prediction: dict, batch: dict) -> dict:
        """Unweighted terms of the distance to the true picture; a term whose weight is 0 is not computed."""
        terms: dict[str, tf.Tensor] = {}
        name = self.settings.reconstruction
        if self.weights[name]:
            terms[name] = RECONSTRUCTIONS[name](prediction["color"], batch["color"])
        if self.weights["palette"]:
            terms["palette"] = self._palette_term(prediction["logits"], batch)
        if "names" in prediction:
            terms["naming"] = names_cross_entropy(prediction["names"], batch["names"], mean_of)
        return terms

    def _palette_term(self, logits, batch):
        palette = self.generator.get_layer(PALETTE_LAYER)
        color, ink = (tf.nn.avg_pool2d((batch[name] + 1.0) / 2.0, 2, 2, "SAME") for name in ("color", "ink"))
        known = tf.cast(ink[..., 0] > KNOWN, tf.float32)
        weights = rarity_weights(palette.shares, self.settings.rarity)
        return palette_cross_entropy(logits, nearest_entries(color, palette.colors), weights, known, mean_of)

    def total(self, terms: dict) -> tf.Tensor:
        return tf.add_n([self.weights[name] * term for name, term in terms.items()])

    def apply(self, gradients: list, optimizer: keras.optimizers.Optimizer) -> None:
        """Updates the generator, then its average."""
        optimizer.apply(gradients, self.generator.trainable_variables)
        if self.average is not self.generator:
            follow(self.averaged(self.average), self.averaged(self.generator), self.settings.average, self._optimizers)

    @staticmethod
    def averaged(network: keras.Model) -> list:
        """The variables that are averaged: what is not trained here, the palette, does not change."""
        return network.trainable_variables

    def sample(self, batch: dict) -> tf.Tensor:
        """As `protocol.ColoringSystem.sample`. The label counts where the generator knows labels and the batch has them."""
        none = tf.fill(tf.shape(batch["line"])[:1], -1)
        return self._sample(batch["line"], batch["hint"], batch.get("label", none) if self.classes else none)

    def columns(self, batch: dict) -> dict:
        """As `protocol.System.columns`."""
        return {"line": batch["line"], "hint": batch["hint"], "generated": self.sample(batch), "true": batch["color"]}

    @tf.function(
        input_signature=[
            *(tf.TensorSpec([None, None, None, channels], tf.float32) for channels in (1, 4)),
            tf.TensorSpec([None], tf.int32),
        ],
        autograph=False,
    )
    def _sample(self, line, hint, label):
        inputs = {"line": line, "hint": hint} | ({"label": label} if self.classes else {})
        return self.average(inputs, training=False)["color"]  # any size in one trace


def unet_builder(plan: Plan) -> Callable[[], keras.Model]:
    """Makes U-Nets of the same settings and palette. Raises InputError where labels are asked for, and the data has none."""
    networks, classes = plan.settings.networks, len(plan.labels)
    palette = plan.measure_palette(networks.palette) if networks.palette else None
    if networks.labels and not plan.labels:
        raise InputError("--labels: the data has no classes; prepare pictures in sub-folders, or with a labels.csv")

    def build() -> keras.Model:
        generator = build_unet(
            filters=networks.filters,
            palette=networks.palette,
            head=networks.head,
            dropout=networks.dropout,
            classes=classes if networks.labels else 0,
            named=len(plan.names) if plan.settings.objective.naming_weight else 0,
        )
        if palette:
            generator.get_layer(PALETTE_LAYER).set_palette(*palette)
        return generator

    return build


COLORING_SETTINGS = ("reconstruction", "reconstruction_weight", "hint_share", "thickness", "strength")  # of what learns from pairs
UNET_SETTINGS = (  # and of a U-Net, which `unet_builder` makes
    *COLORING_SETTINGS, "head", "palette", "filters", "dropout", "labels", "palette_weight", "naming_weight", "rarity",
)  # fmt: skip


def check_coloring(settings: Settings) -> None:
    """Raises InputError for what no colouring system can do."""
    size, objective, networks = settings.data.size, settings.objective, settings.networks
    if size < MULTIPLE or size % MULTIPLE:
        near = max(MULTIPLE, round(size / MULTIPLE) * MULTIPLE)
        raise InputError(f"--size {size}: the network needs a multiple of {MULTIPLE}, such as {near}")
    palette_weight = objective.palette_weight if networks.palette else 0.0
    if not (objective.reconstruction_weight or palette_weight or objective.adversarial_weight):
        raise InputError("all weights are 0: give --reconstruction-weight, --palette-weight or --adversarial-weight")
