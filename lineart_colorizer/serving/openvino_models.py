"""OpenVINO exports as models of pages: found, and loaded without TensorFlow."""

import pathlib

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import CARD, read_card
from lineart_colorizer.serving.loaded import Colorizer, Model, Translator, for_pages
from lineart_colorizer.serving.openvino_networks import SUFFIX, open_openvino
from lineart_colorizer.serving.versions import list_versions

NETWORKS = {"colorizer": ("colorizer",), "translator": ("forward", "backward")}  # by the kind of the product: what an export has


def find_openvino(name: str | None, models: str | pathlib.Path = "models") -> pathlib.Path | None:
    """The folder of an OpenVINO export: its own name, that of its versions, of which the newest, or that of its .xml file.

    Names are looked for in `models`, too. None where there is no such export.
    """
    for path in () if name is None else (pathlib.Path(name), pathlib.Path(models) / name):
        for folder in (path, *reversed(list_versions(path)), *[path.parent] * (path.suffix == SUFFIX and path.is_file())):
            if any(folder.glob(f"*{SUFFIX}")) and (folder / CARD).is_file():  # other .xml files are anybody's
                return folder
    return None


def load_openvino(folder: pathlib.Path) -> Colorizer | Translator:
    """Raises InputError where openvino is missing, the export is damaged, or makes no picture of a page."""
    card = read_card(folder)
    networks = open_openvino(folder)
    for name in NETWORKS.get(card.kind, ()):
        if name not in networks:
            raise InputError(f"{folder} lacks {name}{SUFFIX}: export it again")
    if card.kind == "colorizer":
        network = networks["colorizer"]
        networks = {"colorize_label" if "label" in network.inputs else "colorize_layer": network}
    return for_pages(Model(networks, card, folder))
