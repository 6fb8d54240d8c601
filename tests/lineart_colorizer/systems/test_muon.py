import keras
import numpy as np
import pytest

from lineart_colorizer.systems.muon import LEAST_ORDER, ConvolutionMuon


def moved(shape, gradient, name: str = "inside", **settings) -> np.ndarray:
    """How far one update moves a weight of zeros, by rate 1; the weight sits in a layer called `name`."""
    layer = keras.layers.Layer(name=name)
    weight = layer.add_weight(shape=shape, initializer="zeros", name="kernel")
    optimizer = ConvolutionMuon(1.0, outputs=("votes",), **settings)
    optimizer.build([weight])
    optimizer.apply([keras.ops.convert_to_tensor(np.asarray(gradient, np.float32))])
    return -weight.numpy()


def test_every_direction_of_a_kernel_moves_alike():
    """Singular values 0.05 to 1 all become 0.7 to 1.2 (what five iterations leave), times 0.2 sqrt(longer side)."""
    rng = np.random.default_rng(0)
    left, _ = np.linalg.qr(rng.normal(size=(9 * LEAST_ORDER, LEAST_ORDER)))
    right, _ = np.linalg.qr(rng.normal(size=(LEAST_ORDER, LEAST_ORDER)))
    gradient = left @ np.diag(np.linspace(0.05, 1.0, LEAST_ORDER)) @ right.T
    shape = (3, 3, LEAST_ORDER, LEAST_ORDER)
    update = moved(shape, gradient.reshape(shape)).reshape(-1, LEAST_ORDER) / (0.2 * np.sqrt(9 * LEAST_ORDER))
    pace = np.diag(left.T @ update @ right)
    assert (pace.min(), pace.max()) == (pytest.approx(0.95, abs=0.3), pytest.approx(0.95, abs=0.3))
    np.testing.assert_allclose(left.T @ update @ right, np.diag(pace), atol=1e-3)  # the directions themselves stay


@pytest.mark.parametrize(
    ("shape", "name"),
    [((8,), "inside"), ((), "inside"), ((3, 3, 64, LEAST_ORDER - 1), "inside"), ((1, 1, 64, 64), "votes")],
    ids=["bias", "gain", "small", "output"],
)
def test_the_rest_moves_as_by_adam(shape, name):
    """Adam's first update is the rate in the gradient's direction, whatever its size."""
    gradient = np.where(np.arange(int(np.prod(shape))) % 2, 3.0, -0.5).reshape(shape)
    np.testing.assert_allclose(moved(shape, gradient, name), np.sign(gradient), rtol=1e-4)


def test_it_is_saved_with_its_settings():
    optimizer = ConvolutionMuon(0.25, outputs=("votes",), ns_steps=4)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert (float(again.learning_rate), again.outputs, again.ns_steps, again.momentum) == (0.25, ("votes",), 4, 0.9)


@pytest.mark.parametrize("shape", [(3, 3, 64, 64), (1, 1, 32, 128)], ids=["tall", "wide"])
def test_the_short_way_gives_what_keras_iterates(shape):
    gradient = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    plain = keras.optimizers.Muon().zeropower_via_newtonschulz5(keras.ops.reshape(gradient, (-1, shape[-1])), 5)
    np.testing.assert_allclose(ConvolutionMuon().zeropower_via_newtonschulz5(gradient, 5), np.reshape(plain, shape), atol=1e-4)


def test_a_gradient_of_zeros_moves_nothing():
    np.testing.assert_array_equal(moved((3, 3, 32, 32), np.zeros((3, 3, 32, 32))), 0.0)
