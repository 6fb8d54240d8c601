"""Reads palettes from the files of drawing programs, and from pictures. A palette is uint8 RGB [K,3], no colour twice.

.gpl   GIMP, Inkscape, Krita: text.
.aco   Photoshop: big-endian 16-bit words (adobe.com/devnet-apps/photoshop/fileformatashtml, "Color swatches"; nomodes.com/aco.html).
.ase   Adobe Swatch Exchange: blocks, big-endian, floats (carl.camera's and dotclue.org's descriptions; Adobe published none).
.json  "#rrggbb" or [r, g, b] in 0..255: a list of them, a dict from names to them, or a dict with one of these under "colors".
Pictures: their colours if they are few, else the commonest ones that an eye tells apart, lines left out: a page coloured before will do.
"""

import colorsys
import json
import pathlib
import struct
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from data_tools.errors import InputError, TooLargeError
from data_tools.pictures import SUFFIXES, read_bytes, read_with_alpha
from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.scaling import reduced

MANY = 1024  # colours of any palette: what each pixel may become is weighed against all of them
FEW = 64  # colours, up to which a picture's are all taken
MOST = 32  # that are taken of a picture with more
APART = 12.0  # Lab, between two of those
LEAST = 0.001  # share of a picture that one covers
SIZE = 256  # px, shorter side at which pictures are looked at
LINES = 5  # px: what is dark and thinner is a line

# what broken and hostile files make the readers raise
DAMAGED = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError, struct.error)

Color = tuple[float, float, float]  # RGB in [0,1]


def read_palette(path: pathlib.Path) -> np.ndarray:
    """Raises InputError where the file is of no such kind, damaged, without a colour, or with too MANY."""
    suffix = path.suffix.lower()
    if suffix not in READERS and suffix not in SUFFIXES:
        raise InputError(f"{path}: no palette that this program reads (a picture, {', '.join(READERS)})")
    return parse_palette(read_bytes(path), suffix, str(path))


def palette_suffix(content: bytes) -> str:
    """The ending that a palette's file without a name would have: one of READERS, or a picture's."""
    if content.lstrip(b"\xef\xbb\xbf").startswith(b"GIMP Palette"):
        return ".gpl"
    if content.startswith(b"ASEF"):
        return ".ase"
    if content.startswith((b"\x00\x01", b"\x00\x02")):
        return ".aco"
    return ".json" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else ".png"


def parse_palette(content: bytes, suffix: str, path: str, **limits: Any) -> np.ndarray:
    """As `read_palette`, from a file's bytes. path: how errors call it. limits: of pictures, as of `read_with_alpha`."""
    if suffix not in READERS:
        picture, alpha = read_with_alpha(content, name=path, **limits)
        colors = picture_colors(picture if alpha is None or not alpha.any() else np.where(alpha[..., None] > 0, picture, 255))
    else:
        try:
            given = list(READERS[suffix](content))
        except DAMAGED as error:
            raise InputError(f"{path}: damaged ({error})") from None
        colors = np.rint(np.clip(np.nan_to_num(np.array(given, float).reshape(-1, 3)), 0.0, 1.0) * 255.0).astype(np.uint8)
    if not len(colors):
        raise InputError(f"{path}: no colour in it")
    different = np.array(list(dict.fromkeys(map(tuple, colors.tolist()))), np.uint8)
    if len(different) > MANY:
        raise TooLargeError(f"{path}: {len(different):,} colours, over the limit of {MANY:,}: leave out those that are not needed")
    return different


def _gpl(content: bytes) -> Iterator[Color]:
    header, *lines = content.decode("utf-8", "replace").lstrip("\ufeff").splitlines()
    if header.strip() != "GIMP Palette":
        raise ValueError("its first line is not GIMP Palette")
    for line in lines:
        parts = line.split()
        if len(parts) >= 3 and all(part.isdigit() for part in parts[:3]):
            red, green, blue = (int(part) / 255.0 for part in parts[:3])
            yield red, green, blue


def _aco(content: bytes) -> Iterator[Color]:
    """Version 1 comes first in every file, even where version 2, the same colours with names, follows."""
    version, count = struct.unpack_from(">HH", content)
    if version not in (1, 2):
        raise ValueError(f"version {version}")
    at = 4
    for _ in range(count):
        space, *values = struct.unpack_from(">H4H", content, at)
        at += 10
        if version == 2:
            at += 4 + 2 * struct.unpack_from(">I", content, at)[0]
        if space in ACO_SPACES:
            yield ACO_SPACES[space](*values)


