"""Networks that OpenVINO, Intel's runtime, runs. Nothing here imports TensorFlow, which takes seconds."""

import os
import pathlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

from data_tools.errors import InputError
from lineart_colorizer.serving.loaded import Functions

SUFFIX = ".xml"
NEEDED = "pip install '.[openvino]'"
FLOAT32 = {"INFERENCE_PRECISION_HINT": "f32"}  # else OpenVINO takes bfloat16 where the CPU has instructions for it


def import_openvino() -> ModuleType:
    """The module. Raises InputError where it is not installed.

    By itself it reports each import to Intel, through openvino_telemetry. Without that it does as well, and nothing leaves this machine.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None: it cannot be imported
    try:
        import openvino
    except ModuleNotFoundError:
        raise InputError(f"OpenVINO's format needs openvino: {NEEDED}") from None
    return openvino


def describe_openvino() -> str:
    """Where networks run, in words, as of `device.choose_device`. Raises InputError where openvino is not installed."""
    version = import_openvino().__version__.partition("-")[0]
    return f"CPU ({os.cpu_count()} cores), OpenVINO {version}"


class OpenVinoNetwork:
    """A network of an export, run by OpenVINO on the CPU in float32. Call: as `onnx_files.OnnxNetwork`.

    inputs: their names. model: an .xml file, or what openvino's `read_model` gives. Raises InputError where it cannot be run.
    """

    def __init__(self, model: Any):
        openvino = import_openvino()
        try:
            self._network = openvino.Core().compile_model(model, "CPU", FLOAT32)
        except RuntimeError as error:
            raise InputError(f"{model} is no OpenVINO network that can be run: {str(error).strip().splitlines()[-1]}") from None
        self.inputs = tuple(given.any_name for given in self._network.inputs)

    def __call__(self, **arrays: np.ndarray) -> dict[str, np.ndarray]:
        made = self._network(arrays)
        return {output.any_name: made[output] for output in self._network.outputs}


def open_openvino(folder: pathlib.Path) -> Functions:
    return {path.stem: OpenVinoNetwork(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}
