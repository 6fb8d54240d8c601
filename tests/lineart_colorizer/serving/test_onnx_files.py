import sys

import numpy as np
import onnx
import onnxruntime
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.onnx_files import OnnxNetwork, write_onnx


@pytest.fixture(scope="module")
def path(export_once):
    return export_once("onnx").path / "colorizer.onnx"


@pytest.mark.parametrize("shape", [(33, 47), (64, 32)], ids=str)
def test_onnxruntime_gives_the_same_pictures(path, page, truth, shape):
    """As any program would run it: of onnxruntime alone."""
    inputs = page(*shape)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    color, layer = session.run(["color", "layer"], inputs | {"label": np.array([-1, 1], np.int32)})
    expected = truth(**inputs, label=np.array([-1, 1]))
    np.testing.assert_allclose(color, expected["color"], atol=1e-4)
    np.testing.assert_allclose(layer, expected["layer"], atol=1e-4)
    assert np.abs(layer - truth(**inputs)["layer"]).max() > 1e-3  # the label counts


def test_our_runner_gives_them_by_name(path, page, truth):
    network = OnnxNetwork(path)
    assert network.inputs == ("line", "hint", "label")
    inputs = page(20, 50)
    found = network(**inputs, label=np.full(2, -1, np.int32))
    expected = truth(**inputs)
    assert found.keys() == expected.keys()
    for name in found:
        np.testing.assert_allclose(found[name], expected[name], atol=1e-4)


def test_it_is_sound_and_its_free_axes_have_names(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    axes = {given.name: [axis.dim_param or axis.dim_value for axis in given.type.tensor_type.shape.dim] for given in model.graph.input}
    assert axes == {"line": ["batch", "height", "width", 1], "hint": ["batch", "height", "width", 4], "label": ["batch"]}


def test_a_damaged_file(tmp_path):
    (tmp_path / "colorizer.onnx").write_bytes(b"half")
    with pytest.raises(InputError, match=r"^[^\n]*colorizer\.onnx is no ONNX network that can be run: [^\n]+$"):
        OnnxNetwork(tmp_path / "colorizer.onnx")


def test_missing_packages_say_what_to_install(live, path, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    with pytest.raises(InputError) as refused:
        write_onnx(live, tmp_path)
    assert str(refused.value) == "--format onnx needs tf2onnx: pip install '.[onnx]'"
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(InputError) as refused:
        OnnxNetwork(path)
    assert str(refused.value) == f"{path}: to run it needs onnxruntime: pip install '.[onnx]'"
