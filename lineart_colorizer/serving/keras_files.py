"""Keras exports: a .keras file for each network of a model, to go on with in Keras. They run no code of whoever made them."""

import dataclasses
import pathlib

import keras
import numpy as np

from data_tools.errors import InputError, shortened
from lineart_colorizer.serving.cards import read_card
from lineart_colorizer.serving.loaded import Functions
from lineart_colorizer.serving.saved_model import Live, kept_alive
from lineart_colorizer.serving.signatures import MODULES

SUFFIX = ".keras"


@dataclasses.dataclass(frozen=True)
class LoadedNetworks:
    """Networks by their parts, to begin a run with: as `training.stored_networks.StoredNetworks`."""

    networks: dict[str, keras.Model]

    def variables(self, *way: str) -> dict[str, np.ndarray]:
        """By their Keras paths; none where there is no such part."""
        (part,) = way
        return {variable.path: variable.numpy() for variable in self.networks[part].weights} if part in self.networks else {}


def write_keras(live: Live, folder: pathlib.Path) -> None:
    for part, network in live.networks.items():
        network.save(folder / f"{part}{SUFFIX}")


def load_keras(folder: pathlib.Path, *, safe_mode: bool = True) -> dict[str, keras.Model]:
    """The networks by their parts. Raises InputError where a file is damaged, or holds what Keras' safe mode refuses."""
    networks = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            networks[path.stem] = keras.saving.load_model(path, compile=False, safe_mode=safe_mode)
        except Exception as error:  # Keras, zipfile and h5py raise a dozen classes
            raise InputError(f"{path} cannot be loaded ({shortened(error)}): export it again") from None
    return networks


def open_keras(folder: pathlib.Path) -> Functions:
    """Its networks, as formats of arrays hold them; all else that is done with them is this program's own."""
    module = MODULES[read_card(folder).kind](**load_keras(folder))
    return kept_alive(module.graphs, module)


def is_keras_export(folder: pathlib.Path) -> bool:
    return any(folder.glob(f"*{SUFFIX}"))
