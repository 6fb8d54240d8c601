"""Writes scores: JSON, Markdown, TensorBoard, and pictures of several runs side by side."""

import json
import pathlib

import cv2
import numpy as np

from data_tools.whole import write_whole

CAPTION = 18  # px above the columns
GAP = 2  # px between cells
GREY = 160


def write_json(path: pathlib.Path, content: dict) -> str:
    """Returns the text written. Raises OSError where the disk refuses."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (text + "\n").encode("utf-8"))
    return text


def make_table(rows: list[dict]) -> str:
    """Rows as a Markdown table: the columns of all, in the order in which they first appear; what a row lacks is a dash."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, ["---"] * len(columns), *([_say(row.get(name)) for name in columns] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _say(value) -> str:
    if isinstance(value, bool) or not isinstance(value, float):
        return "-" if value is None else str(value).replace("|", "\\|")
    return f"{value:.3g}"


def make_comparison(columns: dict[str, list[np.ndarray]], cell: int = 128) -> np.ndarray:
    """One drawing a row, one column for each caption: uint8 RGB [h,w,3].

    columns: pictures uint8 [S,S] or RGB [S,S,3], as many in each; cell: side at which they are shown, px (nearest pixels, or areas).
    """
    strips = []
    for caption, pictures in columns.items():
        title = np.full((CAPTION, cell, 3), 255, np.uint8)
        scale = min(0.4, 0.4 * (cell - 4) / cv2.getTextSize(caption, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)[0][0])  # long names stay whole
        cv2.putText(title, caption, (2, CAPTION - 6), cv2.FONT_HERSHEY_SIMPLEX, scale, (0, 0, 0), 1, cv2.LINE_AA)
        gap = np.full((GAP, cell, 3), GREY, np.uint8)
        strip = np.concatenate([title, *(part for picture in pictures for part in (_fit(picture, cell), gap))])
        strips += [strip, np.full((len(strip), GAP, 3), GREY, np.uint8)]
    return np.concatenate(strips[:-1], axis=1)


def _fit(picture: np.ndarray, cell: int) -> np.ndarray:
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=-1)
    reduces = picture.shape[0] > cell
    return cv2.resize(picture, (cell, cell), interpolation=cv2.INTER_AREA if reduces else cv2.INTER_NEAREST)
