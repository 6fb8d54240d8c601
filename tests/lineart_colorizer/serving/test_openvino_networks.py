import importlib.metadata
import re
import sys

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.openvino_networks import OpenVinoNetwork, describe_openvino, import_openvino


@pytest.fixture(scope="module")
def openvino_network(export_once) -> OpenVinoNetwork:
    return OpenVinoNetwork(export_once("openvino").path / "colorizer.xml")


@pytest.mark.parametrize("shape", [(33, 47), (64, 32)], ids=str)
def test_the_same_pictures(openvino_network, page, truth, shape):
    inputs = page(*shape)
    assert sorted(openvino_network.inputs) == ["hint", "label", "line"]
    found = openvino_network(**inputs, label=np.array([-1, 1], np.int32))
    expected = truth(**inputs, label=np.array([-1, 1]))
    assert found.keys() == expected.keys()
    for name in found:
        np.testing.assert_allclose(found[name], expected[name], atol=1e-4)


def test_a_damaged_file(tmp_path):
    (tmp_path / "colorizer.xml").write_text("<net")
    with pytest.raises(InputError, match=r"^[^\n]*colorizer\.xml is no OpenVINO network that can be run: [^\n]+$"):
        OpenVinoNetwork(tmp_path / "colorizer.xml")


def test_nothing_is_reported_to_anybody():
    import_openvino()
    assert importlib.metadata.version("openvino-telemetry")  # openvino brings it, and reports through it where it can be imported
    assert sys.modules["openvino_telemetry"] is None
    assert sys.modules["openvino.tools.ovc.telemetry_utils"].tm.__name__ == "openvino.tools.ovc.telemetry_stub"


def test_where_networks_run_in_words():
    assert re.fullmatch(r"CPU \(\d+ cores\), OpenVINO \d+\.\d+\.\d+", describe_openvino())
