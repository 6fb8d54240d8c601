"""One picture made into one pair: its line drawings and its colours, square and at the data set's size."""

import dataclasses
import hashlib
from typing import Any

import cv2
import numpy as np

from data_tools.duplicates import signature
from data_tools.errors import InputError
from data_tools.filters import Filters
from data_tools.line_styles import extractor
from data_tools.pictures import encode_png, read_bytes, read_line, read_picture
from data_tools.records import DRAWN
from data_tools.skipped import SIZES_DIFFER, UNREADABLE, Skipped, filtered
from data_tools.sources import Item

WHITE = 255


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair:
    """What is made of one picture, a function of its content and the settings alone.

    key: hex digest of all that was read; sha256: of the (colour) file alone. height, width: of the source, after cropping, px.
    line_pngs: by extractor. signature: as in `duplicates`. remarks: what a person should look at, the reason by kind.
    """

    key: str
    sha256: str
    height: int
    width: int
    signature: bytes
    color_png: bytes
    line_pngs: dict[str, bytes]
    remarks: dict[str, str] = dataclasses.field(default_factory=dict)


def make_pair(item: Item, *, size: int, extractors: tuple[str, ...], filters: Filters | None = None) -> Pair | Skipped:
    """Reads (once), filters, extracts, reduces and encodes. Never raises for what is wrong with a file: that is the answer `Skipped`.

    filters: which pictures are of no use; pairs made by hand and a split by hand are only remarked on. Lines are extracted at the
    picture's own size, before white is added, so that the margin draws no line.
    """
    try:
        content = read_bytes(item.color, name=item.source)
        color = read_picture(content, name=item.source)
        line_name = None if item.line is None else f"its line {item.line.name}"
        line_content = b"" if item.line is None else read_bytes(item.line, name=line_name)
        drawn = None if item.line is None else read_line(line_content, name=line_name)
    except InputError as error:
        return Skipped(source=item.source, kind=UNREADABLE, reason=str(error).removeprefix(f"{item.source}: "))
    if drawn is not None and drawn.shape != color.shape[:2]:
        (line_height, line_width), (height, width) = drawn.shape, color.shape[:2]
        reason = f"line is {line_width} x {line_height}, color is {width} x {height}: the two must be equal"
        return Skipped(source=item.source, kind=SIZES_DIFFER, reason=reason)
    answer = _filtered(item, color, filters) if filters else (color, {})
    if isinstance(answer, Skipped):
        return answer
    color, remarks = answer
    sha256 = hashlib.sha256(content).hexdigest()
    extract = {name: extractor(name) for name in extractors if name != DRAWN}
    try:
        lines: dict[str, Any] = {name: extract[name](color, sha256) if name in extract else drawn for name in extractors}
    except InputError as error:  # a network of the user's own
        return Skipped(source=item.source, kind=UNREADABLE, reason=str(error))
    (height, width), small = color.shape[:2], fit_square(color, size)
    return Pair(
        key=hashlib.sha256(sha256.encode() + line_content).hexdigest() if line_content else sha256,
        sha256=sha256,
        height=height,
        width=width,
        signature=signature(without_margins(small, height, width)),
        color_png=encode_png(small),
        line_pngs={name: encode_png(fit_square(line, size)) for name, line in lines.items()},
        remarks=remarks,
    )


def _filtered(item: Item, color: np.ndarray, filters: Filters) -> tuple[np.ndarray, dict[str, str]] | Skipped:
    """The picture, cropped where asked for, and remarks on it as in `Pair`; or why it is left out."""
    by_hand = item.line is not None or item.split is not None
    judged = filters.judge(color)
    if judged and not by_hand:
        return Skipped(source=item.source, kind=filtered(judged[0]), reason=judged[1])
    remarks = {filtered(judged[0]): judged[1]} if judged else {}
    shaped, remark = (color, None) if by_hand else filters.shape(color)
    return shaped, remarks | ({"aspect": remark} if remark else {})


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


def stored_picture(color_png: bytes, height: int, width: int) -> np.ndarray:
    """What a stored square shows of the picture, RGB uint8 [h,w,3]; height and width as in `Pair`."""
    return without_margins(read_picture(color_png), height, width)


def _place(height: int, width: int, size: int) -> tuple[int, int, int, int]:
    """Height and width of a picture fitted into size x size, and the white above it and at its left, px."""
    scale = size / max(height, width)
    new_height, new_width = max(1, round(height * scale)), max(1, round(width * scale))
    return new_height, new_width, (size - new_height) // 2, (size - new_width) // 2
