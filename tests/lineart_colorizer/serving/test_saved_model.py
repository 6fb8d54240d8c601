import dataclasses

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.openvino_files import OpenVinoNetwork, import_openvino
from lineart_colorizer.serving.saved_model import is_saved_model, read_card, write_card


def test_a_folder_that_is_one(export_once, tmp_path):
    assert is_saved_model(export_once("savedmodel").path)
    assert not is_saved_model(tmp_path)


def test_a_card_is_read_as_it_was_written(tmp_path, card):
    write_card(tmp_path, dataclasses.replace(card, noise=3))
    assert read_card(tmp_path) == dataclasses.replace(card, noise=3)


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"{}", b'{"size": 1, "head": "m", "run": "r", "step": 1, "more": 2}', b"\xff"])
def test_a_saved_model_of_another_make(tmp_path, content):
    if content is not None:
        (tmp_path / "assets.extra").mkdir()
        (tmp_path / "assets.extra" / "model.json").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_card(tmp_path)
    assert str(refused.value) == (f"{tmp_path} has no assets.extra/model.json: it was not exported by python -m lineart_colorizer.export")


@pytest.mark.parametrize("shape", [(33, 47), (64, 32)], ids=str)
def test_openvino_s_own_reader_of_saved_models_gives_the_same_pictures(export_once, page, truth, shape):
    """None of TensorFlow's code reads the folder here: neither the graph nor the variables."""
    network = OpenVinoNetwork(import_openvino().Core().read_model(export_once("savedmodel").path))
    line = page(*shape)["line"]
    found = network(line=line)
    assert set(found) == {"color"}
    np.testing.assert_allclose(found["color"], truth(line, np.zeros((*line.shape[:3], 4), np.float32))["color"], atol=1e-4)
