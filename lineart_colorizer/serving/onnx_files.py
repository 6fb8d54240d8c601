"""ONNX exports: an .onnx file for each network of a model, padding and cropping inside, for onnxruntime and what else reads ONNX."""

import logging
import pathlib

import numpy as np

from data_tools.errors import InputError, shortened
from lineart_colorizer.serving.loaded import Functions
from lineart_colorizer.serving.saved_model import Live

SUFFIX = ".onnx"
OPSET = 18
AXES = ("batch", "height", "width")  # names of the free axes of inputs
NEEDED = "pip install '.[onnx]'"


class OnnxNetwork:
    """A network of an export, run by onnxruntime. Call: named arrays to a dict of arrays, as `signatures` says, such as line float32
    [B,H,W,1] and hint float32 [B,H,W,4], any H and W, to color and layer float32 [B,H,W,3].

    inputs: their names. Raises InputError where onnxruntime is missing, or cannot run the file.
    """

    def __init__(self, path: pathlib.Path):
        try:
            import onnxruntime
        except ModuleNotFoundError:
            raise InputError(f"{path}: to run it needs onnxruntime: {NEEDED}") from None
        try:
            self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises a dozen classes of its own
            raise InputError(f"{path} is no ONNX network that can be run: {shortened(error)}") from None
        self.inputs = tuple(given.name for given in self._session.get_inputs())
        self._outputs = [made.name for made in self._session.get_outputs()]

    def __call__(self, **arrays: np.ndarray) -> dict[str, np.ndarray]:
        return dict(zip(self._outputs, self._session.run(self._outputs, arrays), strict=True))


def write_onnx(live: Live, folder: pathlib.Path) -> None:
    """Raises InputError where tf2onnx, or onnx below it, is missing."""
    try:
        import tf2onnx
    except ModuleNotFoundError as error:
        raise InputError(f"--format onnx needs {error.name}: {NEEDED}") from None
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    for name, function in live.module.graphs.items():
        model, _ = tf2onnx.convert.from_function(function, input_signature=function.input_signature, opset=OPSET)
        for given in model.graph.input:
            for axis, called in zip(given.type.tensor_type.shape.dim, AXES, strict=False):
                if not axis.dim_value:
                    axis.dim_param = called
        (folder / f"{name}{SUFFIX}").write_bytes(model.SerializeToString())


def open_onnx(folder: pathlib.Path) -> Functions:
    return {path.stem: OnnxNetwork(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}
