import sys

import pytest

from data_tools.errors import InputError
from lineart_colorizer.serving.openvino_files import write_openvino


def test_a_missing_package_says_what_to_install(live, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(InputError) as refused:
        write_openvino(live, tmp_path)
    assert str(refused.value) == "OpenVINO's format needs openvino: pip install '.[openvino]'"
