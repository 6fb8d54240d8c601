"""SavedModel folders, and functions of TensorFlow that stay alive."""

import dataclasses
import functools
import pathlib
from typing import Any

import keras
import tensorflow as tf

from data_tools.tensorflow_errors import as_memory_error
from lineart_colorizer.serving.loaded import Functions
from lineart_colorizer.serving.warmup import write_warmup


@dataclasses.dataclass(frozen=True)
class Live:
    """A model as it is exported. networks: the product's, by their parts. module: one of `signatures.MODULES`, made of them."""

    networks: dict[str, keras.Model]
    module: tf.Module


@dataclasses.dataclass(frozen=True)
class Signature:
    """A function from named tensors to a dict of tensors. owner: what it belongs to; by itself, it dies with that."""

    function: Any
    owner: object

    def __call__(self, **tensors: Any) -> dict:
        """Raises MemoryError where there is not enough for these."""
        with as_memory_error():
            return self.function(**{name: tf.convert_to_tensor(tensor) for name, tensor in tensors.items()})

    @functools.cached_property
    def inputs(self) -> dict[str, tf.TensorSpec]:
        """What it takes, by name."""
        concrete = self.function if hasattr(self.function, "structured_input_signature") else self.function.get_concrete_function()
        return {spec.name: spec for spec in tf.nest.flatten(concrete.structured_input_signature)}


def write_saved_model(live: Live, folder: pathlib.Path) -> None:
    """With all signatures, and requests that TensorFlow Serving warms up with."""
    tf.saved_model.save(live.module, str(folder), signatures=live.module.signatures)
    write_warmup(folder, live.module.signatures)


def open_saved_model(folder: pathlib.Path) -> dict[str, Signature]:
    loaded = tf.saved_model.load(str(folder))
    return kept_alive(loaded.signatures, loaded)


def kept_alive(functions: Functions, owner: object) -> dict[str, Signature]:
    """Functions of a module or of a loaded SavedModel, with what they belong to."""
    return {name: Signature(function, owner) for name, function in functions.items()}


def is_saved_model(folder: pathlib.Path) -> bool:
    return (folder / "saved_model.pb").exists()
