"""Exports of a model, in the formats that other programs take: written, run, compared with the model, and only then there."""

import dataclasses
import errno
import pathlib
from collections.abc import Callable

import keras
import tensorflow as tf

from data_tools.errors import InputError
from data_tools.storage import size_of
from data_tools.tensorflow_errors import plain_words
from lineart_colorizer.serving.cards import ModelCard, write_card
from lineart_colorizer.serving.keras_files import open_keras, write_keras
from lineart_colorizer.serving.loaded import Functions
from lineart_colorizer.serving.onnx_files import open_onnx, write_onnx
from lineart_colorizer.serving.openvino_files import write_openvino
from lineart_colorizer.serving.openvino_networks import open_openvino
from lineart_colorizer.serving.saved_model import Live, open_saved_model, write_saved_model
from lineart_colorizer.serving.signatures import MODULES
from lineart_colorizer.serving.verification import verify
from lineart_colorizer.serving.versions import list_versions, write_version


@dataclasses.dataclass(frozen=True)
class Format:
    """A format of exports.

    files: pattern of what is in an export of this format alone. write: puts a model's networks into a folder. open: what is in such a
    folder, as functions, by the names of signatures or graphs of its module. is_whole: else signatures of PNGs and variants are left out.
    """

    files: str
    write: Callable[[Live, pathlib.Path], None]
    open: Callable[[pathlib.Path], Functions]
    is_whole: bool = True


FORMATS = {
    "savedmodel": Format("saved_model.pb", write_saved_model, open_saved_model),
    "keras": Format("*.keras", write_keras, open_keras),
    "onnx": Format("*.onnx", write_onnx, open_onnx, is_whole=False),
    "openvino": Format("*.xml", write_openvino, open_openvino, is_whole=False),
}


@dataclasses.dataclass(frozen=True)
class Exported:
    """path: the version's folder. difference: the largest from the live model, of values in [-1,1]."""

    path: pathlib.Path
    difference: float

    @property
    def size(self) -> int:
        """Bytes."""
        return size_of(self.path)


def export_model(networks: dict[str, keras.Model], card: ModelCard, folder: pathlib.Path, format_name: str = "savedmodel") -> Exported:
    """Writes folder/<next version>/, whole, so that a watching server never sees half a model.

    networks: the product's, by their parts. format_name: one of FORMATS. Raises InputError, and leaves what is there as it was, where the
    disk refuses, the folder holds versions of another format, a package is missing, or the export makes other pictures than the networks.
    """
    chosen = FORMATS[format_name]
    _check_folder(folder, format_name)
    differences = []

    def write(partial: pathlib.Path) -> None:
        live = Live(networks, MODULES[card.kind](**networks))
        chosen.write(live, partial)
        write_card(partial, card)
        differences.append(verify(live, chosen.open(partial), format_name))

    try:
        return Exported(write_version(folder, write), *differences)
    except (OSError, tf.errors.OpError) as error:
        is_full = getattr(error, "errno", None) == errno.ENOSPC or isinstance(error, tf.errors.ResourceExhaustedError)
        advice = "free some space" if is_full else "check the disk and the folder's rights"
        raise InputError(f"cannot export to {folder}: {plain_words(error)}; nothing there was changed: {advice}") from None


def _check_folder(folder: pathlib.Path, format_name: str) -> None:
    """Whoever watches a folder of versions loads the newest, and would not know what to do with one of another format."""
    for version in list_versions(folder):
        for name, other in FORMATS.items():
            if name != format_name and any(version.glob(other.files)):
                raise InputError(f"{folder} holds {name} exports: name another --out for {format_name}")
