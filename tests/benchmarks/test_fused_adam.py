import keras
import numpy as np
import tensorflow as tf

from benchmarks.fused_adam import FusedAdam


def learned(optimizer) -> list[np.ndarray]:
    """Weights and slots after four updates in a graph."""
    rng = np.random.default_rng(0)
    variables = [keras.Variable(rng.normal(size=shape).astype(np.float32)) for shape in ((3, 4), (5,))]
    optimizer.build(variables)

    @tf.function
    def update(*gradients):
        optimizer.apply(gradients, variables)

    for _ in range(4):
        update(*(tf.constant(rng.normal(size=variable.shape), tf.float32) for variable in variables))
    return [variable.numpy() for variable in (*variables, *optimizer.variables)]


def test_it_learns_as_keras_adam_does():
    ours, usual = (learned(kind(2e-4, beta_1=0.5)) for kind in (FusedAdam, keras.optimizers.Adam))
    assert len(ours) == len(usual) == 2 + 2 + 4  # weights; rate and count; two slots each
    for value, expected in zip(ours, usual, strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-7)
