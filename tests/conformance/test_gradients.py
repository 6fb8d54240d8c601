"""Gradients of every objective, penalty and term against central differences, in float64; and how near bfloat16 comes to float32."""

import inspect

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives import penalties
from lineart_colorizer.objectives.adversarial import OBJECTIVES
from lineart_colorizer.objectives.classification import palette_cross_entropy
from lineart_colorizer.objectives.reconstruction import RECONSTRUCTIONS

STEP = 1e-5
SHAPES = {"flat": (6, 1), "patches": (2, 3, 1, 1)}
OF_GRADIENTS = {  # every penalty of given gradients
    name: function
    for name, function in inspect.getmembers(penalties, inspect.isfunction)
    if function.__module__ == penalties.__name__ and list(inspect.signature(function).parameters) == ["gradient"]
}
BFLOAT16_OFF = 0.02  # of 1 + |value|: bfloat16 has 8 bits of precision, 0.004


def numbers(seed: int, shape, low=-2.0, high=2.0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(low, high, shape)


def assert_gradient(function, x: np.ndarray) -> None:
    """function: float64 [...] to a scalar. Every element's slope against (f(x + h) - f(x - h)) / 2h."""
    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        value = function(variable)
    assert value.shape == ()
    slopes = tape.gradient(value, variable)
    slopes = np.zeros_like(x) if slopes is None else slopes.numpy()
    for at in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[at], down[at] = up[at] + STEP, down[at] - STEP
        found = (float(function(tf.constant(up))) - float(function(tf.constant(down)))) / (2 * STEP)
        assert slopes[at] == pytest.approx(found, rel=1e-4, abs=1e-7), at


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", OBJECTIVES)
def test_objectives(name, shape):
    objective, real, fake = OBJECTIVES[name], numbers(1, shape), numbers(2, shape)
    assert_gradient(lambda x: objective.critic(x, tf.constant(fake)), real)
    assert_gradient(lambda x: objective.critic(tf.constant(real), x), fake)
    assert_gradient(objective.generator, fake)


@pytest.mark.parametrize("shape", [(3, 4), (2, 2, 3, 3)], ids=["flat", "pictures"])
@pytest.mark.parametrize("name", OF_GRADIENTS)
def test_penalties(name, shape):
    assert_gradient(OF_GRADIENTS[name], numbers(3, shape))


def test_every_penalty_is_looked_at():
    assert "gradient_penalty" in OF_GRADIENTS


@pytest.mark.parametrize("name", RECONSTRUCTIONS)
def test_reconstruction(name):
    color = numbers(4, (2, 3, 2, 3), -1, 1)
    assert_gradient(lambda x: RECONSTRUCTIONS[name](x, tf.constant(color)), numbers(5, color.shape, -0.9, 0.9))


def test_the_palettes_cross_entropy():
    entries, known = tf.constant(np.arange(8).reshape(2, 2, 2) % 3), tf.constant(numbers(6, (2, 2, 2), 0, 1))
    weights = tf.constant([0.5, 1.0, 2.0], tf.float64)
    assert_gradient(lambda x: palette_cross_entropy(x, entries, weights, known), numbers(7, (2, 2, 2, 3)))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_bfloat16_is_near_float32(name):
    """Values and slopes, to 2 % of 1 + |value|."""
    objective, found = OBJECTIVES[name], []
    for dtype in (tf.float32, tf.bfloat16):
        real, fake = (tf.cast(numbers(seed, (4, 2, 2, 1), -8, 8), dtype) for seed in (8, 9))
        with tf.GradientTape(persistent=True) as tape:
            tape.watch([real, fake])
            critic, generator = objective.critic(real, fake), objective.generator(fake)
        slopes = [tape.gradient(critic, real), tape.gradient(critic, fake), tape.gradient(generator, fake)]
        assert {value.dtype for value in (critic, generator, *slopes)} == {dtype}
        found.append(np.concatenate([np.ravel(tf.cast(value, tf.float32)) for value in (critic, generator, *slopes)]))
    assert (np.abs(found[1] - found[0]) <= BFLOAT16_OFF * (1 + np.abs(found[0]))).all(), found
