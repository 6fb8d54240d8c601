import keras
import numpy as np
import pytest
import tensorflow as tf

from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.imaging.ranges import to_bytes, to_float
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.exports import export_model
from lineart_colorizer.serving.translation import LEAST, MULTIPLE

NAMES = {"forward": ("source", "target"), "backward": ("target", "source")}


def toy_network(seed: int) -> keras.Model:
    """One convolution of 5 px, which sees what is padded."""
    keras.utils.set_random_seed(seed)
    picture = keras.Input((None, None, 3))
    return keras.Model(picture, keras.layers.Conv2D(3, 5, padding="same", activation="tanh", kernel_initializer="he_normal")(picture))


@pytest.fixture(scope="module")
def networks():
    return {"forward": toy_network(1), "backward": toy_network(2)}


@pytest.fixture(scope="module")
def exported(networks, tmp_path_factory):
    card = ModelCard(kind="translator", size=32, head="multiply", run="toy", step=3)
    return export_model(networks, card, tmp_path_factory.mktemp("export")).path


@pytest.fixture(scope="module")
def signatures(exported):
    loaded = tf.saved_model.load(str(exported))
    return {name: (lambda _keep=loaded, _call=signature, **given: _call(**given)) for name, signature in loaded.signatures.items()}


def picture(height: int, width: int, count: int = 1) -> np.ndarray:
    return np.random.default_rng(height).uniform(-1, 1, (count, height, width, 3)).astype(np.float32)


def expected(network, given: np.ndarray) -> np.ndarray:
    """Its edge going on up to the multiple, then cut out."""
    height, width = given.shape[1:3]
    sides = [max(LEAST, -(-side // MULTIPLE) * MULTIPLE) for side in (height, width)]
    page = np.pad(given, [(0, 0), (0, sides[0] - height), (0, sides[1] - width), (0, 0)], mode="edge")
    return np.asarray(network(page))[:, :height, :width]


def test_the_signatures_by_name(signatures):
    assert set(signatures) == {"serving_default", "forward", "backward", "forward_png", "backward_png"}


@pytest.mark.parametrize("direction", NAMES)
@pytest.mark.parametrize("shape", [(48, 32), (33, 50), (1, 7)], ids=str)
def test_any_size_in_both_directions(signatures, networks, direction, shape):
    given, made = NAMES[direction]
    page = picture(*shape, count=2)
    found = signatures[direction](**{given: tf.constant(page)})
    assert set(found) == {made}
    np.testing.assert_allclose(found[made], expected(networks[direction], page), atol=1e-5)


def test_the_default_is_forward(signatures, networks):
    page = picture(32, 32)
    np.testing.assert_allclose(
        signatures["serving_default"](source=tf.constant(page))["target"], expected(networks["forward"], page), atol=1e-5
    )


@pytest.mark.parametrize("direction", NAMES)
def test_pngs_each_of_its_size(signatures, networks, direction):
    given, made = NAMES[direction]
    pages = [to_bytes(picture(*shape)[0]) for shape in ((20, 40), (37, 33))]
    found = signatures[f"{direction}_png"](**{f"{given}_bytes": tf.constant([encode_png(page) for page in pages])})
    for page, encoded in zip(pages, found[f"{made}_bytes"].numpy(), strict=True):
        truth = to_bytes(expected(networks[direction], to_float(page)[None])[0])
        assert np.abs(read_picture(encoded).astype(int) - truth).max() <= 1


def test_loaded_for_pages(exported, networks):
    from lineart_colorizer.serving.models import load_for_pages

    model = load_for_pages(exported)
    page = picture(32, 40)
    assert (model.card.kind, model.card.step) == ("translator", 3)
    for direction in NAMES:
        np.testing.assert_allclose(model.translate(page, direction), expected(networks[direction], page), atol=1e-5)
