"""Objectives take flat and patch logits alike; and in a system, critics of either kind serve every objective."""

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import OBJECTIVES

NUMBERS = np.random.default_rng(0).normal(0.0, 3.0, (2, 12)).astype(np.float32)
HUGE = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [-1e4, -1e4]], np.float32)


def told(objective, real, fake) -> list:
    """Values and slopes, flat."""
    real, fake = tf.constant(real), tf.constant(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        critic, generator = objective.critic(real, fake), objective.generator(fake)
    slopes = [tape.gradient(critic, real), tape.gradient(critic, fake), tape.gradient(generator, fake)]
    return [critic.numpy(), generator.numpy(), *(slope.numpy().ravel() for slope in slopes)]


@pytest.mark.parametrize("name", OBJECTIVES)
def test_twelve_flat_logits_are_three_patches_of_four_pictures(name):
    flat = told(OBJECTIVES[name], *NUMBERS.reshape(2, 12, 1))
    patches = told(OBJECTIVES[name], *NUMBERS.reshape(2, 4, 3, 1, 1))
    for one, other in zip(flat, patches, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 1, 1, 1)], ids=["flat", "patches"])
@pytest.mark.parametrize(("real", "fake"), HUGE)
@pytest.mark.parametrize("name", OBJECTIVES)
def test_finite_at_huge_logits(name, real, fake, shape):
    values = told(OBJECTIVES[name], np.full(shape, real), np.full(shape, fake))
    assert all(np.isfinite(value).all() for value in values)
