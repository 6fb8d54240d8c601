"""One picture made into one pair: its line drawings and its colours, square and at the data set's size."""

import dataclasses

import cv2
import numpy as np

from data_tools.errors import InputError
from data_tools.filters import Filters
from data_tools.line_styles import extractor
from data_tools.pictures import encode_png, read_bytes, read_line, read_picture
from data_tools.plan import Planned
from data_tools.records import DRAWN, encode_record
from data_tools.skipped import SIZES_DIFFER, UNREADABLE, Skipped, filtered
from data_tools.sources import Item

WHITE = 255


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair:
    """One finished record. line_pngs: by extractor. height, width: of the source, px. remarks: what a person should look at, by kind."""

    planned: Planned
    label: str | None
    color_png: bytes
    line_pngs: dict[str, bytes]
    serialized: bytes
    height: int
    width: int
    remarks: tuple[Skipped, ...] = ()


def make_pair(
    planned: Planned, *, size: int, extractors: tuple[str, ...], labels: dict[str, int], filters: Filters | None = None
) -> Pair | Skipped:
    """Reads, filters, extracts, reduces and encodes one record. Never raises for what is wrong with a file: that is the answer `Skipped`.

    labels: index by name. filters: which pictures are of no use; pairs made by hand and a split by hand are only remarked on. Lines are
    extracted at the picture's own size, before white is added, so that the margin draws no line.
    """
    item = planned.item
    try:
        color = read_picture(read_bytes(item.color, name=item.source), name=item.source)
        drawn = None if item.line is None else read_line(item.line, name=f"its line {item.line.name}")
    except InputError as error:
        return Skipped(source=item.source, kind=UNREADABLE, reason=str(error).removeprefix(f"{item.source}: "))
    height, width = color.shape[:2]
    if drawn is not None and drawn.shape != (height, width):
        reason = f"line is {drawn.shape[1]} x {drawn.shape[0]}, color is {width} x {height}: the two must be equal"
        return Skipped(source=item.source, kind=SIZES_DIFFER, reason=reason)
    remarks: tuple[Skipped, ...] = ()
    if filters:
        color, remarks = _filter(item, color, filters)
        if color is None:
            return remarks[0]
    lines = {name: drawn if name == DRAWN else extractor(name)(color, planned.sha256) for name in extractors}
    color_png = encode_png(fit_square(color, size))
    line_pngs = {name: encode_png(fit_square(line, size)) for name, line in lines.items()}
    serialized = encode_record(
        color_png=color_png,
        line_pngs=line_pngs,
        label=labels.get(item.label, -1),
        tags=list(item.tags),
        source=item.source,
        sha256=planned.sha256,
    )
    return Pair(
        planned=planned,
        label=item.label,
        color_png=color_png,
        line_pngs=line_pngs,
        serialized=serialized,
        height=height,
        width=width,
        remarks=remarks,
    )


def _filter(item: Item, color: np.ndarray, filters: Filters) -> tuple[np.ndarray | None, tuple[Skipped, ...]]:
    """The picture, cropped where asked for, and remarks on it; or None, and why it is left out."""
    judged = filters.judge(color)
    remarks = [Skipped(source=item.source, kind=filtered(judged[0]), reason=judged[1])] if judged else []
    if judged and item.line is None and item.split is None:
        return None, tuple(remarks)
    shaped, remark = filters.shape(color) if item.line is None and item.split is None else (color, None)
    if remark:
        remarks.append(Skipped(source=item.source, kind="aspect", reason=remark))
    return shaped, tuple(remarks)


def fit_square(image: np.ndarray, size: int) -> np.ndarray:
    """Scales uint8 [H,W] or [H,W,3] to fit size x size, with white beside it: nothing is cut off or squeezed, and white is paper.

    Reducing takes the mean over each new pixel's area (INTER_AREA): cubic looks at 4 x 4 old pixels only, and leaves lines jagged.
    Enlarging has no area to average, where INTER_AREA would draw blocks: cubic is smooth.
    """
    height, width = image.shape[:2]
    scale = size / max(height, width)
    new_height, new_width = max(1, round(height * scale)), max(1, round(width * scale))
    if (new_height, new_width) != (height, width):
        image = cv2.resize(image, (new_width, new_height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    above, left = (size - new_height) // 2, (size - new_width) // 2
    square = np.full((size, size, *image.shape[2:]), WHITE, np.uint8)
    square[above : above + new_height, left : left + new_width] = image
    return square
