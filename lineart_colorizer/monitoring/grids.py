"""Picture grids: what a system shows of a batch, one drawing a row, two drawings side by side, under a caption."""

import cv2
import numpy as np

from lineart_colorizer.imaging.ranges import to_bytes

CAPTION_HEIGHT = 20  # px
GAP = 2  # px, grey
GREY = 160
NO_HINT = 235  # grey level where nothing was hinted: white hints stay visible
DRAWINGS_IN_A_ROW = 2


def show_hint(hint: np.ndarray) -> np.ndarray:
    """Hint [...,H,W,4] to RGB uint8 [...,H,W,3] on light grey."""
    return np.where(hint[..., 3:] > 0, to_bytes(hint[..., :3]), NO_HINT).astype(np.uint8)


def show(pictures: np.ndarray) -> np.ndarray:
    """A column of pictures, float [-1,1] [B,H,W,C] with C of 1 or 3, or hints [B,H,W,4], as uint8 RGB [B,H,W,3]."""
    if pictures.shape[-1] == 4:
        return show_hint(pictures)
    return np.broadcast_to(to_bytes(pictures), (*pictures.shape[:-1], 3))


def make_grid(columns: dict, caption: str) -> np.ndarray:
    """uint8 RGB [h,w,3] of a whole batch. columns: as `systems.protocol.System.columns`, as arrays."""
    rows = []
    for cells in zip(*(show(np.asarray(pictures)) for pictures in columns.values()), strict=True):
        gap = np.full((len(cells[0]), GAP, 3), GREY, np.uint8)
        rows.append(np.concatenate([part for cell in cells for part in (cell, gap)], axis=1))
    while len(rows) % DRAWINGS_IN_A_ROW:
        rows.append(np.full_like(rows[0], 255))
    gap = np.full((GAP, rows[0].shape[1] * DRAWINGS_IN_A_ROW, 3), GREY, np.uint8)
    pairs = [np.concatenate(rows[i : i + DRAWINGS_IN_A_ROW], axis=1) for i in range(0, len(rows), DRAWINGS_IN_A_ROW)]
    grid = np.concatenate([part for pair in pairs for part in (pair, gap)])
    title = np.full((CAPTION_HEIGHT, grid.shape[1], 3), 255, np.uint8)
    cv2.putText(title, caption, (4, CAPTION_HEIGHT - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return np.concatenate([title, grid])
