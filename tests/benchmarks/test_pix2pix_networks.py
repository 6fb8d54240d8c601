"""Against Keras' own layers, and the PyTorch peer's sizes."""

import math

import keras
import numpy as np
import pytest
from keras import layers

from benchmarks.pix2pix_networks import BatchNormalization, build_critic, build_generator


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("training", [True, False])
def test_fused_batch_normalization_is_keras_own(training):
    x = 3.0 * random(4, 5, 6, 2) + 1.0
    ours, usual = BatchNormalization(), layers.BatchNormalization(momentum=0.9, epsilon=1e-5)
    for layer in (ours, usual):
        layer.build(x.shape)
        layer.set_weights([np.array(values, np.float32) for values in ([2.0, 0.5], [1.0, -1.0], [0.5, 0.0], [4.0, 1.0])])
    np.testing.assert_allclose(ours(x, training=training), usual(x, training=training), atol=1e-5)
    np.testing.assert_allclose(ours.moving_mean, usual.moving_mean, atol=1e-5)
    np.testing.assert_allclose(ours.moving_variance, usual.moving_variance, rtol=0.01)  # fused: over n - 1, as PyTorch's


def parameters(network: keras.Model) -> int:
    return sum(math.prod(variable.shape) for variable in network.trainable_variables)


def test_the_networks_have_as_many_parameters_as_the_torch_peers():
    assert parameters(build_generator(32, filters=2)) == 16_663  # peer_pix2pix_torch.unet(32, 2)
    assert parameters(build_generator(128, filters=2)) == 41_367
    assert parameters(build_critic(32, filters=64)) == 2_768_705


def test_what_the_networks_take_and_give():
    generator, critic = build_generator(32, filters=2), build_critic(32, filters=2)
    line, hint = keras.ops.convert_to_tensor(random(2, 32, 32, 3)), keras.ops.zeros((2, 32, 32, 4))
    color = generator({"line": line, "hint": hint})["color"]
    assert color.shape == (2, 32, 32, 3)
    assert float(np.abs(color).max()) <= 1.0
    assert critic({"line": line, "color": color}).shape == (2, 2, 2, 1)  # as PyTorch's: 32 / 8 - 2
