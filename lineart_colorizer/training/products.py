"""What a run makes, written into its folder, so that it can be loaded without the code of its system.

model.json: the kind of the product, the names of the classes, and for every network of it its name in the checkpoint and its Keras
configuration.
"""

import json
from typing import Any

import keras

from data_tools.errors import InputError, shortened
from data_tools.whole import write_whole
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint
from lineart_colorizer.training.checkpoints import restore_network
from lineart_colorizer.training.run_folder import RunFolder


def write_product(run: RunFolder, system: System, labels: tuple[str, ...]) -> None:
    """Raises OSError where the disk refuses."""
    networks = {
        part: {"saved_as": name, "network": computed_in_float32(keras.saving.serialize_keras_object(system.networks[name]))}
        for part, name in system.product.networks.items()
    }
    about = {"kind": system.product.kind, "labels": list(labels), "networks": networks}
    run.path.mkdir(parents=True, exist_ok=True)
    write_whole(run.model_file, json.dumps(about).encode("utf-8"))


def computed_in_float32(configuration: Any) -> Any:
    """A network's Keras configuration, its layers computing in float32: what was trained in half precision is used on any machine."""
    if isinstance(configuration, dict):
        if configuration.get("class_name") == "DTypePolicy":
            return configuration | {"config": {"name": "float32"}}
        return {name: computed_in_float32(value) for name, value in configuration.items()}
    return [computed_in_float32(each) for each in configuration] if isinstance(configuration, list | tuple) else configuration


def product_kind(run: RunFolder) -> str:
    """As `protocol.Product.kind`. Raises InputError where the run has no sound model.json."""
    return _read(run)["kind"]


def product_labels(run: RunFolder) -> tuple[str, ...]:
    """Names of the classes that the run learned from, by index. Raises InputError as `product_kind`."""
    return tuple(_read(run)["labels"])


def product_networks(run: RunFolder) -> dict[str, str]:
    """By the parts of the product, the names of its networks in the checkpoints. Raises InputError as `product_kind`."""
    return {part: saved["saved_as"] for part, saved in _read(run)["networks"].items()}


def load_product(run: RunFolder, saved: SavedCheckpoint) -> dict[str, keras.Model]:
    """The product's networks by their part, from one of the run's checkpoints. Raises InputError where it does not fit."""
    networks = {}
    for part, about in _read(run)["networks"].items():
        try:
            networks[part] = keras.saving.deserialize_keras_object(about["network"])
        except (TypeError, ValueError, KeyError, ImportError, AttributeError) as error:
            raise InputError(f"{run.model_file}: {shortened(error)}; of another version? train a new run") from None
        restore_network(networks[part], about["saved_as"], saved)
    return networks


def _read(run: RunFolder) -> dict:
    try:
        about = json.loads(run.model_file.read_text("utf-8"))
        if {"kind", "labels", "networks"} <= about.keys():
            return about
    except FileNotFoundError:
        raise InputError(f"no {run.model_file}: {run.path} is no run's folder, or of an older version; train a new run") from None
    except (ValueError, AttributeError):
        pass
    raise InputError(f"{run.model_file} is damaged: train a new run")
