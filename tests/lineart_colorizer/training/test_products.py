import json
import shutil

import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.training.checkpoint_folder import newest_whole
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.products import load_product, product_kind, product_labels, write_product
from lineart_colorizer.training.run_folder import RunFolder


def test_a_run_says_what_it_makes(trained):
    assert product_kind(trained.run) == "colorizer"
    assert product_labels(trained.run) == ("boxes", "disks")
    assert list(load_product(trained.run, trained.run.chosen())) == ["colorizer"]


def test_what_is_written_is_loaded_without_the_system(build_tiny, trained, tmp_path):
    """Networks of any shape: their configuration is in the file."""
    run = RunFolder(tmp_path / "run")
    system = build_tiny(system="unet", head="direct", palette=0, filters=3, blocks=None)
    write_product(run, system, ("cat",))
    saved = json.loads(run.model_file.read_text())
    assert (saved["kind"], saved["labels"], list(saved["networks"])) == ("colorizer", ["cat"], ["colorizer"])
    with pytest.raises(InputError, match=r"no checkpoint in .*: train the run first"):
        load_product(run, run.chosen())


def test_the_loaded_network_is_the_averaged_one(trained):
    import tensorflow as tf

    reader = tf.train.load_checkpoint(newest_whole(trained.run.checkpoints).prefix)
    stored = [reader.get_tensor(name) for name in reader.get_variable_to_shape_map() if name.startswith("average/")]
    for weight in load_product(trained.run, trained.run.chosen())["colorizer"].get_weights():
        assert any(np.array_equal(weight, value) for value in stored if value.shape == weight.shape)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no {file}: {folder} is no run's folder, or of an older version; train a new run"),
        ("{", "{file} is damaged: train a new run"),
        ("[]", "{file} is damaged: train a new run"),
        ("{}", "{file} is damaged: train a new run"),
    ],
)
def test_a_missing_or_damaged_file_is_one_line(tmp_path, content, said):
    run = RunFolder(tmp_path)
    if content is not None:
        run.model_file.write_text(content)
    with pytest.raises(InputError) as refused:
        product_kind(run)
    assert str(refused.value) == said.format(file=run.model_file, folder=tmp_path)


def test_a_network_of_layers_that_are_unknown_here(trained, tmp_path):
    run = RunFolder(tmp_path / "copy")
    shutil.copytree(trained.run.path, run.path)
    run.model_file.write_text(run.model_file.read_text().replace("LineAwareAverage", "GoneAverage"))
    with pytest.raises(InputError, match=r"model\.json: .*; of another version\? train a new run"):
        load_product(run, run.chosen())


def test_what_was_trained_in_half_precision_is_loaded_in_float32(build_tiny, tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        system = build_tiny(system="unet")
        write_product(RunFolder(tmp_path), system, ())
    finally:
        keras.config.set_dtype_policy("float32")
    assert system.networks["average"].get_layer("encode_1").compute_dtype == "bfloat16"
    RunState(system, RunFolder(tmp_path).checkpoints).save()
    loaded = load_product(RunFolder(tmp_path), RunFolder(tmp_path).chosen())["colorizer"]
    assert {layer.compute_dtype for layer in loaded.layers if layer.weights} == {"float32"}
    for one, other in zip(loaded.get_weights(), system.networks["average"].get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
