import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.keras_files import LoadedNetworks, is_keras_export, load_keras
from lineart_colorizer.serving.models import find_model, find_origin, load_colorizer, load_networks


def test_keras_loads_it(export_once, network):
    path = export_once("keras").path / "colorizer.keras"
    for weight, expected in zip(keras.saving.load_model(path).get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)


@pytest.mark.parametrize("shape", [(33, 47), (64, 32)], ids=str)
def test_the_commands_load_it(export_once, page, truth, card, shape):
    folder = export_once("keras").path
    assert find_model(str(folder)) == find_model(str(folder.parent)) == find_model(str(folder / "colorizer.keras")) == folder
    colorizer = load_colorizer(folder)
    assert (colorizer.card, colorizer.source, colorizer.knows_labels, colorizer.varies) == (card, folder, True, True)
    inputs = page(*shape)
    found, expected = colorizer.predict(**inputs, label=1), truth(**inputs, label=np.array([1, 1]))
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], atol=1e-5)


def test_a_run_may_begin_with_it(export_once, network):
    origin = find_origin(str(export_once("keras").path))
    assert (origin.kind, origin.labels, origin.ways) == ("colorizer", ("boxes", "disks"), {"colorizer": ("colorizer",)})
    found = origin.stored.variables(*origin.ways["colorizer"])
    assert found.keys() == {variable.path for variable in network.weights}
    for variable in network.weights:
        np.testing.assert_array_equal(found[variable.path], variable.numpy())
    assert LoadedNetworks({}).variables("critic") == {}


def test_a_saved_model_has_no_networks_to_export_again(export_once):
    folder = export_once("savedmodel").path
    with pytest.raises(InputError) as refused:
        load_networks(folder)
    assert str(refused.value) == f"{folder} is a SavedModel already: name a run or a Keras export"


def test_a_damaged_file(tmp_path):
    (tmp_path / "colorizer.keras").write_bytes(b"half")
    assert is_keras_export(tmp_path)
    with pytest.raises(InputError, match=r"^[^\n]*colorizer\.keras cannot be loaded \([^\n]+\): export it again$"):
        load_keras(tmp_path)


def test_a_file_with_somebody_s_code_is_refused(tmp_path):
    given = keras.Input((1,))
    keras.Model(given, keras.layers.Lambda(lambda x: x + 1.0)(given)).save(tmp_path / "colorizer.keras")
    with pytest.raises(InputError, match="cannot be loaded"):
        load_keras(tmp_path)
