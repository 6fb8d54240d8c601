"""Each package of an extra in setup.cfg, when it is not installed: one line that names the extra."""

import configparser
import pathlib
import re
import sys

import pytest

from data_tools import engines, line_networks, storage
from data_tools.errors import InputError
from lineart_colorizer.launch import launch
from lineart_colorizer.serve import serve
from lineart_colorizer.serving.onnx_files import OnnxNetwork, write_onnx
from lineart_colorizer.serving.openvino_networks import import_openvino
from lineart_colorizer.settings import Settings

ROOT = pathlib.Path(__file__).parents[1]
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg")
OTHERWISE = ("gpu", "dev")  # gpu: TensorFlow tells by itself, see test_device; dev: of the tests, which skip with a reason
MODULES = {"universal-pathlib": "upath", "python-multipart": "python_multipart", "prometheus-client": "prometheus_client"}


def train_by_ray() -> None:
    launch(Settings(), train=lambda settings: None)


NEEDING = {  # what needs a package
    "ray": [train_by_ray, lambda: list(engines.ray(str, ["item"]))],
    "fsspec": [lambda: storage.as_path("s3://bucket/folder")],
    "universal-pathlib": [lambda: storage.as_path("s3://bucket/folder")],
    **{name: [serve] for name in ("fastapi", "uvicorn", "python-multipart", "prometheus-client")},
    "onnx": [lambda: write_onnx(None, ROOT)],
    "tf2onnx": [lambda: write_onnx(None, ROOT)],
    "onnxruntime": [lambda: OnnxNetwork(ROOT / "colorizer.onnx"), lambda: line_networks.LineNetwork("lines.onnx")],
    "openvino": [import_openvino],
}
ABOVE = {"onnx": "tf2onnx", "fsspec": "upath"}  # who imports it: has to be imported anew


def packages() -> list[tuple[str, str]]:
    """(extra, package) of every extra that a command needs."""
    extras = {name: listed.split("\n") for name, listed in SETUP["options.extras_require"].items() if name not in OTHERWISE}
    return [(name, re.match(r"[\w-]+", line)[0]) for name, listed in extras.items() for line in listed if line]


@pytest.mark.parametrize(("extra", "package"), packages())
def test_a_missing_package_is_told_in_one_line_with_its_extra(extra, package, monkeypatch):
    module = MODULES.get(package, package)
    gone = {module, ABOVE.get(package, module)}
    for name in [name for name in sys.modules if name.split(".")[0] in gone]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    for need in NEEDING[package]:
        with pytest.raises(InputError, match=re.escape(f"pip install '.[{extra}]'")) as refused:
            need()
        assert "\n" not in str(refused.value)
