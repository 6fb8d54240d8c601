"""Writes OpenRaster files (.ora), which Krita, GIMP and MyPaint read: a ZIP of PNGs and their order.

After the OpenRaster specification 0.0.5 (freedesktop.org): mimetype first and stored, stack.xml, data/, mergedimage.png, a thumbnail.
"""

import re
import xml.etree.ElementTree as xml
import zipfile
from typing import BinaryIO

import numpy as np

from data_tools.pictures import encode_png
from lineart_colorizer.imaging.layers import Layer
from lineart_colorizer.imaging.scaling import fitted

_MODES = {"normal": "svg:src-over", "multiply": "svg:multiply", "screen": "svg:screen"}
_THUMBNAIL = 256  # px of the longer side, the most that the specification allows
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_openraster(file: BinaryIO, layers: list[Layer], merged: np.ndarray) -> None:
    """Writes layers, the lowest first, and what they make, uint8 RGB [H,W,3]. Equal layers give equal bytes."""
    with zipfile.ZipFile(file, "w") as archive:
        _add(archive, "mimetype", b"image/openraster")
        _add(archive, "stack.xml", _stack(layers, *merged.shape[:2]), zipfile.ZIP_DEFLATED)
        for number, layer in enumerate(layers):
            _add(archive, _source(number), encode_png(rgba(layer)))
        _add(archive, "mergedimage.png", encode_png(merged))
        _add(archive, "Thumbnails/thumbnail.png", encode_png(fitted(merged, _THUMBNAIL)))


def rgba(layer: Layer) -> np.ndarray:
    """A layer's pixels, uint8 [h,w,4]."""
    return np.concatenate([layer.rgb, layer.alpha[..., None]], axis=2)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_STORED) -> None:
    entry = zipfile.ZipInfo(name)  # of 1980: the same layers, the same bytes
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _source(number: int) -> str:
    return f"data/layer{number}.png"


def _stack(layers: list[Layer], height: int, width: int) -> bytes:
    """stack.xml: the topmost layer first."""
    image = xml.Element("image", version="0.0.5", w=str(width), h=str(height), xres="72", yres="72")
    stack = xml.SubElement(image, "stack")
    for number, layer in reversed(list(enumerate(layers))):
        attributes = {
            "name": _NOT_XML.sub("�", layer.name),
            "src": _source(number),
            "x": str(layer.left),
            "y": str(layer.top),
            "opacity": f"{layer.opacity:.6g}",
            "visibility": "visible" if layer.visible else "hidden",
            "composite-op": _MODES[layer.mode],
        }
        xml.SubElement(stack, "layer", attributes)
    return xml.tostring(image, encoding="UTF-8", xml_declaration=True)
