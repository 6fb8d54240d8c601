"""Writes layers beside a coloured picture: NAME.psd, NAME.ora, or the folder NAME-layers/ of PNGs. Whole or not at all."""

import io
import json
import pathlib
import re
import zipfile
from collections.abc import Iterator
from typing import Literal

import numpy as np

from data_tools.errors import InputError
from data_tools.pictures import encode_png
from data_tools.whole import replacing
from lineart_colorizer.imaging.layers import Layer
from lineart_colorizer.imaging.openraster import rgba, write_openraster
from lineart_colorizer.imaging.psd import LARGEST_SIDE, write_psd

Format = Literal["psd", "ora", "png"]
ORDER = "layers.json"


def layers_path(target: pathlib.Path, layers: Format) -> pathlib.Path:
    """Where layers of OUT/NAME.png lie."""
    return target.with_name(f"{target.stem}-layers") if layers == "png" else target.with_suffix(f".{layers}")


def write_layers(path: pathlib.Path, layers: list[Layer], merged: np.ndarray, form: Format) -> None:
    """Writes layers, the lowest first, and what they make, uint8 RGB [H,W,3], under a temporary name, and renames.

    Raises InputError for pages larger than LARGEST_SIDE, as `check_replaceable`, and OSError, naming the path, when the disk refuses.
    """
    _check_sides(merged, str(path))
    check_replaceable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        if form == "png":
            temporary.mkdir()
            for name, content in _folder_files(layers, merged):
                (temporary / name).write_bytes(content)
            return
        with open(temporary, "xb") as file:
            (write_psd if form == "psd" else write_openraster)(file, layers, merged)


def check_replaceable(path: pathlib.Path) -> None:
    """Raises InputError where `path` is a folder that holds more than layers, or none: somebody's own, or other pages of the same name."""
    if not path.is_dir():
        return
    try:
        order = json.loads((path / ORDER).read_bytes())
        known = {ORDER, order["composite"], *(entry["file"] for entry in order["layers"])}
    except (OSError, ValueError, TypeError, KeyError):
        known = set()
    others = sorted(each.name for each in path.iterdir() if each.name not in known)
    if others:
        raise InputError(f"{path} holds {others[0]!r}, which is no layer of this page: name another --out, or move it away")


def pack_layers(layers: list[Layer], merged: np.ndarray, form: Format) -> bytes:
    """As `write_layers`, in memory: the bytes of a file; of png, of a ZIP of its folder. Raises InputError as `write_layers`."""
    _check_sides(merged, "layers")
    file = io.BytesIO()
    if form == "png":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # PNGs are packed already
            for name, content in _folder_files(layers, merged):
                archive.writestr(zipfile.ZipInfo(name), content)  # of 1980: the same layers, the same bytes
    else:
        (write_psd if form == "psd" else write_openraster)(file, layers, merged)
    return file.getvalue()


def _check_sides(merged: np.ndarray, name: str) -> None:
    height, width = merged.shape[:2]
    if max(height, width) > LARGEST_SIDE:
        raise InputError(f"{name}: layers have at most {LARGEST_SIDE:,} px a side, not {width:,} x {height:,}: make the page smaller")


def _folder_files(layers: list[Layer], merged: np.ndarray) -> Iterator[tuple[str, bytes]]:
    """NN-name.png of each layer, the lowest first, composite.png, and layers.json: how they lie on one another."""
    entries = []
    for number, layer in enumerate(layers):
        name = re.sub(r"[^\w#-]+", "-", layer.name.lower()).strip("-")[:40]
        source = f"{number:02d}-{name}.png" if name else f"{number:02d}.png"
        yield source, encode_png(rgba(layer))
        fields = {"name": layer.name, "file": source, "left": layer.left, "top": layer.top, "mode": layer.mode}
        entries.append(fields | {"opacity": layer.opacity, "visible": layer.visible})
    yield "composite.png", encode_png(merged)
    height, width = merged.shape[:2]
    order = {"width": width, "height": height, "composite": "composite.png", "layers": entries}
    yield ORDER, (json.dumps(order, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
