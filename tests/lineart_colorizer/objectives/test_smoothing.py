import math

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import LOG_4, cross_entropy_critic, find_objective
from lineart_colorizer.objectives.smoothing import smooth, smoothed_cross_entropy_critic, smoothed_rest

TOLD = ("dcgan", "nonsaturating", "kl")


def test_worked_out_by_hand():
    """real 2: ln(1 + e^-2) = 0.126928, ln(1 + e^2) = 2.126928; fake -1: ln(1 + e^-1) = 0.313262. 0.9 x, 0.1 x, and all of the last."""
    for shape in ((3, 1), (3, 2, 2, 1)):
        value = smoothed_cross_entropy_critic(tf.fill(shape, 2.0), tf.fill(shape, -1.0), 0.1)
        assert value.numpy() == pytest.approx(0.9 * 0.126928 + 0.1 * 2.126928 + 0.313262, abs=1e-6)


def test_the_best_real_logit_is_finite():
    """Without it the critic's slope by a real logit never ends; with s = 0.1 it ends at log(0.9 / 0.1)."""
    real = tf.Variable(math.log(9.0))
    with tf.GradientTape(persistent=True) as tape:
        plain, smoothed = cross_entropy_critic(real, 0.0), smoothed_cross_entropy_critic(real, 0.0, 0.1)
    assert float(tape.gradient(smoothed, real)) == pytest.approx(0.0, abs=1e-6)
    assert float(tape.gradient(plain, real)) == pytest.approx(-0.1)


@pytest.mark.parametrize("name", TOLD)
def test_critics_of_cross_entropy_are_smoothed_and_their_generators_left(name):
    objective = find_objective(name)
    smoothed = smooth(objective, 0.1)
    assert (smoothed.name, smoothed.generator, smoothed.optimizer) == (name, objective.generator, objective.optimizer)
    real, fake = tf.constant([[0.5]]), tf.constant([[0.25]])
    assert float(smoothed.critic(real, fake)) == pytest.approx(0.9 * 0.474077 + 0.1 * 0.974077 + 0.825939, abs=1e-6)
    assert smooth(objective, 0.0) is objective


@pytest.mark.parametrize("name", ["wgan", "wgan-gp", "lsgan", "hinge"])
def test_others_have_nothing_to_smooth(name):
    with pytest.raises(ValueError, match=f"for critics of cross entropy .*, not {name}"):
        smooth(find_objective(name), 0.1)
    assert smooth(find_objective(name), 0.0) is find_objective(name)


@pytest.mark.parametrize("smoothing", [-0.1, 0.5, 1.0])
def test_shares_that_make_no_sense(smoothing):
    with pytest.raises(ValueError, match=r"give 0 \(none\) to below 0.5"):
        smooth(find_objective("dcgan"), smoothing)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.3])
def test_rest_is_the_least_loss_where_real_and_fake_are_alike(smoothing):
    logits = np.linspace(-3.0, 3.0, 601, dtype=np.float32)
    losses = [float(smoothed_cross_entropy_critic(tf.constant([x]), tf.constant([x]), smoothing)) for x in logits]
    assert min(losses) == pytest.approx(smoothed_rest(smoothing), abs=1e-4)
    assert smoothed_rest(0.0) == pytest.approx(LOG_4)


@pytest.mark.parametrize("logit", [-1e4, 1e4])
def test_finite_at_huge_logits(logit):
    real, fake = tf.Variable(logit), tf.Variable(-logit)
    with tf.GradientTape() as tape:
        value = smoothed_cross_entropy_critic(real, fake, 0.1)
    assert np.isfinite([float(value), *(float(slope) for slope in tape.gradient(value, [real, fake]))]).all()
