"""The Keras layers used instead of tensorflow-addons', against figures of the real package (tools/addons_parity). Tolerance 1e-5."""

import pathlib

import keras
import numpy as np
import pytest

GOLDEN = pathlib.Path(__file__).parents[2] / "golden" / "addons.npz"
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        return dict(arrays)


def test_the_figures_are_of_the_real_package(golden):
    assert str(golden["versions"]) == "tensorflow 2.15.1, tensorflow-addons 0.23.0"


@pytest.mark.parametrize("epsilon", [1e-3, 1e-5])
def test_instance_normalization(golden, epsilon):
    x = golden["instance_x"]
    default = keras.layers.GroupNormalization(groups=-1)
    layer = default if epsilon == default.epsilon else keras.layers.GroupNormalization(groups=-1, epsilon=epsilon)
    layer.build(x.shape)
    layer.gamma.assign(golden["instance_gamma"])
    layer.beta.assign(golden["instance_beta"])
    np.testing.assert_allclose(layer(x), golden[f"instance_y_{epsilon}"], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("iterations", [1, 3])
@pytest.mark.parametrize("name", ["conv", "dense"])
def test_spectral_normalization_over_three_training_calls(golden, name, iterations):
    at = f"{name}_{iterations}_"
    x = golden[f"{at}x"]
    inner = keras.layers.Conv2D(4, 3, padding="same") if name == "conv" else keras.layers.Dense(4)
    layer = keras.layers.SpectralNormalization(inner, power_iterations=iterations)
    layer.build(x.shape)
    inner.kernel.assign(golden[f"{at}kernel"])
    inner.bias.assign(golden[f"{at}bias"])
    layer.vector_u.assign(golden[f"{at}u"])
    for call in range(3):
        y = layer(x, training=True)
        for ours, theirs in ((y, "y"), (inner.kernel, "kernel"), (layer.vector_u, "u")):
            np.testing.assert_allclose(ours, golden[f"{at}{theirs}_{call}"], rtol=0, atol=TOLERANCE, err_msg=f"{theirs}, call {call}")
    np.testing.assert_allclose(layer(x, training=False), golden[f"{at}inference"], rtol=0, atol=TOLERANCE)


def test_the_calls_differ_so_that_the_number_of_iterations_is_held(golden):
    assert np.abs(golden["conv_1_y_0"] - golden["conv_1_y_1"]).max() > 100 * TOLERANCE
    largest = np.linalg.svd(golden["conv_3_kernel_2"].reshape(-1, 4), compute_uv=False)[0]
    assert largest == pytest.approx(1.0, abs=0.01)  # what spectral normalization is for
