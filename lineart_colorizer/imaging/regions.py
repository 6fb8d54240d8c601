"""Regions of a drawing, by a trapped ball: what a ball cannot leave is a region, though its line has a gap.

The distance to the nearest line is the radius of the largest ball at a pixel. From the largest radius that closes gaps down to none, the
places that hold a ball of that radius are looked at: one without a region begins one, one with a region extends it (dead ends and corners
belong to it), and regions that meet there stay apart, as at a gap, unless one is hardly wider than the passage: then it is a narrowing of
the same shape. After Zhang et al., Vectorizing Cartoon Animations (TVCG 2009), 3.1, whose balls know no such ratio.

Large pages are segmented at WORK_SIDE px and refined at their own size. Free pixels connect by their sides alone: a line that is one pixel
wide connects by corners, and holds. The page's edge is a line.
"""

import cv2
import numpy as np

from lineart_colorizer.imaging.region_graph import borders, merge_small, numbered, united

WORK_SIDE = 2048  # px of the longer side, beyond which pages are segmented reduced
GAP = 1 / 24  # of the longer side: gaps up to this close, 42 px at 1024
WIDER = 1.5  # times as wide as the passage to its neighbour must a region be to stay apart
SMALLEST = 1 / 65536  # of the page's area: what is smaller is merged, 16 px of 1024 x 1024


def segment(ink: np.ndarray, *, gap: float | None = None, smallest: float | None = None) -> np.ndarray:
    """Finds the regions of a drawing.

    Args:
        ink: bool [H,W], True under lines. gap: px; gaps in lines up to this are closed. Left out: GAP of the longer side.
        smallest: px of area; smaller regions go to the neighbour with the longest shared border. Left out: SMALLEST of the page.
    Returns: int32 [H,W], regions numbered from 0; pixels under lines have the number of the nearest region.
    """
    if ink.all():
        return np.zeros(ink.shape, np.int32)
    height, width = ink.shape
    factor = -(-max(height, width) // WORK_SIDE)
    radius = (GAP * max(height, width) if gap is None else gap) / 2 / factor
    labels = _trap(_pool(ink, factor), radius)
    if factor > 1:
        labels = _refine(labels, ink, factor)
    labels = _under_lines(labels)
    return merge_small(numbered(labels), SMALLEST * height * width if smallest is None else smallest)


def depths(regions: np.ndarray, ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far from the nearest line each pixel is, px, float32 [H,W], and of each region the largest, float32 [N].

    regions: int32 [H,W], numbered from 0. ink: bool [H,W], True under lines.
    """
    depth = cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
    peaks = np.zeros(int(regions.max()) + 1, np.float32)
    np.maximum.at(peaks, regions.ravel(), depth.ravel())
    return depth, peaks


def _pool(ink: np.ndarray, factor: int) -> np.ndarray:
    """bool [ceil(H/factor),ceil(W/factor)]: blocks that hold any line."""
    padded = np.pad(ink, [(0, -side % factor) for side in ink.shape])
    return np.asarray(padded.reshape(padded.shape[0] // factor, factor, -1, factor).any(axis=(1, 3)))


def _trap(ink: np.ndarray, radius: float) -> np.ndarray:
    """int32 [H,W] of a mask of lines bool [H,W]: regions from 1, 0 under lines."""
    depth = cv2.distanceTransform(np.pad(~ink, 1).astype(np.uint8), cv2.DIST_L2, 5)
    labels = np.zeros(depth.shape, np.int32)
    peaks = np.zeros(1, np.float32)  # of each region, the radius of the largest ball that it holds
    passage = np.inf
    for least in _radii(radius):
        unreached = _grow(labels, depth > least)
        count = len(peaks)
        born = _begin(labels, unreached, count)
        peaks = np.append(peaks, np.zeros(born, np.float32))
        np.maximum.at(peaks, labels.ravel()[unreached], depth.ravel()[unreached])
        if np.isfinite(passage):
            labels, peaks = _join_narrowings(labels, peaks, passage)
        passage = least
    return labels[1:-1, 1:-1]


def _radii(largest: float) -> list[float]:
    """Ball sizes, in steps of a fifth but at least 1 px, down to 0: [6.0, 4.8, 3.8, 2.8, 1.8, 0.8, 0.0], rounded."""
    radii = [largest]
    while radii[-1] > 0:
        radii.append(max(0.0, min(0.8 * radii[-1], radii[-1] - 1)))
    return radii


def _grow(labels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Extends labels over a mask, nearest first along ways inside it. Both [H,W] with an empty rim; labels change in place.

    Returns: int64 [N], the flat indices of what no label reaches.
    """
    flat, row = labels.reshape(-1), labels.shape[1]
    todo = np.flatnonzero(mask & (labels == 0))
    while todo.size:
        found = np.maximum(np.maximum(flat[todo - 1], flat[todo + 1]), np.maximum(flat[todo - row], flat[todo + row]))
        reached = found > 0
        if not reached.any():
            break
        flat[todo[reached]] = found[reached]
        todo = todo[~reached]
    return todo


def _begin(labels: np.ndarray, pixels: np.ndarray, first: int) -> int:
    """Gives each connected part of `pixels` (flat indices) a label of its own, from `first` on. Returns how many."""
    if not pixels.size:
        return 0
    mask = np.zeros(labels.shape, np.uint8)
    mask.reshape(-1)[pixels] = 1
    count, parts = cv2.connectedComponents(mask, connectivity=4)
    labels.reshape(-1)[pixels] = parts.reshape(-1)[pixels] + (first - 1)
    return count - 1


def _join_narrowings(labels: np.ndarray, peaks: np.ndarray, passage: float) -> tuple[np.ndarray, np.ndarray]:
    """Joins touching regions of which one is less than WIDER times as wide as their passage (its half-width, px)."""
    pairs, _ = borders(labels)
    pairs = pairs[(pairs > 0).all(axis=1)]
    narrow = peaks[pairs].min(axis=1) < WIDER * passage
    if not narrow.any():
        return labels, peaks
    table = united(len(peaks), pairs[narrow])
    joined = np.zeros(table.max() + 1, np.float32)
    np.maximum.at(joined, table, peaks)
    return table[labels], joined


def _refine(small: np.ndarray, ink: np.ndarray, factor: int) -> np.ndarray:
    """Labels of blocks (int32, 0 where a block holds line) for each free pixel of the page, int32 [H,W], 0 under lines."""
    height, width = ink.shape
    labels = np.zeros((height + 2, width + 2), np.int32)
    labels[1:-1, 1:-1] = small.repeat(factor, axis=0)[:height].repeat(factor, axis=1)[:, :width]
    unreached = _grow(labels, np.pad(~ink, 1))
    _begin(labels, unreached, int(small.max()) + 1)
    return labels[1:-1, 1:-1]


def _under_lines(labels: np.ndarray) -> np.ndarray:
    """Gives each pixel of label 0 that of the nearest other pixel. int32 [H,W] to int32 [H,W]."""
    free = labels > 0
    if free.all():
        return labels
    nearest = cv2.distanceTransformWithLabels((~free).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    table = np.zeros(int(nearest.max()) + 1, np.int32)
    table[nearest[free]] = labels[free]
    return table[nearest]
