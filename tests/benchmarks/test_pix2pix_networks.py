"""Against Keras' own layers: the same kernels, their numbers in another order."""

import math

import keras
import numpy as np
import pytest
from keras import layers

from benchmarks.pix2pix_networks import BatchNormalization, Double, Halve, build_critic, build_generator


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def test_halving_is_a_convolution_of_stride_2():
    x, kernel = random(2, 8, 6, 3), random(4, 4, 3, 5)
    usual, ours = layers.Conv2D(5, 4, 2, "same", use_bias=False), Halve(5)
    expected = usual(x), ours(x)
    usual.set_weights([kernel])
    folded = kernel.reshape(2, 2, 2, 2, 3, 5).transpose(0, 2, 1, 3, 4, 5).reshape(2, 2, 12, 5)  # [Y,y,X,x,C,F] to [Y,X,(y,x,C),F]
    ours.set_weights([folded])
    assert expected[0].shape == expected[1].shape == (2, 4, 3, 5)
    np.testing.assert_allclose(ours(x), usual(x), atol=1e-5)


def test_doubling_is_a_transposed_convolution_of_stride_2():
    x, kernel, bias = random(2, 4, 3, 5), random(4, 4, 2, 5), random(2)
    usual, ours = layers.Conv2DTranspose(2, 4, 2, "same"), Double(2, use_bias=True)
    assert usual(x).shape == ours(x).shape == (2, 8, 6, 2)
    usual.set_weights([kernel, bias])
    of_parity = [kernel[[3 - p, 1 - p]][:, [3 - q, 1 - q]] for p in (0, 1) for q in (0, 1)]  # row p of two: taps 3, 1; or 2, 0
    ours.set_weights([np.concatenate([taps.transpose(0, 1, 3, 2) for taps in of_parity], axis=-1), bias])
    np.testing.assert_allclose(ours(x), usual(x), atol=1e-5)


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
