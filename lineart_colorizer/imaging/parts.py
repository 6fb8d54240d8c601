"""The parts of a drawing: its regions, how each is told again on another drawing, and hints by part.

Regions are looked for at SIDE px, whatever the page's size: their shapes then compare, and it takes a moment.
painted: RGBA uint8 [H,W,4] of any size and the page's proportions, as in `imaging.hints`.
"""

import dataclasses

import cv2
import numpy as np

from lineart_colorizer.imaging.hints import OPAQUE, reduce_hints
from lineart_colorizer.imaging.ink import ink_mask
from lineart_colorizer.imaging.ranges import to_bytes
from lineart_colorizer.imaging.region_shapes import describe
from lineart_colorizer.imaging.regions import depths, segment
from lineart_colorizer.imaging.scaling import fitted

SIDE = 512  # px of the longer side, at most
GRAZE = 0.25  # of a region's depth, up to which a hint only grazes it: it was meant for the neighbour
CORE = 0.5  # of a region's depth, from which on it is painted
# How much each number of a part's shape changes from page to page: 1.48 times the median change (of a normal one, its standard deviation),
# 0.02 at least. Of 31 demo subjects on 4 pages each: `benchmarks.characters --scales-only`
SCALES = np.array([0.526, 0.189, 0.031, 0.097, 0.020, 0.101, 0.835, 0.256, 0.106, 0.123, 0.081, 0.094], np.float32)
FIT = 1.0  # most that two parts may differ, in scales: at 1, half are found, and nine in ten of these hints have the right colour


@dataclasses.dataclass(frozen=True)
class Parts:
    """regions: int32 [h,w], numbered from 0. depth: px to the nearest line, float32 [h,w]. peaks: the largest of each region, [N].
    shapes: float32 [N,12], as `region_shapes.describe`."""

    regions: np.ndarray
    depth: np.ndarray
    peaks: np.ndarray
    shapes: np.ndarray

    def hinted(self, painted: np.ndarray) -> dict[int, tuple[int, int, int]]:
        """The colour of each region that is hinted, RGB 0..255: that of its hint's deepest pixel."""
        hint = reduce_hints(painted, *self.regions.shape)
        rows, columns = np.nonzero((hint[..., 3] > 0) & self._is_deep)
        deepest_last = np.argsort(self.depth[rows, columns], kind="stable")
        rows, columns = rows[deepest_last], columns[deepest_last]
        return dict(zip(self.regions[rows, columns].tolist(), map(tuple, to_bytes(hint[rows, columns, :3]).tolist()), strict=True))

    def grazing(self, painted: np.ndarray) -> int:
        """How many dabs are no region's, as `hinted` has it: they lie by a line, or in a shape that is open to what surrounds it."""
        mask = (reduce_hints(painted, *self.regions.shape)[..., 3] > 0).astype(np.uint8)
        count, dabs = cv2.connectedComponents(mask)
        return count - 1 - len(np.unique(dabs[(mask > 0) & self._is_deep]))

    @property
    def _is_deep(self) -> np.ndarray:
        """bool [h,w]: where a hint is its region's."""
        return self.depth >= np.maximum(GRAZE * self.peaks[self.regions], 1.0)

    def paint(self, colors: dict[int, tuple[int, int, int]]) -> np.ndarray:
        """Hints in the middle of regions, RGBA uint8 [h,w,4], by their colours."""
        table = np.zeros((len(self.peaks), 4), np.uint8)
        for region, color in colors.items():
            table[region] = (*color, 255)
        core = (self.depth > 0) & (self.depth >= (CORE * self.peaks)[self.regions])
        return table[self.regions] * core[..., None].astype(np.uint8)


def find_parts(line: np.ndarray) -> Parts:
    """Of a drawing, uint8 grey [H,W], white = 255."""
    small = fitted(line, SIDE)
    ink = ink_mask(small)
    regions = segment(ink)
    return Parts(regions, *depths(regions, ink), describe(regions))


def match(known: np.ndarray, found: np.ndarray) -> dict[int, int]:
    """Which of `known` [K,12] each of `found` [N,12] is, by their indices: found to known.

    Two are the same part where each is the other's nearest, and no further than FIT: the root of the mean square of their differences,
    each over its scale.
    """
    if not len(known) or not len(found):
        return {}
    distances = np.sqrt(np.square((known[:, None] - found[None]) / SCALES).mean(-1))
    nearest = distances.argmin(0)
    return {at: int(of) for at, of in enumerate(nearest) if distances[of].argmin() == at and distances[of, at] <= FIT}


def lay_over(painted: np.ndarray | None, below: np.ndarray) -> np.ndarray:
    """Painted hints, over others that show where they are transparent. RGBA uint8, of the size of what was painted."""
    if painted is None:
        return below
    below = cv2.resize(below, painted.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(painted[..., 3:] >= OPAQUE, painted, below)
