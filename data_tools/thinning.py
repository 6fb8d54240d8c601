"""Lines of any width made into clean lines of one width, along their middle."""

import cv2
import numpy as np

from data_tools.line_extraction import REFERENCE_SIDE, draw_around

FAINT = 12  # grey levels by which a line is darker than its surroundings' mean: fainter is shading
SMOOTH = 0.6  # px at the reference side: sigma of the blur that evens out jagged borders, which would grow whiskers
MARGIN = 8.0  # px at the reference side: as wide as lines are
WIDTH = 2.0  # px at the reference side: 1 px of a 128 px record


def thin(line: np.ndarray) -> np.ndarray:
    """Redraws a line drawing, grey uint8 [H,W], with lines WIDTH px wide (at the reference side) that are as dark as they were."""
    scale = min(line.shape) / REFERENCE_SIDE
    width, margin = WIDTH * scale, 1 + round(MARGIN * scale)
    # Thinning shortens a line's ends: where the picture cuts a line off, it must seem to go on.
    going_on = cv2.copyMakeBorder(
        cv2.GaussianBlur(line, (0, 0), SMOOTH * max(scale, 1)), margin, margin, margin, margin, cv2.BORDER_REPLICATE
    )
    # Soft lines have wide halos, which would run together: of them only what is darker than its surroundings is the line.
    side = 2 * margin + 1
    darker = cv2.subtract(cv2.blur(going_on, (side, side), borderType=cv2.BORDER_REPLICATE), going_on)
    middle = skeleton(darker > FAINT)[margin:-margin, margin:-margin]
    side = 2 * max(1, round(width)) + 1
    darkest = cv2.erode(line, np.ones((side, side), np.uint8))
    return cv2.max(draw_around(middle.astype(np.uint8), width), darkest)


def skeleton(ink: np.ndarray) -> np.ndarray:
    """The middle of the lines of bool [H,W], one pixel wide and as connected as they were (Zhang and Suen 1984).

    Peels pixels off the border until none can go. Whether a pixel goes depends on its eight neighbours alone, so they are packed into
    one byte by a convolution and looked up: on each turn, first among those that may go from the south-east, then from the north-west.
    """
    left = np.pad(ink.astype(np.uint8), 1)
    while True:
        before = cv2.countNonZero(left)
        for staying in _STAYING:
            neighbours = cv2.filter2D(left, cv2.CV_8U, _BITS, borderType=cv2.BORDER_CONSTANT)
            left &= np.asarray(cv2.LUT(neighbours, staying), np.uint8)
        if cv2.countNonZero(left) == before:
            return left[1:-1, 1:-1] > 0


# One bit for each neighbour, clockwise from north: p2 .. p9 of the paper.
_BITS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def _staying() -> list[np.ndarray]:
    """For both halves of a turn: by the byte of its neighbours, 0 where a pixel goes and 1 where it stays, uint8 [256]."""
    around = np.arange(256)[:, None] >> np.arange(8) & 1  # [256,8]
    count = around.sum(1)
    crossings = ((around == 0) & (np.roll(around, -1, axis=1) == 1)).sum(1)
    north, east, south, west = around[:, 0], around[:, 2], around[:, 4], around[:, 6]
    removable = (count >= 2) & (count <= 6) & (crossings == 1)
    halves = (north * east * south == 0) & (east * south * west == 0), (north * east * west == 0) & (north * south * west == 0)
    return [1 - (removable & half).astype(np.uint8) for half in halves]


_STAYING = _staying()
