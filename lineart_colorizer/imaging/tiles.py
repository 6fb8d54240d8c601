"""Large drawings in overlapping tiles, blended without seams; memory does not grow with the page but by its 8-bit result.

A tile does not show what the whole drawing is: the colours of the whole, made at a small size first, are given to each as points of hint.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np

from lineart_colorizer.imaging.ranges import to_float
from lineart_colorizer.imaging.scaling import MULTIPLE
from lineart_colorizer.imaging.upsampling import OPEN, first_trust

TILE = 512  # px, at most
OVERLAP = 64  # px, at least
POINTS_APART = 12  # px, of the guide; with 48, regions that fill a tile went white at eight times the size that a model learned at
POINT = 2  # px around a point of the guide that are painted, as simulated hints are


def spans(length: int) -> list[slice]:
    """Equal tiles over a side, evenly spaced."""
    count = max(1, math.ceil((length - OVERLAP) / (TILE - OVERLAP)))
    side = math.ceil((length + (count - 1) * OVERLAP) / count / MULTIPLE) * MULTIPLE
    starts = np.linspace(0, max(length - side, 0), count).round().astype(int)
    return [slice(start, min(start + side, length)) for start in starts.tolist()]


def weights(tiles: list[slice]) -> list[np.ndarray]:
    """Of every tile along a side, float32: they rise and fall over the overlaps, and sum to 1 everywhere."""
    ramps = []
    for tile in tiles:
        at = np.arange(tile.start, tile.stop) + 0.5
        rise = at - tile.start if tile.start else np.inf
        fall = tile.stop - at if tile.stop < tiles[-1].stop else np.inf
        ramps.append(np.minimum(np.minimum(rise, fall), OVERLAP) * np.ones(len(at)))
    total = np.zeros(tiles[-1].stop)
    for tile, ramp in zip(tiles, ramps, strict=True):
        total[tile] += ramp
    return [(ramp / total[tile]).astype(np.float32) for tile, ramp in zip(tiles, ramps, strict=True)]


def guide(
    hint: np.ndarray, line: np.ndarray, whole: np.ndarray, whole_line: np.ndarray, rows: slice, columns: slice, shape: tuple[int, ...]
) -> None:
    """Paints points of the whole's colours into a tile's hint, where nothing is painted and no line is near.

    hint: float32 [h,w,4], changed. line: uint8 [h,w], the tile's. whole: float32 RGB [a,b,3] in [0,1]; whole_line: uint8 [a,b].
    rows, columns: the tile's place in a drawing of `shape`.
    """
    free = ((first_trust(line) == OPEN) & (hint[..., 3] == 0)).astype(np.uint8)
    fits = cv2.erode(free, np.ones((2 * POINT + 1,) * 2, np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    across, down = np.meshgrid(*(np.arange(-(-at.start // POINTS_APART) * POINTS_APART, at.stop, POINTS_APART) for at in (columns, rows)))
    small = tuple(((at + 0.5) * reduced / full).astype(int) for at, reduced, full in zip((down, across), whole.shape, shape, strict=False))
    y, x = down - rows.start, across - columns.start
    painted = (first_trust(whole_line) == OPEN)[small] & (fits[y, x] > 0)
    colors = whole[small][painted] * 2.0 - 1.0
    for step_y in range(-POINT, POINT + 1):
        for step_x in range(-POINT, POINT + 1):
            at = (y[painted] + step_y, x[painted] + step_x)
            hint[at] = np.concatenate([colors, np.ones_like(colors[:, :1])], -1)


def predict_in_tiles(line: np.ndarray, predict: Callable[[np.ndarray, slice, slice], np.ndarray]) -> np.ndarray:
    """What a network makes of a large drawing.

    Args:
        line: uint8 grey [H,W]. predict: float32 [1,h,w,1] in [-1,1] and its place (rows, columns) to float32 RGB [h,w,3] in [0,1].
    Returns: uint8 RGB [H,W,3].
    """
    height, width = line.shape
    made = np.empty((height, width, 3), np.uint8)
    down, across = spans(height), spans(width)
    waiting = np.zeros((0, width, 3), np.float32)  # sums of rows that the next tiles add to
    for index, (rows, falls) in enumerate(zip(down, weights(down), strict=True)):
        band = np.zeros((rows.stop - rows.start, width, 3), np.float32)
        band[: len(waiting)] = waiting
        for columns, shares in zip(across, weights(across), strict=True):
            picture = predict(to_float(line[rows, columns])[None, ..., None], rows, columns)
            band[:, columns] += cv2.multiply(picture, cv2.merge([np.outer(falls, shares)] * 3))
        done = (down[index + 1].start if index + 1 < len(down) else height) - rows.start
        made[rows.start : rows.start + done] = cv2.convertScaleAbs(band[:done], alpha=255.0)
        waiting = band[done:]
    return made
