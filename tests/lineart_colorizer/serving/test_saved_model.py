import numpy as np
import pytest

from lineart_colorizer.serving.openvino_networks import OpenVinoNetwork, import_openvino
from lineart_colorizer.serving.saved_model import is_saved_model


def test_a_folder_that_is_one(export_once, tmp_path):
    assert is_saved_model(export_once("savedmodel").path)
    assert not is_saved_model(tmp_path)


@pytest.mark.parametrize("shape", [(33, 47), (64, 32)], ids=str)
def test_openvino_s_own_reader_of_saved_models_gives_the_same_pictures(export_once, page, truth, shape):
    """None of TensorFlow's code reads the folder here: neither the graph nor the variables."""
    network = OpenVinoNetwork(import_openvino().Core().read_model(export_once("savedmodel").path))
    line = page(*shape)["line"]
    found = network(line=line)
    assert set(found) == {"color"}
    np.testing.assert_allclose(found["color"], truth(line, np.zeros((*line.shape[:3], 4), np.float32))["color"], atol=1e-4)
