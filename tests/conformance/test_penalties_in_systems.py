"""The gradient penalty, as a system takes it, where its value is known: on a linear critic."""

import numpy as np
import pytest
import tensorflow as tf

from tests.conformance.cases import SUBJECTS

ALL_POSITIVE = 1000.0  # biases that keep every activation above 0, where LeakyReLU is the identity


def weights_of(critic, batch: dict, picture: str) -> np.ndarray:
    """The gradient of the mean logit by one picture, at a point of no distinction, [H*W*C]."""
    inputs = {name: tf.zeros_like(batch[name][:1]) for name in critic.input}
    with tf.GradientTape() as tape:
        tape.watch(inputs[picture])
        score = tf.reduce_mean(critic(inputs, training=True))
    return tape.gradient(score, inputs[picture]).numpy().ravel()


@pytest.mark.parametrize("scale", [1.0, 3.0])
@pytest.mark.parametrize("system", [name for name, subject in SUBJECTS.items() if subject.linear is not None])
def test_on_a_linear_critic_the_penalty_has_its_closed_form(make_case, eagerly, system, scale):
    """f(x) = w.x + b has the slope w everywhere, whatever the mix: the penalty is (|w| - 1)^2. With respect to color, not to line."""
    case = make_case(system, "wgan-gp", **SUBJECTS[system].linear)
    expected = []
    for critic in case.critics.values():
        *hidden, last, _ = critic.trainable_variables
        for variable in hidden:
            variable.assign(tf.abs(variable) if len(variable.shape) > 1 else tf.fill(variable.shape, ALL_POSITIVE))
        last.assign(last * scale)
        expected.append((np.linalg.norm(weights_of(critic, case.batches[0], "color")) - 1.0) ** 2)
    with eagerly():
        scalars = case.phase.critic_step(case.batches[0])
    assert float(scalars["critic/penalty"]) == pytest.approx(np.mean(expected), rel=1e-3)
