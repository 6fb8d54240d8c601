import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.systems.fused_adam import FusedAdam, fused


def weights_after(optimizer, gradients, graph: bool = True) -> list[np.ndarray]:
    """Of a kernel and a gain, after an update by each of the gradients, and the optimizer's slots."""
    weights = [keras.Variable(np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)), keras.Variable(0.5)]
    optimizer.build(weights)
    apply = tf.function(lambda kernel, gain: optimizer.apply([kernel, gain])) if graph else lambda *given: optimizer.apply(list(given))
    for kernel, gain in gradients:
        apply(tf.constant(kernel), tf.constant(gain))
    return [variable.numpy() for variable in (*weights, *optimizer.variables)]


@pytest.fixture
def gradients():
    rng = np.random.default_rng(0)
    return [(rng.normal(size=(2, 3)).astype(np.float32), np.float32(rng.normal())) for _ in range(5)]


def test_by_hand():
    """m = .5 x 2 = 1, v = .1 x 4 = .4; alpha = .01 sqrt(.1) / .5; 1 - alpha x 1 / sqrt(.4) = 1 - .01"""
    weight = keras.Variable(1.0)
    optimizer = FusedAdam(0.01, beta_1=0.5, beta_2=0.9, epsilon=0.0)
    optimizer.build([weight])
    optimizer.apply([tf.constant(2.0)])
    assert float(weight) == pytest.approx(0.99, abs=1e-6)
    assert [float(slot) for slot in (optimizer._momentums[0], optimizer._velocities[0])] == pytest.approx([1.0, 0.4])


@pytest.mark.parametrize("graph", [True, False], ids=["graph", "eager"])
def test_it_is_keras_own(gradients, graph):
    settings = {"learning_rate": 0.02, "beta_1": 0.5, "beta_2": 0.99}
    plain, quick = (weights_after(kind(**settings), gradients, graph) for kind in (keras.optimizers.Adam, FusedAdam))
    assert len(plain) == len(quick) == 2 + 2 + 4  # weights; iterations and rate; two slots for each
    for one, other in zip(plain, quick, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


def test_only_plain_adam_is_fused():
    made = fused(keras.optimizers.Adam(0.5, beta_1=0.25, epsilon=1e-3))
    assert type(made) is FusedAdam
    assert (float(made.learning_rate), made.beta_1, made.epsilon) == (0.5, 0.25, 1e-3)
    for other in (keras.optimizers.AdamW(), keras.optimizers.RMSprop(), keras.optimizers.Adam(amsgrad=True), made):
        assert fused(other) is other
