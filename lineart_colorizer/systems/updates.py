"""How a generator's weights move: the optimizer that the settings mean, and the slow average."""

from collections.abc import Callable, Iterable

import keras
import tensorflow as tf

from lineart_colorizer.settings import ObjectiveSettings
from lineart_colorizer.systems.muon import ConvolutionMuon


def built(optimizer: keras.optimizers.Optimizer, variables: list) -> keras.optimizers.Optimizer:
    """The optimizer with its slots for these variables made: a trace may not create any."""
    optimizer.build(variables)
    return optimizer


def generator_optimizer(
    optimizer: Callable[[float], keras.optimizers.Optimizer], settings: ObjectiveSettings, variables: list, outputs: tuple[str, ...] = ()
) -> keras.optimizers.Optimizer:
    """A fresh optimizer of these variables, at the generator's rate, built.

    optimizer: as `Objective.optimizer`. outputs: names of the layers whose kernels Muon leaves to Adam.
    """
    fresh = optimizer(settings.generator_rate)
    if settings.generator_optimizer == "muon":
        fresh = ConvolutionMuon(float(fresh.learning_rate), outputs=outputs)
    return built(fresh, variables)


def follow(slow: list, fast: list, share: float, optimizers: Iterable[keras.optimizers.Optimizer]) -> None:
    """Moves the variables of an average toward those of its network: `share` of it stays. Faster at first: it begins as noise.

    optimizers: of the network, whose updates tell how far it is.
    """
    updates = tf.cast(tf.add_n([each.iterations for each in optimizers]), tf.float32)
    keep = tf.minimum(share, (1.0 + updates) / (10.0 + updates))
    for average, variable in zip(slow, fast, strict=True):
        average.assign(variable + keep * (average - variable))
