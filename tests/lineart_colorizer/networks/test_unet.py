import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks.unet import MULTIPLE, PALETTE_LAYER, build_unet


def drawing(height: int = MULTIPLE, width: int = MULTIPLE, batch: int = 1, seed: int = 0) -> dict:
    """Grey noise with a black column and a few hints."""
    rng = np.random.default_rng(seed)
    line = rng.uniform(-1.0, 1.0, (batch, height, width, 1)).astype(np.float32)
    line[:, :, width // 2] = -1.0
    mask = (rng.random((batch, height, width, 1)) < 0.1).astype(np.float32)
    color = rng.uniform(-1.0, 1.0, (batch, height, width, 3)).astype(np.float32)
    return {"line": line, "hint": np.concatenate([color * mask, mask], axis=-1)}


def colored(network, inputs: dict) -> dict:
    return {name: np.asarray(value) for name, value in network(inputs, training=False).items()}


def tiny(head: str = "multiply", palette: int = 4):
    keras.utils.set_random_seed(0)
    network = build_unet(filters=2, palette=palette, head=head)
    if palette:
        colors = np.random.default_rng(1).random((palette, 3), np.float32)
        network.get_layer(PALETTE_LAYER).set_palette(colors, np.full(palette, 1 / palette, np.float32))
    return network


@pytest.fixture(scope="module")
def multiply():
    return tiny()


@pytest.fixture(scope="module")
def direct():
    return tiny("direct", palette=0)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
def test_any_multiple_of_32_in_range(multiply, height, width):
    assert MULTIPLE == 32
    found = colored(multiply, drawing(height, width, batch=2))
    assert {name: value.shape for name, value in found.items()} == {
        "color": (2, height, width, 3),
        "layer": (2, height, width, 3),
        "logits": (2, height // 2, width // 2, 4),
    }
    for name in ("color", "layer"):
        assert found[name].dtype == np.float32
        assert found[name].min() >= -1.0 - 1e-6
        assert found[name].max() <= 1.0 + 1e-6


def test_multiply_lays_the_lines_over_the_colors(multiply):
    """In [0,1]: layer x line = color; a black pixel is black whatever its colour, a white one shows its colour."""
    inputs = drawing()
    inputs["line"][:, :, 3] = 1.0
    found = colored(multiply, inputs)
    layer, line, color = ((value + 1.0) / 2.0 for value in (found["layer"], inputs["line"], found["color"]))
    np.testing.assert_allclose(layer * line, color, atol=1e-6)
    np.testing.assert_array_equal(found["color"][:, :, MULTIPLE // 2], -1.0)
    np.testing.assert_allclose(found["color"][:, :, 3], found["layer"][:, :, 3], atol=1e-6)
    assert found["layer"][:, :, MULTIPLE // 2].min() > -1.0


def test_direct_predicts_the_picture_itself(direct):
    """The drawing's lines are not laid over it: a black pixel need not be black. Its own lines may only darken its colours."""
    found = colored(direct, drawing())
    assert set(found) == {"color", "layer"}
    assert (found["color"] <= found["layer"] + 1e-6).all()
    assert found["color"][:, :, MULTIPLE // 2].min() > -1.0
    assert found["color"].std() > 0.0


@pytest.mark.parametrize("size", [MULTIPLE, None], ids=["fixed", "free"])
@pytest.mark.parametrize("head", ["multiply", "direct"])
def test_a_graph_computes_what_eager_execution_does(multiply, direct, head, size):
    network, inputs = {"multiply": multiply, "direct": direct}[head], drawing()
    expected = colored(network, inputs)
    shapes = [tf.TensorSpec([None, size, size, channels]) for channels in (1, 4)]
    in_graph = tf.function(lambda line, hint: network({"line": line, "hint": hint}, training=False), input_signature=shapes)
    for name, found in in_graph(inputs["line"], inputs["hint"]).items():
        np.testing.assert_allclose(found, expected[name], atol=1e-5, err_msg=name)


def test_the_colors_are_mixed_of_the_palette():
    """With a palette of a single colour there is but that colour under the lines, where no other is asked for."""
    network = tiny(palette=2)
    network.get_layer(PALETTE_LAYER).set_palette(np.float32([[1.0, 0.5, 0.0]] * 2), np.float32([0.5, 0.5]))
    inputs = drawing()
    layer = colored(network, inputs | {"hint": np.zeros_like(inputs["hint"])})["layer"]
    np.testing.assert_allclose(layer, np.broadcast_to([1.0, 0.0, -1.0], layer.shape), atol=1e-6)


def test_a_pictures_colors_do_not_depend_on_the_batch(multiply):
    inputs = drawing(batch=3)
    together = colored(multiply, inputs)["color"]
    for index in range(3):
        alone = colored(multiply, {name: value[index : index + 1] for name, value in inputs.items()})["color"]
        np.testing.assert_allclose(alone[0], together[index], atol=1e-5)


@pytest.mark.parametrize("name", ["line", "hint"])
def test_line_and_hint_both_count(multiply, name):
    inputs = drawing()
    before = colored(multiply, inputs)["logits"]
    after = colored(multiply, inputs | {name: drawing(seed=5)[name]})["logits"]
    assert np.abs(before - after).max() > 1e-4


def two_rooms() -> dict:
    """Side by side on 64 px, without any hint."""
    line = np.ones((1, 64, 64, 1), np.float32)
    line[:, [0, 1, 62, 63]] = line[:, :, [0, 1, 31, 32, 62, 63]] = -1.0
    return {"line": line, "hint": np.zeros((1, 64, 64, 4), np.float32)}


def test_a_hint_speaks_for_its_region_alone():
    """Two rooms side by side; a stroke in the left one. With votes for "red" where red was painted, the left room turns red, all of it."""
    network = tiny(palette=2)
    network.get_layer(PALETTE_LAYER).set_palette(np.float32([[1, 0, 0], [0, 0, 1]]), np.float32([0.5, 0.5]))
    line, hint = two_rooms().values()
    hint[:, 8:12, 8:12] = (1.0, -1.0, -1.0, 1.0)
    before = colored(network, {"line": line, "hint": hint})["logits"]
    votes = network.get_layer("hint_votes")
    votes.set_weights([np.float32([[1, -1], [0, 0], [-1, 1], [0, 0]]).reshape(1, 1, 4, 2)])
    change = colored(network, {"line": line, "hint": hint})["logits"] - before
    left, right = change[0, 2:30, 2:15], change[0, 2:30, 17:30]
    assert left[..., 0].min() > 50.0  # of at most 100: red is painted there (1), blue is not (-1), times HINT_WEIGHT
    assert np.abs(right).max() < 1.0


def test_a_region_takes_its_hint_s_color_and_no_other_does(multiply):
    """Before anything is learned; the hint is .2 % of its room."""
    inputs = two_rooms()
    before = colored(multiply, inputs)["layer"][0]
    inputs["hint"][:, 6:8, 8:10] = (0.9, -0.8, 0.1, 1.0)
    after = colored(multiply, inputs)["layer"][0]
    np.testing.assert_allclose(after[4:60, 4:29], np.broadcast_to(np.float32([0.9, -0.8, 0.1]), (56, 25, 3)), atol=0.06)
    np.testing.assert_allclose(after[4:60, 36:60], before[4:60, 36:60], atol=0.01)


def test_of_two_hints_in_one_region_each_is_obeyed_around_itself(multiply):
    inputs = two_rooms()
    inputs["hint"][:, 8:12, 8:12] = (1.0, -1.0, -1.0, 1.0)
    inputs["hint"][:, 50:54, 8:12] = (-1.0, -1.0, 1.0, 1.0)
    layer = colored(multiply, inputs)["layer"][0]
    assert layer[9, 9, 0] > layer[9, 9, 2]
    assert layer[51, 9, 2] > layer[51, 9, 0]


def test_colors_are_learned_without_the_obedience(multiply):
    """Before anything heeds hints, they tell a network in training nothing but what the drawing's own levels see."""
    with_hint = two_rooms()
    with_hint["hint"][:, 8:12, 8:12] = (1.0, -1.0, -1.0, 1.0)
    learning = np.asarray(multiply(with_hint, training=True)["layer"])
    assert np.abs(learning - colored(multiply, with_hint)["layer"])[0, 9, 9].max() > 0.1
    palette = np.asarray(multiply.get_layer(PALETTE_LAYER).colors) * 2 - 1
    assert palette.min() - 1e-6 <= learning.min() and learning.max() <= palette.max() + 1e-6


def test_hints_are_not_heeded_before_that_is_learned(multiply):
    np.testing.assert_array_equal(multiply.get_layer("hint_votes").get_weights()[0], 0.0)


@pytest.mark.parametrize("head", ["multiply", "direct"])
def test_the_same_after_saving_and_loading(multiply, direct, head, tmp_path):
    network = {"multiply": multiply, "direct": direct}[head]
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    inputs = drawing(64, 32)
    before, after = colored(network, inputs), colored(again, inputs)
    assert before.keys() == after.keys()
    for name in before:
        np.testing.assert_allclose(after[name], before[name], atol=1e-6)


def test_weights_have_stable_names(multiply):
    """A checkpoint of today must fit the network of tomorrow: names come from the layers' roles, not from a counter."""
    paths = [weight.path for weight in multiply.weights]
    assert len(set(paths)) == len(paths)
    assert paths == [weight.path for weight in tiny().weights]


def test_naming_changes_no_picture():
    """Nothing hangs on it: with the same weights, the same picture."""
    network = build_unet(filters=2, palette=0, named=3)
    plain = build_unet(filters=2, palette=0)
    weights = {weight.path: weight for weight in network.weights}
    for weight in plain.weights:
        weight.assign(weights[weight.path])
    outputs = colored(network, drawing())
    assert outputs["names"].shape == (1, 3)
    np.testing.assert_array_equal(outputs["color"], colored(plain, drawing())["color"])


def test_another_head_is_refused():
    with pytest.raises(ValueError, match="head must be multiply or direct, not 'add'"):
        build_unet(head="add")


@pytest.fixture(scope="module")
def labelled():
    keras.utils.set_random_seed(0)
    network = build_unet(filters=2, palette=0, classes=3)
    network.get_layer("label_features").kernel.assign(np.random.default_rng(2).normal(size=(3, 32)))
    return network


def test_a_label_changes_the_picture_and_none_adds_nothing(labelled, multiply):
    """Pictures of labels 0, 1, 2 differ; -1 is the network without labels."""
    inputs = {name: np.repeat(value, 4, axis=0) for name, value in drawing().items()}
    layer = colored(labelled, inputs | {"label": np.int32([0, 1, 2, -1])})["layer"]
    for one in range(4):
        for other in range(one):
            assert np.abs(layer[one] - layer[other]).max() > 1e-4
    unlabelled = build_unet(filters=2, palette=0)
    names = {weight.path: weight for weight in labelled.weights}
    for weight in unlabelled.weights:
        weight.assign(names[weight.path])
    np.testing.assert_allclose(colored(unlabelled, drawing())["layer"][0], layer[3], atol=1e-6)


def test_labels_are_not_heeded_before_that_is_learned():
    network = build_unet(filters=2, palette=0, classes=3)
    np.testing.assert_array_equal(network.get_layer("label_features").kernel, 0.0)


def test_a_labelled_network_from_its_config(labelled):
    again = keras.Model.from_config(labelled.get_config())
    again.set_weights(labelled.get_weights())
    inputs = drawing() | {"label": np.int32([2])}
    np.testing.assert_allclose(colored(again, inputs)["layer"], colored(labelled, inputs)["layer"], atol=1e-6)
