"""Dropout as noise after training: the same network colours the same drawing in several ways (pix2pix, arXiv 1611.07004, section 2.1).

    with varied(network, seed=3):
        network(inputs, training=False)

gives the same picture whenever the seed and the inputs' shapes are the same, on the same machine. All layers but `Noise` are as in use:
hints are obeyed. Training seeds each step as well: TensorFlow's checkpoints leave a Keras seed generator's state out, and a resumed run
must draw the very next noise.
"""

import contextlib
from collections.abc import Iterator

import keras
from keras import KerasTensor, ops

from lineart_colorizer.networks.layers import PACKAGE

LAYERS_APART = 2**16  # draws of one layer before they are the next one's


@keras.saving.register_keras_serializable(PACKAGE)
class Noise(keras.layers.Dropout):
    """Dropout that is not for training alone, but also for calls within `varied`."""

    on = False

    def call(self, inputs: KerasTensor, training: bool = False) -> KerasTensor:
        return super().call(inputs, training=training or self.on)


def noisy_layers(network: keras.Model) -> list:
    """The dropout layers of a network."""
    return [layer for layer in network.layers if isinstance(layer, keras.layers.Dropout)]


def varies(network: keras.Model) -> bool:
    """Whether there is any `Noise`; without, all variants are equal."""
    return bool(_noises(network))


def _noises(network: keras.Model) -> list[Noise]:
    return [layer for layer in network.layers if isinstance(layer, Noise)]


def seed_noise(network: keras.Model, seed: KerasTensor | int) -> None:
    """Begins every dropout layer's random numbers anew. seed: a number or an int tensor, 0 or above; works in a graph as well."""
    for index, layer in enumerate(noisy_layers(network)):
        state = layer.seed_generator.state
        state.assign(ops.stack([ops.cast(seed, state.dtype), ops.cast(index * LAYERS_APART, state.dtype)]))


@contextlib.contextmanager
def varied(network: keras.Model, seed: KerasTensor | int) -> Iterator[None]:
    """Within, the network's `Noise` drops though nothing is trained, by a seed as of `seed_noise`. What is traced within stays so."""
    seed_noise(network, seed)
    noises = _noises(network)
    for layer in noises:
        layer.on = True
    try:
        yield
    finally:
        for layer in noises:
            layer.on = False
