import math

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.reconstruction import RECONSTRUCTIONS


def pictures(*values):
    """One picture of 1 x len(values) grey pixels."""
    return tf.constant(np.repeat(np.float32(values)[None, None, :, None], 3, axis=-1))


@pytest.mark.parametrize(
    ("name", "fake_color", "color", "expected"),
    [
        ("l1", (0.5, 1.0), (-0.5, 1.0), 0.5),
        ("l1", (-1.0,), (1.0,), 2.0),
        ("l2", (0.5, 1.0), (-0.5, 1.0), 0.5),
        ("l2", (-1.0,), (1.0,), 4.0),
        ("log", (0.0,), (0.3,), math.log(2.0)),  # one half says the same of every truth
        ("log", (0.5,), (1.0,), -math.log(0.75)),
        ("log", (0.5,), (0.0,), -0.5 * math.log(0.75) - 0.5 * math.log(0.25)),
    ],
)
def test_values_worked_out_by_hand(name, fake_color, color, expected):
    value = RECONSTRUCTIONS[name](pictures(*fake_color), pictures(*color)).numpy()
    assert value.shape == ()
    assert value == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", RECONSTRUCTIONS)
def test_the_true_picture_is_best(name):
    truth = tf.random.stateless_uniform((2, 4, 4, 3), (0, 0), -0.9, 0.9)
    value = RECONSTRUCTIONS[name]
    assert value(truth, truth) < value(truth + 0.05, truth)
    assert value(truth, truth) < value(truth - 0.05, truth)
    if name != "log":
        assert value(truth, truth) == 0.0


@pytest.mark.parametrize("name", RECONSTRUCTIONS)
def test_finite_at_the_ends_of_the_range(name):
    fake_color, color = pictures(-1.0, 1.0), pictures(1.0, -1.0)
    with tf.GradientTape() as tape:
        tape.watch(fake_color)
        value = RECONSTRUCTIONS[name](fake_color, color)
    assert np.isfinite(value)
    assert np.isfinite(tape.gradient(value, fake_color)).all()
