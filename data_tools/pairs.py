"""One picture made into one pair: its line drawings and its colours, square and at the data set's size."""

import dataclasses
import hashlib

import cv2
import numpy as np

from data_tools.duplicates import signature
from data_tools.errors import InputError
from data_tools.line_extraction import extractor
from data_tools.pictures import encode_png, read_bytes, read_line, read_picture
from data_tools.records import DRAWN
from data_tools.sources import SIZES_DIFFER, UNREADABLE, Item, Skipped

WHITE = 255


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair:
    """What is made of one picture, a function of its content and the settings alone.

    key: hex digest of all that was read; sha256: of the (colour) file alone. height, width: of the source, px. line_pngs: by extractor.
    signature: as in `duplicates`.
    """

    key: str
    sha256: str
    height: int
    width: int
    signature: bytes
    color_png: bytes
    line_pngs: dict[str, bytes]


def make_pair(item: Item, *, size: int, extractors: tuple[str, ...]) -> Pair | Skipped:
    """Reads (once), extracts, reduces and encodes. Never raises for what is wrong with a file: that is the answer `Skipped`.

    Lines are extracted at the picture's own size, before white is added, so that the margin draws no line.
    """
    try:
        content = read_bytes(item.color, name=item.source)
        color = read_picture(content, name=item.source)
        line_name = None if item.line is None else f"its line {item.line.name}"
        line_content = b"" if item.line is None else read_bytes(item.line, name=line_name)
        drawn = None if item.line is None else read_line(line_content, name=line_name)
    except InputError as error:
        return Skipped(source=item.source, kind=UNREADABLE, reason=str(error).removeprefix(f"{item.source}: "))
    height, width = color.shape[:2]
    if drawn is not None and drawn.shape != (height, width):
        reason = f"line is {drawn.shape[1]} x {drawn.shape[0]}, color is {width} x {height}: the two must be equal"
        return Skipped(source=item.source, kind=SIZES_DIFFER, reason=reason)
    sha256 = hashlib.sha256(content).hexdigest()
    lines = {name: drawn if name == DRAWN else extractor(name)(color, sha256) for name in extractors}
    small = fit_square(color, size)
    return Pair(
        key=hashlib.sha256(sha256.encode() + line_content).hexdigest() if line_content else sha256,
        sha256=sha256,
        height=height,
        width=width,
        signature=signature(without_margins(small, height, width)),
        color_png=encode_png(small),
        line_pngs={name: encode_png(fit_square(line, size)) for name, line in lines.items()},
    )


def fit_square(image: np.ndarray, size: int) -> np.ndarray:
    """Scales uint8 [H,W] or [H,W,3] to fit size x size, with white beside it: nothing is cut off or squeezed, and white is paper.

    Reducing takes the mean over each new pixel's area (INTER_AREA): cubic looks at 4 x 4 old pixels only, and leaves lines jagged.
    Enlarging has no area to average, where INTER_AREA would draw blocks: cubic is smooth.
    """
    height, width = image.shape[:2]
    scale = size / max(height, width)
    new_height, new_width, above, left = _place(height, width, size)
    if (new_height, new_width) != (height, width):
        image = cv2.resize(image, (new_width, new_height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    square = np.full((size, size, *image.shape[2:]), WHITE, np.uint8)
    square[above : above + new_height, left : left + new_width] = image
    return square


def without_margins(square: np.ndarray, height: int, width: int) -> np.ndarray:
    """The part of a `fit_square` that is the picture, which was of that height and width: uint8 [h,w] or [h,w,3]."""
    new_height, new_width, above, left = _place(height, width, len(square))
    return square[above : above + new_height, left : left + new_width]


def _place(height: int, width: int, size: int) -> tuple[int, int, int, int]:
    """Height and width of a picture fitted into size x size, and the white above it and at its left, px."""
    scale = size / max(height, width)
    new_height, new_width = max(1, round(height * scale)), max(1, round(width * scale))
    return new_height, new_width, (size - new_height) // 2, (size - new_width) // 2
