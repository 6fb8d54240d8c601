import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks.noise import noisy_layers, seed_noise, varied, varies
from lineart_colorizer.networks.unet import BLOCKS, build_unet


def noisy_unet(dropout: float, seed: int = 0):
    keras.utils.set_random_seed(seed)
    return build_unet(filters=2, palette=0, dropout=dropout)


@pytest.fixture(scope="module")
def noisy():
    return noisy_unet(0.5)


@pytest.fixture(scope="module")
def inputs():
    line = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 64, 64, 1)).astype(np.float32)
    return {"line": line, "hint": np.zeros((2, 64, 64, 4), np.float32)}


def variant(network, inputs, seed) -> np.ndarray:
    with varied(network, seed):
        return network(inputs, training=False)["layer"].numpy()


def test_noise_is_at_the_coarse_levels_only(noisy):
    assert [layer.name for layer in noisy_layers(noisy)] == [f"noise_{level}" for level in range(len(BLOCKS), 1, -1)]
    assert [layer.rate for layer in noisy_layers(noisy)] == [0.5] * 3
    assert varies(noisy)


def test_the_same_seed_gives_the_same_bytes_and_another_another_picture(noisy, inputs):
    first, other = variant(noisy, inputs, 3), variant(noisy, inputs, 4)
    np.testing.assert_array_equal(variant(noisy, inputs, 3), first)
    assert np.abs(other - first).max() > 1e-4
    np.testing.assert_array_equal(variant(noisy_unet(0.5), inputs, 3), first)  # whatever was drawn before


def test_each_layer_and_each_picture_has_noise_of_its_own(noisy, inputs):
    seed_noise(noisy, 3)
    states = [tuple(layer.seed_generator.state.numpy()) for layer in noisy_layers(noisy)]
    assert len(set(states)) == len(states)
    twice = {name: np.concatenate([value[:1], value[:1]]) for name, value in inputs.items()}
    alike = variant(noisy, twice, 3)
    assert np.abs(alike[0] - alike[1]).max() > 1e-4


def test_training_draws_the_noise_of_its_seed(noisy, inputs):
    seed_noise(noisy, 3)
    np.testing.assert_array_equal(noisy(inputs, training=True)["layer"].numpy(), variant(noisy, inputs, 3))


def test_variants_obey_hints(noisy):
    """Red where red was painted, whatever the seed."""
    line, hint = np.ones((1, 64, 64, 1), np.float32), np.zeros((1, 64, 64, 4), np.float32)
    hint[:, 8:16, 8:16] = (1.0, -1.0, -1.0, 1.0)
    found = [variant(noisy, {"line": line, "hint": hint}, seed)[0, 10:14, 10:14] for seed in (3, 4)]
    np.testing.assert_allclose(found, np.broadcast_to((1.0, -1.0, -1.0), (2, 4, 4, 3)), atol=0.05)


def test_an_error_within_leaves_no_noise(noisy, inputs):
    before = noisy(inputs, training=False)["layer"].numpy()
    with pytest.raises(KeyError), varied(noisy, 3):
        raise KeyError
    np.testing.assert_array_equal(noisy(inputs, training=False)["layer"], before)


def test_without_training_there_is_no_noise(noisy, inputs):
    plain = noisy_unet(0.0)
    plain.set_weights(noisy.get_weights())
    np.testing.assert_array_equal(noisy(inputs, training=False)["layer"], plain(inputs, training=False)["layer"])


def test_without_dropout_all_variants_are_equal(inputs):
    plain = noisy_unet(0.0)
    assert (noisy_layers(plain), varies(plain)) == ([], False)
    np.testing.assert_array_equal(variant(plain, inputs, 3), variant(plain, inputs, 4))
    np.testing.assert_array_equal(variant(plain, inputs, 3), plain(inputs, training=False)["layer"])


def test_a_seed_that_is_a_tensor_in_a_graph(noisy, inputs):
    @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
    def in_graph(seed):
        with varied(noisy, seed):
            return noisy(inputs, training=False)["layer"]

    for seed in (3, 4, 3):
        np.testing.assert_allclose(in_graph(tf.constant(seed)), variant(noisy, inputs, seed), atol=1e-5)
