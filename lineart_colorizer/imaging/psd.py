"""Writes layered PSD files: 8 bit RGB, version 1, with the merged picture that programs show which read no layers.

After Adobe Photoshop File Formats Specification, 2019: sections file header, layer records, channel image data, image data. Big-endian.
Written as it goes, with lengths filled in afterwards: no more is held than a band of rows.
"""

import struct
from typing import BinaryIO

import numpy as np

from data_tools.errors import InputError
from lineart_colorizer.imaging.layers import Layer
from lineart_colorizer.imaging.packbits import pack_rows

LARGEST_SIDE = 30_000  # px, and LARGEST_FILE bytes: what the format holds
LARGEST_FILE = 2**31 - 1
_MODES = {"normal": b"norm", "multiply": b"mul ", "screen": b"scrn"}
_RAW, _RLE = 0, 1
_BAND = 1 << 24  # bytes packed at a time
_HIDDEN = 2  # flag of a layer record


def write_psd(file: BinaryIO, layers: list[Layer], merged: np.ndarray) -> None:
    """Writes layers, the lowest first, and what they make, uint8 RGB [H,W,3], to a seekable file.

    Sides are LARGEST_SIDE at most, which whoever calls holds. Raises InputError where the file is too large for the format.
    """
    height, width = merged.shape[:2]
    file.write(struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, height, width, 8, 3))
    file.write(struct.pack(">II", 0, 0))  # no palette, no image resources
    section = _Length(file)
    information = _Length(file)
    file.write(struct.pack(">h", len(layers)))
    lengths = [_write_record(file, layer) for layer in layers]
    for layer, places in zip(layers, lengths, strict=True):
        for channel, place in zip(_channels(layer), places, strict=True):
            begin = file.tell()
            _write_rows(file, [channel])
            _patch(file, place, file.tell() - begin)
    information.close(even=True)
    file.write(struct.pack(">I", 0))  # no global mask
    section.close()
    _write_rows(file, [merged[..., channel] for channel in range(3)])
    if file.tell() > LARGEST_FILE:
        raise InputError(f"a PSD has at most 2 GB, and these layers take {file.tell() / 1e9:.1f}: choose --layers ora or png")


class _Length:
    """A length in front of what it counts, filled in when that is written."""

    def __init__(self, file: BinaryIO):
        self._file, self._place = file, file.tell()
        file.write(bytes(4))

    def close(self, *, even: bool = False) -> None:
        if even and (self._file.tell() - self._place) % 2:
            self._file.write(b"\0")
        _patch(self._file, self._place, self._file.tell() - self._place - 4)


def _patch(file: BinaryIO, place: int, value: int) -> None:
    end = file.tell()
    file.seek(place)
    file.write(struct.pack(">I", value & 0xFFFFFFFF))  # too large a file is refused when it is whole
    file.seek(end)


def _channels(layer: Layer) -> list[np.ndarray]:
    """Alpha, red, green, blue: uint8 [h,w] each."""
    return [layer.alpha, *(layer.rgb[..., channel] for channel in range(3))]


def _write_record(file: BinaryIO, layer: Layer) -> list[int]:
    """Writes a layer's record. Returns the places of its channels' lengths, in the order of `_channels`."""
    height, width = layer.alpha.shape
    file.write(struct.pack(">iiiiH", layer.top, layer.left, layer.top + height, layer.left + width, 4))
    places = []
    for channel in (-1, 0, 1, 2):
        file.write(struct.pack(">hI", channel, 0))
        places.append(file.tell() - 4)
    flags = 0 if layer.visible else _HIDDEN
    file.write(struct.pack(">4s4sBBBx", b"8BIM", _MODES[layer.mode], round(layer.opacity * 255), 0, flags))
    extra = _Length(file)
    file.write(struct.pack(">II", 0, 0))  # no mask, no blending ranges
    short = layer.name.encode("ascii", "replace")[:31]
    file.write((bytes([len(short)]) + short).ljust(-(-(1 + len(short)) // 4) * 4, b"\0"))
    name = layer.name.encode("utf-16-be")
    text = struct.pack(">I", len(name) // 2) + name
    text = text.ljust(-(-len(text) // 4) * 4, b"\0")
    file.write(struct.pack(">4s4sI", b"8BIM", b"luni", len(text)) + text)
    extra.close()
    return places


def _write_rows(file: BinaryIO, channels: list[np.ndarray]) -> None:
    """Writes channels uint8 [h,w] packed: the code of packing, the lengths of all rows, the rows."""
    height, width = channels[0].shape
    if not height or not width:
        file.write(struct.pack(">H", _RAW))
        return
    file.write(struct.pack(">H", _RLE))
    place, counts = file.tell(), []
    file.write(bytes(2 * height * len(channels)))
    band = max(1, _BAND // width)
    for channel in channels:
        for top in range(0, height, band):
            packed, lengths = pack_rows(channel[top : top + band])
            file.write(packed)
            counts += lengths
    end = file.tell()
    file.seek(place)
    file.write(np.array(counts, ">u2").tobytes())
    file.seek(end)
