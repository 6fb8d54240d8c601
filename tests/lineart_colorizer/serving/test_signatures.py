import keras
import numpy as np
import pytest
import tensorflow as tf

from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.networks.dcgan import build_generator
from lineart_colorizer.serving.encoded import on_white
from lineart_colorizer.serving.signatures import ColorizerModule, SamplerModule

INPUTS = {
    "serving_default": {"line"},
    "colorize_hint": {"line", "hint"},
    "colorize_layer": {"line", "hint"},
    "colorize_png": {"line_bytes"},
    "colorize_png_hint": {"line_bytes", "hint_bytes"},
}
OUTPUTS = {
    "serving_default": {"color"},
    "colorize_hint": {"color"},
    "colorize_layer": {"color", "layer"},
    "colorize_png": {"color_bytes"},
    "colorize_png_hint": {"color_bytes"},
}
CHANNELS = {"line": 1, "hint": 4, "color": 3, "layer": 3}


def toy_network(side: int = 5) -> keras.Model:
    """One convolution, which sees what is padded; color is the layer, darker."""
    line, hint = keras.Input((None, None, 1), name="line"), keras.Input((None, None, 4), name="hint")
    both = keras.layers.Concatenate()([line, hint])
    layer = keras.layers.Conv2D(3, side, padding="same", activation="tanh", kernel_initializer="he_normal")(both)
    return keras.Model({"line": line, "hint": hint}, {"layer": layer, "color": keras.layers.Rescaling(0.5, -0.5)(layer)})


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(1)
    return toy_network()


@pytest.fixture(scope="module")
def served(network, tmp_path_factory):
    """The signatures as they are after saving and loading."""
    module = ColorizerModule(network)
    folder = str(tmp_path_factory.mktemp("saved"))
    tf.saved_model.save(module, folder, signatures=module.signatures)
    loaded = tf.saved_model.load(folder)
    return lambda name, **inputs: {key: value.numpy() for key, value in call(loaded, name, inputs).items()}, loaded


def call(loaded, name, inputs):
    return loaded.signatures[name](**{key: tf.constant(value) for key, value in inputs.items()})


def drawing(height: int, width: int, count: int = 1) -> np.ndarray:
    """float32 [count,height,width,1] in [-1,1]."""
    return np.random.default_rng(height).uniform(-1, 1, (count, height, width, 1)).astype(np.float32)


def hints(height: int, width: int, count: int = 1) -> np.ndarray:
    """A green point at 3, 4."""
    hint = np.zeros((count, height, width, 4), np.float32)
    hint[:, 3, 4] = (-1, 1, -1, 1)
    return hint


def padded(network, line, hint) -> dict[str, np.ndarray]:
    """What the network says of the drawing with its edge going on up to 64 x 64, cropped."""
    _, height, width, _ = line.shape
    missing = [(0, 0), (0, 64 - height), (0, 64 - width), (0, 0)]
    prediction = network({"line": np.pad(line, missing, mode="edge"), "hint": np.pad(hint, missing)})
    return {name: value.numpy()[:, :height, :width] for name, value in prediction.items()}


def test_five_signatures(served):
    assert set(served[1].signatures) == set(INPUTS)


@pytest.mark.parametrize("name", INPUTS)
def test_names_types_and_shapes(served, name):
    signature = served[1].signatures[name]
    inputs, outputs = signature.structured_input_signature[1], signature.structured_outputs
    assert set(inputs) == INPUTS[name]
    assert set(outputs) == OUTPUTS[name]
    for of in (inputs, outputs):
        for key, spec in of.items():
            if key.endswith("_bytes"):
                assert spec.dtype == tf.string
                assert spec.shape.as_list() == [None]
            else:
                assert spec.dtype == tf.float32
                assert spec.shape.as_list() in ([None, None, None, CHANNELS[key]], [None, None, None, None])


