import numpy as np
import tensorflow as tf

from lineart_colorizer.serving.stored_variables import StoredVariables
from lineart_colorizer.training.stored_networks import OBJECTS, StoredNetworks


def test_all_variables_are_held_and_nothing_else(network):
    held = StoredVariables(network)
    assert {variable.ref() for variable in held.variables} == {variable.value.ref() for variable in network.variables}


def test_they_are_stored_under_their_keras_paths(network, export_once):
    prefix = str(export_once("savedmodel").path / "variables" / "variables")
    found = StoredNetworks(prefix).variables("network")
    for variable in network.weights:
        np.testing.assert_array_equal(found[variable.path], variable.numpy())
    assert len(tf.train.load_checkpoint(prefix).get_tensor(OBJECTS)) < 2**14  # more, and OpenVINO does not find them
