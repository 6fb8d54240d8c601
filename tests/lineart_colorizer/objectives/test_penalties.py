import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.penalties import gradient_penalty, mix, r1


def test_a_gradient_of_norm_3_costs_4():
    """The norm is over all axes but the batch: over channels alone it would be 1.5, and the penalty 0.25."""
    assert gradient_penalty(tf.fill((1, 2, 2, 1), 1.5)).numpy() == pytest.approx(4.0)
    assert gradient_penalty(tf.fill((2, 1, 1, 4), 1.5)).numpy() == pytest.approx(4.0)
    assert gradient_penalty(tf.constant([[3.0], [-3.0]])).numpy() == pytest.approx(4.0)


def test_pictures_are_penalized_one_by_one_and_averaged():
    """Norms 3, 1 and 0 cost 4, 0 and 1; their mean is 5/3, while the mean norm would cost 1/9."""
    gradient = np.zeros((3, 2, 2, 1), np.float32)
    gradient[0], gradient[1, 0, 0] = 1.5, -1.0
    assert gradient_penalty(tf.constant(gradient)).numpy() == pytest.approx(5.0 / 3.0)


def test_a_gradient_of_0_costs_1_and_can_be_learned_from():
    gradient = tf.zeros((2, 4, 4, 3))
    with tf.GradientTape() as tape:
        tape.watch(gradient)
        penalty = gradient_penalty(gradient)
    assert penalty.numpy() == pytest.approx(1.0, abs=1e-5)
    assert np.isfinite(tape.gradient(penalty, gradient)).all()


@pytest.mark.parametrize("length", [0.25, 1.0, 3.0])
def test_on_a_linear_critic(length):
    """f(x) = w.x has the gradient w everywhere: the penalty is (|w| - 1)^2, and its own gradient 2 (|w| - 1) w / |w|."""
    direction = np.random.default_rng(0).normal(size=(2, 2, 3))
    direction /= np.linalg.norm(direction)
    weight, pictures = tf.Variable(length * direction, dtype=tf.float32), tf.random.stateless_normal((5, 2, 2, 3), (0, 1))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            score = tf.reduce_sum(pictures * weight)
        penalty = gradient_penalty(tape.gradient(score, pictures))
    assert penalty.numpy() == pytest.approx((length - 1.0) ** 2, abs=1e-6)
    np.testing.assert_allclose(outer.gradient(penalty, weight), 2.0 * (length - 1.0) * direction, atol=1e-5)


def test_mix_lies_between_by_one_weight_a_picture():
    real, fake = tf.fill((2, 2, 2, 3), -1.0), tf.fill((2, 2, 2, 3), 3.0)
    mixed = mix(real, fake, tf.reshape(tf.constant([0.0, 0.25]), (2, 1, 1, 1))).numpy()
    np.testing.assert_allclose(mixed[0], -1.0)
    np.testing.assert_allclose(mixed[1], 0.0)
    np.testing.assert_allclose(mix(real, fake, tf.ones((2, 1, 1, 1))), fake)


def test_r1_worked_out_by_hand():
    """Norms 3 and 1: (9 + 1) / 2 pictures / 2."""
    gradient = np.zeros((2, 2, 2, 1), np.float32)
    gradient[0], gradient[1, 0, 0] = 1.5, -1.0
    assert r1(tf.constant(gradient)).numpy() == pytest.approx(2.5)
    assert r1(tf.zeros((2, 4, 4, 3))).numpy() == 0.0


def test_r1_on_a_linear_critic():
    """f(x) = w.x: |w|^2 / 2 wherever it is taken, and its own gradient is w."""
    weight, pictures = tf.Variable(tf.random.stateless_normal((2, 2, 3), (1, 0))), tf.random.stateless_normal((5, 2, 2, 3), (0, 1))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            score = tf.reduce_sum(pictures * weight)
        penalty = r1(tape.gradient(score, pictures))
    assert penalty.numpy() == pytest.approx(np.square(weight).sum() / 2.0, rel=1e-6)
    np.testing.assert_allclose(outer.gradient(penalty, weight), weight, rtol=1e-5)
