import json
import os
import pathlib

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.models import find_model, find_origin, load_colorizer, load_networks, run_card
from lineart_colorizer.serving.naming import DEMO
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint, newest_whole
from lineart_colorizer.training.products import load_product
from lineart_colorizer.training.run_folder import RunFolder

CARD = ModelCard(kind="colorizer", size=32, head="multiply", labels=("boxes", "disks"), run="straight", step=4)


def make_run(folder: pathlib.Path, *, age: int = 0, checkpoint: bool = True, kind: str = "colorizer") -> pathlib.Path:
    """What `find_model` looks for, without any content."""
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "settings.yaml").touch()
    (folder / "model.json").write_text(json.dumps({"kind": kind, "labels": [], "networks": {}}))
    if checkpoint:
        (folder / "checkpoints" / "step-0000004").mkdir()
    now = folder.stat().st_mtime
    os.utime(folder, (now - age, now - age))
    return folder


def make_saved_model(folder: pathlib.Path) -> pathlib.Path:
    folder.mkdir(parents=True)
    (folder / "saved_model.pb").touch()
    return folder


def refusal(*arguments) -> str:
    with pytest.raises(InputError) as refused:
        find_model(*arguments)
    return str(refused.value)


def test_by_the_run_s_name_or_folder(tmp_path):
    run = make_run(tmp_path / "models" / "mine")
    assert find_model("mine", tmp_path / "models") == run
    assert find_model(str(run), tmp_path / "elsewhere") == run


def test_by_the_saved_model_s_folder_or_its_newest_version(tmp_path):
    for version in ("1", "2", "10"):
        make_saved_model(tmp_path / "served" / version)
    (tmp_path / "served" / "11").mkdir()
    make_saved_model(tmp_path / "served" / "12-old")
    assert find_model(str(tmp_path / "served" / "2")) == tmp_path / "served" / "2"
    assert find_model(str(tmp_path / "served")) == tmp_path / "served" / "10"


def test_a_published_folder_is_its_newest_version_though_it_has_settings(tmp_path):
    version = make_saved_model(tmp_path / "fox" / "1")
    (tmp_path / "fox" / "settings.yaml").touch()
    assert find_model(str(tmp_path / "fox")) == find_model("fox", tmp_path) == version


def test_a_run_goes_before_the_versions_it_exported(tmp_path):
    run = make_run(tmp_path / "mine")
    make_saved_model(run / "export" / "1")
    assert find_model("mine", tmp_path) == run
    assert find_model(str(run / "export"), tmp_path) == run / "export" / "1"


def test_no_name_is_the_newest_run_that_can_colour(tmp_path):
    make_run(tmp_path / "old", age=200)
    newest = make_run(tmp_path / "new", age=100)
    make_run(tmp_path / "just-begun", checkpoint=False)
    sampler = make_run(tmp_path / "sampler", age=50, kind="sampler")
    assert find_model(None, tmp_path) == newest
    assert find_model(None, tmp_path, kinds=("sampler",)) == find_model(None, tmp_path, kinds=("colorizer", "sampler")) == sampler


def test_no_run_at_all_is_the_demo_model_which_colours(tmp_path):
    make_run(tmp_path / "just-begun", checkpoint=False)
    assert find_model(None, tmp_path) == find_model(None, tmp_path / "none") == DEMO
    said = f"no trained run in {tmp_path}/ that is a sampler: train one with python -m lineart_colorizer.train, or name one with --model"
    assert refusal(None, tmp_path, ("sampler",)) == said


def test_the_demo_model_by_name_and_a_run_of_that_name_before_it(tmp_path):
    assert find_model("demo", tmp_path) == DEMO
    own = make_run(tmp_path / "demo")
    assert find_model("demo", tmp_path) == own


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path):
    assert refusal("nun", tmp_path) == "no model 'nun': not a SavedModel, nor a Keras export, nor a run (there are: demo)"
    make_run(tmp_path / "one", age=9)
    make_run(tmp_path / "two")
    assert refusal("nun", tmp_path) == "no model 'nun': not a SavedModel, nor a Keras export, nor a run (there are: two, one, demo)"


@pytest.fixture(scope="module")
def both(trained):
    """The same model from the run's folder and from its export."""
    return load_colorizer(trained.run.path), load_colorizer(trained.run.export / "1")


def test_cards_say_where_a_model_comes_from(both, trained):
    of_run, of_export = both
    assert of_run.card == of_export.card == CARD
    assert (of_run.source, of_export.source) == (trained.run.path, trained.run.export / "1")


