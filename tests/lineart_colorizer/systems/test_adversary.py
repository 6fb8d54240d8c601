import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import find_objective
from lineart_colorizer.systems.adversary import Adversary, clip


def linear_critic(weights: list[float], heads: int = 1) -> keras.Model:
    """Logits that are the sum over a 2 x 2 px picture of weights x RGB; of several heads the second is twice the first, and so on."""
    color = keras.Input((2, 2, 3), name="color")
    total = keras.layers.Dense(1, use_bias=False, name="sum")(keras.layers.GlobalAveragePooling2D()(color))
    outputs = [keras.layers.Rescaling(4.0 * (head + 1))(total) for head in range(heads)]
    critic = keras.Model({"color": color}, outputs if heads > 1 else outputs[0])
    critic.get_layer("sum").kernel.assign(np.array(weights, np.float32)[:, None])
    return critic


def flat(*colors) -> tf.Tensor:
    """2 x 2 px pictures of one colour each."""
    return tf.constant(np.array(colors, np.float32)[:, None, None] * np.ones((1, 2, 2, 1), np.float32))


def test_terms_by_hand():
    """Logits 4 x (1 x 0.5) = 2 of the real picture and -1 of the fake one: DESIGN's own example."""
    adversary = Adversary(linear_critic([1.0, 0.0, 0.0]), find_objective("dcgan"), seed=0)
    real, fake = flat([0.5, 0, 0]), flat([-0.25, 0, 0])
    terms, total = adversary.terms(real, fake, adversary.judge(fake), 0)
    assert {name: float(value) for name, value in terms.items()} == pytest.approx(
        {"adversarial": 0.440190, "logit_real": 2.0, "logit_fake": -1.0}, abs=1e-5
    )
    assert float(total) == pytest.approx(0.440190, abs=1e-5)
    assert float(adversary.generator_term(adversary.judge(fake))) == pytest.approx(-0.313262, abs=1e-5)


def test_several_critics_are_averaged():
    """Logits -1 and -2: 1 and 2 for the generator of wgan; (-1 - 2) and (-2 - 4) for its critics."""
    adversary = Adversary(linear_critic([1.0, 0.0, 0.0], heads=2), find_objective("wgan"), seed=0)
    real, fake = flat([0.5, 0, 0]), flat([-0.25, 0, 0])
    terms, total = adversary.terms(real, fake, adversary.judge(fake), 0)
    assert float(adversary.generator_term(adversary.judge(fake))) == pytest.approx(1.5)
    assert float(total) == pytest.approx(-4.5)
    assert float(terms["wasserstein"]) == pytest.approx(4.5)


def test_the_penalty_of_a_linear_critic_is_its_closed_form():
    """The gradient is the weights at each of four pixels: norm sqrt(4 x 9) = 6, so (6 - 1)^2 = 25, times 10 in the total."""
    adversary = Adversary(linear_critic([2.0, -2.0, 1.0]), find_objective("wgan-gp"), seed=0)
    real, fake = flat([0.5, 0, 0], [0.1, 0.2, 0.3]), flat([-0.25, 0, 0], [1, 1, 1])
    terms, total = adversary.terms(real, fake, adversary.judge(fake), 3)
    assert float(terms["penalty"]) == pytest.approx(25.0, rel=1e-5)
    assert float(total) == pytest.approx(float(terms["adversarial"]) + 250.0, rel=1e-5)


def test_clip():
    variables = [tf.Variable([-3.0, 0.005, 3.0])]
    clip(variables, 0.0)
    assert variables[0].numpy().tolist() == [-3.0, np.float32(0.005), 3.0]
    clip(variables, 0.01)
    np.testing.assert_allclose(variables[0], [-0.01, 0.005, 0.01])
