"""A dab that covers a line was meant for the shape, not for the paper around the drawing."""

import cv2
import numpy as np

from lineart_colorizer.imaging.hints import OPAQUE
from lineart_colorizer.imaging.ink import ink_mask
from lineart_colorizer.imaging.scaling import fitted

SIDE = 256  # px of the longer side at which slips are looked for
GAP = 9  # px there: narrower gaps in lines are closed
DEEP = 0.03  # of the longer side: paint that lies further out than this is no slip; the page's brush is .024 wide
COLORS = 32  # most of them that are looked at; with more it is a picture, not dabs


def without_slips(painted: np.ndarray, line: np.ndarray) -> np.ndarray:
    """What was painted, less what dabs over lines leave on the paper.

    painted: RGBA uint8 [h,w,4], as in `imaging.hints`; line: uint8 grey [H,W], of its proportions. Of paint of one colour that lies on both
    sides of a line, what is outside goes where it is near the line, and no more than what is inside. Outside is what reaches the page's
    edge. Paint that is outside alone stays.
    """
    line = fitted(line, SIDE)
    ink = ink_mask(line)
    outside = _reaches_the_edge(ink)
    depth = cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
    small = cv2.resize(painted, line.shape[::-1], interpolation=cv2.INTER_NEAREST)
    paint = np.where(small[..., 3] >= OPAQUE, 1 + _alike(small), 0)
    colors = np.unique(paint[paint > 0])
    if len(colors) > COLORS:
        return painted
    slips = np.zeros(ink.shape, bool)
    for color in colors:
        slips |= _slips(paint == color, ink, outside, depth)
    slips = _grown(slips) & (outside | ink)  # with what rounding leaves at their rims
    slips = cv2.resize(slips.astype(np.uint8), painted.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return painted * (1 - slips)[..., None] if slips.any() else painted


def _alike(painted: np.ndarray) -> np.ndarray:
    """int32 [h,w]: a number for each colour, the same for what a brush's smooth rim rounds it to."""
    red, green, blue = (painted[..., at].astype(np.int32) // 8 for at in range(3))
    return (red * 32 + green) * 32 + blue


def _slips(mask: np.ndarray, ink: np.ndarray, outside: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """bool [h,w]: where paint of one colour, bool [h,w], is a slip, and on the line beside it."""
    count, dabs = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    within = np.bincount(dabs[mask & ~ink & ~outside], minlength=count)
    beyond = np.bincount(dabs[mask & outside], minlength=count)
    touching = np.bincount(dabs[mask & _grown(outside)], minlength=count)
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, dabs[mask & outside], depth[mask & outside])
    is_slip = (touching > 0) & (within > 0) & (within >= beyond) & (deepest <= DEEP * max(mask.shape))
    return is_slip[dabs] & mask & (outside | ink)


def _grown(area: np.ndarray) -> np.ndarray:
    """bool [h,w]: by a pixel."""
    return cv2.dilate(area.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0


def _reaches_the_edge(ink: np.ndarray) -> np.ndarray:
    """bool [h,w]: free of ink, and joined to the page's edge by what is, through no gap."""
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    _, areas = cv2.connectedComponents(1 - closed, connectivity=4)
    edge = np.concatenate([areas[0], areas[-1], areas[:, 0], areas[:, -1]])
    found = np.isin(areas, edge[edge > 0]).astype(np.uint8)
    for _ in range(GAP // 2):  # corners that the closing took; by sides, not across a line
        found = cv2.dilate(found, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))) & ~ink
    return found > 0