def _ase(content: bytes) -> Iterator[Color]:
    magic, _, _, count = struct.unpack_from(">4sHHI", content)
    if magic != b"ASEF":
        raise ValueError("it does not begin with ASEF")
    at = 12
    for _ in range(count):
        kind, length = struct.unpack_from(">HI", content, at)
        at += 6
        if kind == 1:
            model_at = at + 2 + 2 * struct.unpack_from(">H", content, at)[0]
            model = content[model_at : model_at + 4].decode("ascii").strip().upper()
            channels, convert = ASE_MODELS[model]
            yield convert(*struct.unpack_from(f">{channels}f", content, model_at + 4))
        at += length


def _json(content: bytes) -> Iterator[Color]:
    given = json.loads(content.decode("utf-8-sig"))
    if isinstance(given, dict):
        given = given.get("colors", given)
    for color in given.values() if isinstance(given, dict) else given:
        if isinstance(color, dict):
            color = color.get("hex") or color["color"]
        if isinstance(color, str):
            digits = color.removeprefix("#")
            color = bytes.fromhex(digits if len(digits) > 3 else "".join(digit * 2 for digit in digits))
        red, green, blue = list(color)[:3]
        yield red / 255.0, green / 255.0, blue / 255.0


def from_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Color:
    """Without a profile: what is not inked is white."""
    return (1.0 - cyan) * (1.0 - black), (1.0 - magenta) * (1.0 - black), (1.0 - yellow) * (1.0 - black)


def from_lab(lightness: float, a: float, b: float) -> Color:
    """CIE Lab of 0..100, -128..127."""
    return tuple(cv2.cvtColor(np.array([[[lightness, a, b]]], np.float32), cv2.COLOR_LAB2RGB)[0, 0].tolist())


def _signed(word: int) -> int:
    return word - 65536 if word > 32767 else word


WORD = 65535.0
READERS: dict[str, Callable[[bytes], Iterator[Color]]] = {".gpl": _gpl, ".aco": _aco, ".ase": _ase, ".json": _json}
ACO_SPACES: dict[int, Callable[..., Color]] = {  # others are names in inks' catalogues
    0: lambda red, green, blue, _: (red / WORD, green / WORD, blue / WORD),
    1: lambda hue, saturation, value, _: colorsys.hsv_to_rgb(hue / WORD, saturation / WORD, value / WORD),
    2: lambda *inks: from_cmyk(*(1.0 - ink / WORD for ink in inks)),  # 0 is full ink
    7: lambda lightness, a, b, _: from_lab(lightness / 100.0, _signed(a) / 100.0, _signed(b) / 100.0),
    8: lambda grey, *_: (grey / 10000.0,) * 3,
}
ASE_MODELS: dict[str, tuple[int, Callable[..., Color]]] = {
    "RGB": (3, lambda *color: color),
    "CMYK": (4, from_cmyk),
    "LAB": (3, lambda lightness, a, b: from_lab(100.0 * lightness, a, b)),
    "GRAY": (1, lambda grey: (grey,) * 3),
}


def picture_colors(picture: np.ndarray) -> np.ndarray:
    """uint8 RGB [H,W,3] -> uint8 [K,3]: all if they are FEW, else up to MOST, the commonest first."""
    few = np.unique(picture.reshape(-1, 3)[:: max(1, picture.size // 3_000_000)], axis=0)
    if len(few) <= FEW:
        return few
    small = cv2.morphologyEx(reduced(picture, SIZE), cv2.MORPH_CLOSE, np.ones((LINES, LINES), np.uint8))
    small = np.asarray(small, np.uint8).reshape(-1, 3)
    bins, owner, counts = np.unique(small >> 3, axis=0, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(owner.ravel(), small[:, channel], len(bins)) for channel in range(3)], -1) / counts[:, None]
    labs = to_lab(means / 255.0)
    chosen: list[int] = []
    for index in np.argsort(-counts, kind="stable"):
        if len(chosen) == MOST or counts[index] < LEAST * len(small):
            break
        if all(np.linalg.norm(labs[index] - labs[other]) >= APART for other in chosen):
            chosen.append(index)
    return np.rint(means[chosen]).astype(np.uint8)
