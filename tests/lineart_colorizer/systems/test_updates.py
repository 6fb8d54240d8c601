"""Gradients and their norms; what else the module has is tested with the learner."""

import keras
import pytest
import tensorflow as tf

from lineart_colorizer.systems.updates import built, generator_scalars, gradients_of, norm_of


@pytest.fixture
def fp16():
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")


def variables():
    return [keras.Variable(3.0), keras.Variable(4.0)]


def gradients_and_norm(optimizer, weights, factor: float = 1.0):
    """Of factor * (x^2 + y^2) / 2."""
    with tf.GradientTape() as tape:
        total = factor * tf.add_n([tf.square(weight.value) for weight in weights]) / 2.0
    gradients = gradients_of(total, [weight.value for weight in weights], tape, optimizer)
    return [float(gradient) for gradient in gradients], float(norm_of(gradients, optimizer)), gradients


def test_without_a_loss_scale():
    weights = variables()
    gradients, norm, _ = gradients_and_norm(built(keras.optimizers.SGD(0.5), weights), weights)
    assert (gradients, norm) == ([3.0, 4.0], 5.0)


def test_what_a_generator_logs():
    weights = variables()
    optimizer = built(keras.optimizers.SGD(0.5), weights)
    _, _, gradients = gradients_and_norm(optimizer, weights)
    scalars = generator_scalars({"l1": 0.5, "adversarial": 2.0}, 7.0, gradients, optimizer)
    assert scalars == {"generator/l1": 0.5, "generator/adversarial": 2.0, "generator/total": 7.0, "gradient_norm/generator": 5.0}


def test_fp16_scales_gradients_and_neither_norms_nor_updates(fp16):
    weights = variables()
    optimizer = built(keras.optimizers.SGD(0.5), weights)
    gradients, norm, given = gradients_and_norm(optimizer, weights)
    assert (gradients, norm) == ([3.0 * 2**15, 4.0 * 2**15], 5.0)
    optimizer.apply(given, weights)
    assert [float(weight) for weight in weights] == [1.5, 2.0]
    assert (float(optimizer.learning_rate), int(optimizer.iterations)) == (0.5, 1)


def test_an_overflow_leaves_the_update_out_and_halves_the_scale(fp16):
    weights = variables()
    optimizer = built(keras.optimizers.SGD(0.5), weights)
    gradients, norm, given = gradients_and_norm(optimizer, weights, factor=1e38)
    assert (gradients, norm) == ([float("inf")] * 2, 0.0)
    optimizer.apply(given, weights)
    assert [float(weight) for weight in weights] == [3.0, 4.0]
    assert (float(optimizer.dynamic_scale), int(optimizer.iterations)) == (2.0**14, 0)


def test_an_embedding_s_gradient_counts_each_row_once():
    """16 pictures of one class: each adds 2 to the row's gradient, whose norm is 32; row by row it would be 8."""
    embedding = keras.layers.Embedding(2, 1, embeddings_initializer="ones")
    embedding.build()
    (weight,) = embedding.trainable_variables
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.square(embedding(tf.zeros(16, tf.int32))))
    optimizer = built(keras.optimizers.RMSprop(0.1), [weight])
    gradients = gradients_of(total, [weight.value], tape, optimizer)
    assert gradients[0].numpy().tolist() == [[32.0], [0.0]]
    assert float(norm_of(gradients, optimizer)) == 32.0
