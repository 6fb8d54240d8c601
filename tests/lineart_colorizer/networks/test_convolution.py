import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks.convolution import Conv2D, Conv2DTranspose

KINDS = {Conv2D: keras.layers.Conv2D, Conv2DTranspose: keras.layers.Conv2DTranspose}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bias_learns_from_all_pixels_in_bfloat16(kind):
    """Of the sum of 4,096 pixels the slope by the bias is 4,096. Summed in bfloat16 it would stop at 256."""
    layer = kind(1, 1, padding="same", dtype="mixed_bfloat16")
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.cast(layer(tf.zeros((1, 64, 64, 1))), tf.float32))
    assert float(tape.gradient(total, layer.bias.value)[0]) == 4096.0


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize(("dtype", "off"), [("float32", 0.0), ("mixed_bfloat16", 0.05)])
@pytest.mark.parametrize("kind", KINDS)
def test_it_makes_what_keras_own_makes(kind, dtype, off, use_bias):
    x = np.random.default_rng(0).uniform(-1, 1, (2, 6, 6, 3)).astype(np.float32)
    own = KINDS[kind](4, 3, strides=2, padding="same", activation="tanh", bias_initializer="ones", use_bias=use_bias)
    layer = kind.from_config(own.get_config() | {"dtype": dtype})
    expected = own(x)
    layer.build(x.shape)
    layer.set_weights(own.get_weights())
    np.testing.assert_allclose(tf.cast(layer(x), tf.float32), expected, atol=off)
    assert layer.kernel.dtype == "float32"
