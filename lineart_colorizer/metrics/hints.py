"""How well colour hints are obeyed: hints drawn by seed from the true picture, and errors under and beside them.

Defined at `regions.SIZE` px, as the region scores are. Pictures: float32 RGB [H,W,3] in [0,1]; line: float32 [H,W] in [0,1]; painted: RGBA
uint8 [H,W,4], opaque where there is a hint. Hints lie on pixels brighter than `regions.LINE_IS_WHITE` of the line alone.
"""

from collections.abc import Iterable

import cv2
import numpy as np

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.metrics.color import cie76
from lineart_colorizer.metrics.regions import LINE_IS_WHITE

KINDS = ("points", "strokes")
RADIUS = 2  # px, of points and strokes
LONGEST = 0.25  # stroke, as a share of the side
BESIDE = 8.0  # px: as far from a hint as its colour is expected to reach


def draw_hints(color: np.ndarray, line: np.ndarray, count: int, seed: int, kind: str = "points") -> np.ndarray:
    """RGBA uint8 [H,W,4]: `count` hints of the true colours. The first of more are those of fewer.

    Points are disks of RADIUS around pixels drawn with equal chances among the bright ones; strokes go on from there, straight, up to
    LONGEST in any direction.
    """
    rng = np.random.default_rng(seed)
    bright = line > LINE_IS_WHITE
    rows, columns = np.nonzero(bright)
    mask = np.zeros(line.shape, np.uint8)
    for _ in range(count if len(rows) else 0):
        at = int(rng.integers(len(rows)))
        begin = np.array([columns[at], rows[at]])
        way = rng.uniform(-1, 1, 2) * LONGEST * max(line.shape) if kind == "strokes" else np.zeros(2)
        points = np.rint(begin + np.linspace(0, 1, max(2, round(float(np.hypot(*way))) + 1))[:, None] * way).astype(int)
        for point in np.unique(points, axis=0):
            cv2.circle(mask, point.tolist(), RADIUS, 1, cv2.FILLED)
    marked = (mask > 0) & bright
    return np.dstack([np.rint(color * 255.0).astype(np.uint8) * marked[..., None], marked.astype(np.uint8) * 255])


def hint_errors(fake_color: np.ndarray, color: np.ndarray, line: np.ndarray, painted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lab distances of the pixels under the hints [N], and of the bright ones up to BESIDE px from them [M]."""
    distance = cie76(to_lab(fake_color), to_lab(color))
    hinted = painted[..., 3] > 0
    if not hinted.any():
        return np.zeros(0), np.zeros(0)
    away = cv2.distanceTransform((~hinted).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return distance[hinted], distance[~hinted & (away <= BESIDE) & (line > LINE_IS_WHITE)]


def hint_fidelity(
    fake_colors: Iterable[np.ndarray], colors: Iterable[np.ndarray], lines: Iterable[np.ndarray], painted: Iterable[np.ndarray]
) -> dict[str, float]:
    """hint_under and hint_beside: mean Lab errors over all pixels of all pictures. Left out where there is no such pixel."""
    errors = [hint_errors(*of) for of in zip(fake_colors, colors, lines, painted, strict=True)]
    together = {name: np.concatenate(of) for name, of in zip(("hint_under", "hint_beside"), zip(*errors, strict=True), strict=True)}
    return {name: float(of.mean()) for name, of in together.items() if len(of)}


def flood_fill(line: np.ndarray, painted: np.ndarray) -> np.ndarray:
    """What hints are worth without a network: float32 RGB [H,W,3]. Each connected bright area takes the mean of its hints, the rest is
    white; lines are laid over."""
    count, labels = cv2.connectedComponents((line > LINE_IS_WHITE).astype(np.uint8), connectivity=4)
    hinted = painted[..., 3] > 0
    marks = np.bincount(labels[hinted], minlength=count)
    sums = np.stack([np.bincount(labels[hinted], painted[..., i][hinted] / 255.0, count) for i in range(3)], -1)
    fills = np.where(marks[:, None] > 0, sums / np.maximum(marks, 1)[:, None], 1.0)
    fills[0] = 1.0  # under the lines
    return (fills[labels] * line[..., None]).astype(np.float32)
