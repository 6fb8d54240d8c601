import keras
import numpy as np
import pytest

from lineart_colorizer.networks.residual import MULTIPLES, SMALLEST, Reflect, build_plain_unet, build_residual, build_translator

BUILDERS = {"residual": lambda: build_residual(filters=2, blocks=1), "unet": lambda: build_plain_unet(filters=2)}


@pytest.fixture(scope="module", params=MULTIPLES)
def translator(request):
    """Name and network of each kind, the smallest that has every part."""
    keras.utils.set_random_seed(3)
    return request.param, BUILDERS[request.param]()


def pictures(*shape: int) -> np.ndarray:
    return np.random.default_rng(5).uniform(-1.0, 1.0, shape).astype(np.float32)


def test_reflect_by_hand():
    row = np.array([1.0, 2.0, 3.0], np.float32).reshape(1, 1, 3, 1)
    grid = np.concatenate([row, 10.0 * row], axis=1)  # [1,2,3,1]
    found = np.asarray(Reflect(1)(grid))[0, ..., 0]
    np.testing.assert_array_equal(found[1], [2, 1, 2, 3, 2])
    np.testing.assert_array_equal(found[:, 1], [10, 1, 10, 1])


def test_a_picture_of_any_size_in_its_range(translator):
    name, network = translator
    multiple = MULTIPLES[name]
    for height, width in ((SMALLEST[name], SMALLEST[name]), (SMALLEST[name] + multiple, SMALLEST[name] + 3 * multiple)):
        found = np.asarray(network(pictures(2, height, width, 3)))
        assert found.shape == (2, height, width, 3)
        assert np.abs(found).max() <= 1.0
        assert found.std() > 0.0


def test_each_picture_by_itself(translator):
    """Instance normalization: what else is in the batch, and whether it trains, changes nothing."""
    name, network = translator
    batch = pictures(3, SMALLEST[name], SMALLEST[name], 3)
    together, alone = (np.asarray(network(given)) for given in (batch, batch[1:2]))
    np.testing.assert_allclose(together[1:2], alone, atol=1e-5)
    np.testing.assert_array_equal(np.asarray(network(batch, training=True)), together)


def test_brightness_and_contrast_of_a_picture_are_normalized_away(translator):
    """All but the last convolution are normalized: half the contrast makes the same picture, up to epsilon."""
    name, network = translator
    picture = pictures(1, SMALLEST[name], SMALLEST[name], 3)
    for layer in network.layers:
        if layer.name == "first":
            layer.kernel.assign(50.0 * layer.kernel)  # against epsilon
    np.testing.assert_allclose(np.asarray(network(0.5 * picture)), np.asarray(network(picture)), atol=2e-3)


def test_weights_by_hand():
    """7x7 in and out, two levels down, a block of two convolutions, two levels up; a scale and a shift for each channel."""
    f = 2
    down = 49 * 3 * f + 9 * f * 2 * f + 9 * 2 * f * 4 * f
    block = 2 * 9 * (4 * f) ** 2
    up = 4 * f * 2 * f + 9 * (2 * f) ** 2 + 2 * f * f + 9 * f**2
    norms = 2 * (f + 2 * f + 4 * f + 2 * 4 * f + 2 * f + f)
    assert build_residual(filters=f, blocks=1).count_params() == down + block + up + norms + 49 * f * 3 + 3
    assert build_residual(filters=f, blocks=3).count_params() == down + 3 * block + up + norms + 4 * 2 * 4 * f + 49 * f * 3 + 3


def test_a_block_without_effect_is_the_identity():
    """What the last normalization of a block scales to 0 leaves the features as they are."""
    network = build_residual(filters=2, blocks=1)
    network.get_layer("block_0_1_norm").gamma.assign([0.0] * 8)
    inner = keras.Model(network.input, [network.get_layer(name).output for name in ("down_2_relu", "block_0")])
    before, after = inner(pictures(1, 8, 8, 3))
    np.testing.assert_array_equal(before, after)


def test_saved_by_its_configuration(translator):
    _, network = translator
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(network))
    again.set_weights(network.get_weights())
    picture = pictures(1, 32, 32, 3)
    np.testing.assert_array_equal(np.asarray(again(picture)), np.asarray(network(picture)))


def test_unknown_translator():
    with pytest.raises(ValueError, match="residual or unet, not 'dense'"):
        build_translator("dense")


@pytest.mark.parametrize("kind", MULTIPLES)
def test_built_by_name(kind):
    assert build_translator(kind, filters=2, blocks=1, name="forward").name == "forward"