@pytest.mark.parametrize(("height", "width", "count"), [(33, 47, 2), (64, 64, 1), (40, 64, 3)])
def test_odd_sizes_are_padded_and_cropped_inside(served, network, height, width, count):
    line, hint = drawing(height, width, count), hints(height, width, count)
    expected, without = padded(network, line, hint), padded(network, line, np.zeros_like(hint))
    assert served[0]("serving_default", line=line)["color"] == pytest.approx(without["color"], abs=1e-5)
    assert served[0]("colorize_hint", line=line, hint=hint)["color"] == pytest.approx(expected["color"], abs=1e-5)
    both = served[0]("colorize_layer", line=line, hint=hint)
    assert both["color"].shape == both["layer"].shape == (count, height, width, 3)
    for name in both:
        assert both[name] == pytest.approx(expected[name], abs=1e-5)
    assert not np.allclose(expected["color"], without["color"], atol=1e-2)  # the hint counts


def test_alpha_is_laid_on_white():
    picture = np.array([[[0, 0, 0, 255], [0, 0, 0, 0], [255, 0, 0, 51]]], np.uint8)
    rgb, alpha = on_white(encode_png(picture))
    assert rgb.numpy() == pytest.approx(np.array([[[0, 0, 0], [1, 1, 1], [1, 0.8, 0.8]]]), abs=1e-6)
    assert alpha.numpy().ravel() == pytest.approx([1, 0, 0.2])


def as_bytes(color: np.ndarray) -> np.ndarray:
    return np.clip(np.rint((color + 1) * 127.5), 0, 255).astype(int)


def test_png_in_png_out_of_any_sizes(served, network):
    lines = [((drawing(*size)[0, ..., 0] + 1) * 127.5).astype(np.uint8) for size in ((33, 47), (20, 64))]
    made = served[0]("colorize_png", line_bytes=[encode_png(line) for line in lines])["color_bytes"]
    assert made.shape == (2,)
    for line, encoded in zip(lines, made, strict=True):
        color = read_picture(encoded)
        assert color.shape == (*line.shape, 3)
        expected = padded(network, line[None, ..., None].astype(np.float32) / 127.5 - 1, np.zeros((1, *line.shape, 4)))
        assert np.abs(color.astype(int) - as_bytes(expected["color"][0])).max() <= 1
        assert color.std() > 5


def test_png_with_alpha_is_a_drawing_on_white(served):
    ink = np.zeros((33, 47, 4), np.uint8)
    ink[10] = (0, 0, 0, 255)
    flat = np.full((33, 47), 255, np.uint8)
    flat[10] = 0
    clear, white = served[0]("colorize_png", line_bytes=[encode_png(ink), encode_png(flat)])["color_bytes"]
    assert (read_picture(clear) == read_picture(white)).all()


def test_png_hints_count_where_they_are_opaque(served, network):
    line = ((drawing(33, 47)[0, ..., 0] + 1) * 127.5).astype(np.uint8)
    picture = np.zeros((33, 47, 4), np.uint8)
    picture[3, 4] = (0, 255, 0, 200)  # as a brush's rim
    picture[20, 20] = (255, 0, 0, 100)  # too faint
    (made,) = served[0]("colorize_png_hint", line_bytes=[encode_png(line)], hint_bytes=[encode_png(picture)])["color_bytes"]
    expected = padded(network, line[None, ..., None].astype(np.float32) / 127.5 - 1, hints(33, 47))
    assert np.abs(read_picture(made).astype(int) - as_bytes(expected["color"][0])).max() <= 1


def test_a_hint_of_another_size_is_refused(served):
    line, hint = encode_png(np.zeros((33, 47), np.uint8)), encode_png(np.zeros((33, 48, 4), np.uint8))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"the hint must have the drawing\\?'s size"):
        served[0]("colorize_png_hint", line_bytes=[line], hint_bytes=[hint])


def test_a_sampler_draws_what_its_network_draws_and_refuses_classes_that_there_are_not():
    sampler = build_generator(classes=2, size=32, noise=3, filters=2)
    draw = SamplerModule(sampler).signatures["serving_default"]
    noise, label = tf.random.stateless_normal((2, 3), (0, 0)), tf.constant([0, 1])
    np.testing.assert_allclose(draw(noise, label)["color"], sampler({"noise": noise, "label": label}, training=False), atol=1e-6)
    for wrong in (-1, 2):
        with pytest.raises(tf.errors.InvalidArgumentError, match="labels of this model are 0 to 1"):
            draw(noise[:1], tf.constant([wrong]))