@pytest.mark.parametrize(("height", "width"), [(33, 47), (64, 32)])
def test_run_and_saved_model_colour_alike(both, height, width):
    rng = np.random.default_rng(0)
    line = rng.uniform(-1, 1, (2, height, width, 1)).astype(np.float32)
    hint = np.zeros((2, height, width, 4), np.float32)
    hint[:, 8:12, 8:12] = (1, -1, -1, 1)
    ours, theirs = (colorizer.predict(line, hint) for colorizer in both)
    assert set(ours) == set(theirs) == {"color", "layer"}
    for name in ours:
        assert ours[name].shape == (2, height, width, 3)
        assert ours[name].dtype == np.float32
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5)
        assert ours[name].std() > 0.01
    without = both[0].predict(line, np.zeros_like(hint))
    assert not np.allclose(without["layer"], ours["layer"], atol=1e-6)


def test_what_training_shows_and_scores_is_what_the_network_colours(build_tiny, tiny_batches):
    # TensorFlow 2.21's graph optimizer (remapper, with oneDNN) fuses this network wrongly where the traced shapes are fixed
    system = build_tiny(system="unet", filters=4, blocks=None)
    for batch in tiny_batches[:2]:
        expected = system.networks["average"]({"line": batch["line"], "hint": batch["hint"]}, training=False)["color"]
        assert np.asarray(system.sample(batch)) == pytest.approx(np.asarray(expected), abs=1e-4)


def test_the_colors_are_the_layer_under_the_lines(both):
    line = np.linspace(-1, 1, 32 * 32, dtype=np.float32).reshape(1, 32, 32, 1)
    made = both[1].predict(line, np.zeros((1, 32, 32, 4), np.float32))
    assert (made["color"] + 1) / 2 == pytest.approx((made["layer"] + 1) / 2 * (line + 1) / 2, abs=1e-5)


def test_the_averaged_generator_colours(trained):
    import tensorflow as tf

    network = load_product(trained.run, trained.run.chosen())["colorizer"]
    reader = tf.train.load_checkpoint(newest_whole(trained.run.checkpoints).prefix)
    stored = {
        name.partition("/")[0]: [reader.get_tensor(other) for other in sorted(reader.get_variable_to_shape_map()) if other.startswith(name)]
        for name in ("average/",)
    }["average"]
    shapes = sorted(value.shape for value in stored)
    assert sorted(value.shape for value in network.get_weights()) == shapes
    for weight in network.get_weights():
        assert any(np.array_equal(weight, value) for value in stored if value.shape == weight.shape)


def test_a_run_of_no_checkpoint(trained, tmp_path):
    run = RunFolder(tmp_path / "begun")
    run.write_settings(trained.settings)
    with pytest.raises(InputError) as refused:
        load_colorizer(run.path)
    assert str(refused.value) == f"no checkpoint in {run.checkpoints}: train the run first"


def test_the_card_of_the_newest_checkpoint(trained):
    assert run_card(trained.run, trained.run.chosen()) == CARD


def test_a_checkpoint_is_chosen_and_read_through_once_for_networks_and_card(trained, monkeypatch):
    looked = []
    monkeypatch.setattr(SavedCheckpoint, "fault", lambda saved: looked.append(saved.step))
    networks, card = load_networks(trained.run.path)
    assert (list(networks), card) == (["colorizer"], CARD)
    assert looked == [4]


def test_run_and_saved_model_hold_the_same_network_to_begin_from(trained):
    of_run, of_export = find_origin(str(trained.run.path)), find_origin(str(trained.run.export / "1"))
    assert (of_run.kind, of_run.labels) == (of_export.kind, of_export.labels) == ("colorizer", ("boxes", "disks"))
    expected = {variable.path: variable.numpy() for variable in load_product(trained.run, trained.run.chosen())["colorizer"].weights}
    for origin in (of_run, of_export):
        found = origin.stored.variables(*origin.ways["colorizer"])
        assert found.keys() == expected.keys()
        assert all(np.array_equal(found[path], expected[path]) for path in expected)
    assert of_run.stored.variables("critic")
    assert not of_export.stored.variables("critic")


def test_a_run_of_no_checkpoint_is_nothing_to_begin_from(tmp_path):
    run = make_run(tmp_path / "begun", checkpoint=False)
    with pytest.raises(InputError, match=r"^no checkpoint in .*: train the run first$"):
        find_origin(run.name, tmp_path)
