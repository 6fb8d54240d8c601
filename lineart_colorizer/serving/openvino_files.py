"""OpenVINO exports: an .xml and a .bin file for each network of a model, padding and cropping inside, for Intel's runtime."""

import pathlib

from lineart_colorizer.serving.openvino_networks import SUFFIX, import_openvino
from lineart_colorizer.serving.saved_model import Live


def write_openvino(live: Live, folder: pathlib.Path) -> None:
    """Weights stay float32. Raises InputError where openvino is missing."""
    openvino = import_openvino()
    from openvino.frontend.tensorflow import utils

    utils.exec = lambda code: None  # "import tensorflow", which is imported, and "del tensorflow", which Python 3.13 refuses (PEP 667)
    for name, function in live.module.graphs.items():
        openvino.save_model(openvino.convert_model(function.get_concrete_function()), folder / f"{name}{SUFFIX}", compress_to_fp16=False)
