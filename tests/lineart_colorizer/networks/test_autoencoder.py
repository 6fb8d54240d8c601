import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks import unet
from lineart_colorizer.networks.autoencoder import BOTTLENECKS, MULTIPLE, WIDER, build_autoencoder


def drawing(height: int = 32, width: int = 32, batch: int = 1, seed: int = 0) -> dict:
    rng = np.random.default_rng(seed)
    line = rng.uniform(-1.0, 1.0, (batch, height, width, 1)).astype(np.float32)
    mask = (rng.random((batch, height, width, 1)) < 0.1).astype(np.float32)
    color = rng.uniform(-1.0, 1.0, (batch, height, width, 3)).astype(np.float32)
    return {"line": line, "hint": np.concatenate([color * mask, mask], axis=-1)}


@pytest.fixture(scope="module", params=BOTTLENECKS)
def network(request):
    keras.utils.set_random_seed(0)
    return build_autoencoder(filters=2, bottleneck=request.param)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
def test_outputs_as_of_a_colorizer(network, height, width):
    found = network(drawing(height, width, batch=2))
    assert {name: value.shape for name, value in found.items()} == dict.fromkeys(("color", "layer"), (2, height, width, 3))
    np.testing.assert_array_equal(found["layer"], found["color"])
    assert -1.0 <= found["color"].numpy().min() < found["color"].numpy().max() <= 1.0
    assert MULTIPLE == unet.MULTIPLE == 32  # what serving pads to


def test_all_passes_through_the_bottleneck(network):
    """No skips: every way from the drawing to the picture leads over the features of a 32nd of the side, 8 f channels."""
    decoder = [layer for layer in network.layers if layer.name.startswith("decode") or layer.name == "rgb"]
    assert len(decoder) == len(WIDER)
    assert not any(isinstance(layer, keras.layers.Add) for layer in network.layers)
    assert sum(isinstance(layer, keras.layers.Concatenate) for layer in network.layers) == 1  # of drawing and hint
    inner = keras.Model(network.inputs, network.get_layer("decode_3").input)
    assert inner([drawing(64, 96)[name] for name in ("line", "hint")]).shape == (1, 2, 3, 16)


def test_lines_are_not_laid_over_the_picture(network):
    inputs = drawing()
    inputs["line"][:, :, 16] = -1.0
    assert network(inputs)["color"].numpy()[:, :, 16].min() > -1.0


@pytest.mark.parametrize("name", ["line", "hint"])
def test_line_and_hint_both_count(network, name):
    inputs = drawing()
    assert np.abs(network(inputs)["color"] - network(inputs | {name: drawing(seed=5)[name]})["color"]).max() > 1e-4


def test_a_graph_computes_what_eager_execution_does(network):
    inputs = drawing(64, 32)
    shapes = [tf.TensorSpec([None, None, None, channels]) for channels in (1, 4)]
    in_graph = tf.function(lambda line, hint: network({"line": line, "hint": hint}, training=True), input_signature=shapes)
    np.testing.assert_allclose(in_graph(inputs["line"], inputs["hint"])["color"], network(inputs)["color"], atol=1e-5)


def test_the_same_from_its_config_and_weights(network):
    again = keras.Model.from_config(network.get_config())
    again.set_weights(network.get_weights())
    np.testing.assert_allclose(again(drawing())["color"], network(drawing())["color"], atol=1e-6)


def test_another_bottleneck_is_refused():
    with pytest.raises(ValueError, match="bottleneck must be strided or max-pool, not 'none'"):
        build_autoencoder(bottleneck="none")
