"""Picture grids: line | hint | generated | true, one drawing a row, two drawings side by side, under a caption."""

import cv2
import numpy as np

from lineart_colorizer.imaging.ranges import to_bytes

CAPTION_HEIGHT = 20  # px
GAP = 2  # px, grey
GREY = 160
NO_HINT = 235  # grey level where nothing was hinted: white hints stay visible
DRAWINGS_IN_A_ROW = 2


def show_hint(hint: np.ndarray) -> np.ndarray:
    """Hint [H,W,4] to RGB uint8 [H,W,3] on light grey."""
    return np.where(hint[..., 3:] > 0, to_bytes(hint[..., :3]), NO_HINT).astype(np.uint8)


def make_row(line: np.ndarray, hint: np.ndarray, fake_color: np.ndarray, color: np.ndarray) -> np.ndarray:
    """One drawing, float [-1,1] [H,W,...] each, as uint8 RGB [H,4W+...,3]."""
    cells = [np.repeat(to_bytes(line), 3, axis=-1), show_hint(hint), to_bytes(fake_color), to_bytes(color)]
    gap = np.full((line.shape[0], GAP, 3), GREY, np.uint8)
    return np.concatenate([part for cell in cells for part in (cell, gap)], axis=1)


def make_grid(batch: dict, fake_color: np.ndarray, caption: str) -> np.ndarray:
    """uint8 RGB [h,w,3] of a whole batch. batch: line, hint, color as arrays [B,H,W,...]; fake_color [B,H,W,3]; all in [-1,1]."""
    rows = [make_row(*pictures) for pictures in zip(batch["line"], batch["hint"], fake_color, batch["color"], strict=True)]
    while len(rows) % DRAWINGS_IN_A_ROW:
        rows.append(np.full_like(rows[0], 255))
    gap = np.full((GAP, rows[0].shape[1] * DRAWINGS_IN_A_ROW, 3), GREY, np.uint8)
    pairs = [np.concatenate(rows[i : i + DRAWINGS_IN_A_ROW], axis=1) for i in range(0, len(rows), DRAWINGS_IN_A_ROW)]
    grid = np.concatenate([part for pair in pairs for part in (pair, gap)])
    title = np.full((CAPTION_HEIGHT, grid.shape[1], 3), 255, np.uint8)
    cv2.putText(title, caption, (4, CAPTION_HEIGHT - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return np.concatenate([title, grid])
