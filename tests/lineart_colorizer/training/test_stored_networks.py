import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.training.stored_networks import StoredNetworks


def network(units: int, **named) -> keras.Model:
    """line -> hidden -> votes, each of so many units."""
    line = keras.Input((3,))
    hidden = keras.layers.Dropout(0.5, **named)(keras.layers.Dense(units, name="hidden")(line))
    return keras.Model(line, keras.layers.Dense(units, name="votes")(hidden))


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """A checkpoint of two networks that share their layers' names, one of them with its optimizer."""
    generator, critic = network(2), network(4)
    for shift, each in enumerate((generator, critic)):
        each.set_weights([np.full(weight.shape, 10 * shift + at, np.float32) for at, weight in enumerate(each.get_weights())])
    optimizer = keras.optimizers.Adam()
    optimizer.build(generator.trainable_variables)
    path = str(tmp_path_factory.mktemp("stored") / "weights")
    tf.train.Checkpoint(generator=generator, critic=critic, phase_0_generator=optimizer).write(path)
    return path


def test_each_network_s_variables_by_their_paths(prefix):
    stored = StoredNetworks(prefix)
    assert {path: (value.shape, value.flat[0]) for path, value in stored.variables("generator").items()} == {
        "hidden/kernel": ((3, 2), 0.0), "hidden/bias": ((2,), 1.0), "votes/kernel": ((2, 2), 2.0), "votes/bias": ((2,), 3.0),
    }  # fmt: skip
    assert stored.variables("critic")["votes/kernel"].tolist() == np.full((4, 4), 12.0).tolist()


@pytest.mark.parametrize("way", [("average",), ("generator", "inner")])
def test_what_is_not_there_has_no_variables(prefix, way):
    assert StoredNetworks(prefix).variables(*way) == {}


@pytest.mark.parametrize("missing", [".index", ".data-00000-of-00001"])
def test_files_that_are_cut_off_are_one_line(prefix, tmp_path, missing):
    for ending in (".index", ".data-00000-of-00001"):
        content = pathlib.Path(prefix + ending).read_bytes()
        (tmp_path / f"weights{ending}").write_bytes(content[: 7 if ending == missing else None])
    with pytest.raises(InputError, match=rf"^{tmp_path / 'weights'} cannot be read \([^\n]*\): name another model$"):
        StoredNetworks(str(tmp_path / "weights")).variables("generator")
