"""Scores over the regions that the lines enclose: what a washed-out or bleeding picture cannot win.

Defined at 128 px. A region is a connected white area (line > 0.7) of at least 60 px; those that touch the border are paper.
"""

import dataclasses

import cv2
import numpy as np

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.metrics.color import COLOURED, cie76

SIZE = 128
LINE_IS_WHITE = 0.7
SMALLEST = 60  # px
PAPER_TOLERANCE = 10.0  # Lab: paper tinted by more than this is wrong
WHITE_TOLERANCE = 3.0  # Lab, each axis: the truth is white paper there
HIT = 20.0  # Lab: nearer than this is the right colour
COMMON_HUES = (60.0, 120.0)  # degrees in the a, b plane: yellows, which a constant answer can guess
NODES = 13  # of the palette's grid along a and along b, over [-100, 100]


@dataclasses.dataclass(frozen=True)
class Region:
    """One enclosed region: mean Lab predicted and true [3], spread of a and b predicted and true, area in px."""

    fake_mean: np.ndarray
    mean: np.ndarray
    fake_spread: float
    spread: float
    area: int


def find_regions(line: np.ndarray) -> tuple[np.ndarray, list[int], set[int]]:
    """line: float32 [H,W] in [0,1]. Returns labels int32 [H,W], the labels of enclosed regions, and those of paper."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((line > LINE_IS_WHITE).astype(np.uint8), connectivity=4)
    large = [i for i in range(1, len(stats)) if stats[i, cv2.CC_STAT_AREA] >= SMALLEST]
    border = set(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]).tolist())
    return labels, [i for i in large if i not in border], {i for i in large if i in border}


def measure_picture(fake_color: np.ndarray, color: np.ndarray, line: np.ndarray) -> tuple[list[Region], int, int]:
    """The enclosed regions of one picture, the px of white paper, and those of them that were tinted."""
    fake, true = to_lab(fake_color), to_lab(color)
    labels, enclosed, paper = find_regions(line)
    white = np.isin(labels, list(paper)) & (np.abs(true - np.array([100, 0, 0], np.float32)).max(-1) < WHITE_TOLERANCE)
    tinted = white & (cie76(fake, true) > PAPER_TOLERANCE)
    regions = []
    for i in enclosed:
        inside = labels == i
        a, b = fake[inside], true[inside]
        regions.append(Region(a.mean(0), b.mean(0), float(a[:, 1:].std(0).mean()), float(b[:, 1:].std(0).mean()), int(inside.sum())))
    return regions, int(white.sum()), int(tinted.sum())


def palette_share(means: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Area share of colours (a, b) [N,2] on the grid, flat [NODES**2], sum 1; each is shared bilinearly by four nodes."""
    at = (np.clip(means, -100, 99.99) + 100) / 200 * (NODES - 1)
    low, part = np.floor(at).astype(int), at % 1
    grid = np.zeros((NODES, NODES))
    for right in (0, 1):
        for up in (0, 1):
            weight = np.where(right, part[:, 0], 1 - part[:, 0]) * np.where(up, part[:, 1], 1 - part[:, 1])
            np.add.at(grid, (low[:, 0] + right, low[:, 1] + up), areas * weight)
    return grid.ravel() / areas.sum()


def divergence(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen-Shannon divergence of two distributions, bits, 0..1."""

    def kullback_leibler(x, of):
        return float((x[x > 0] * np.log2(x[x > 0] / of[x > 0])).sum())

    middle = (p + q) / 2
    return (kullback_leibler(p, middle) + kullback_leibler(q, middle)) / 2


def region_scores(fake_colors: list[np.ndarray], colors: list[np.ndarray], lines: list[np.ndarray]) -> dict[str, float]:
    """right, rare, palette, bleed, bleed_true, paper over all pictures. A score without a region to judge by is left out.

    fake_colors, colors: float32 RGB [H,W,3] in [0,1]; lines: float32 [H,W] in [0,1].
    """
    measured = [measure_picture(*triple) for triple in zip(fake_colors, colors, lines, strict=True)]
    paper, tinted = sum(m[1] for m in measured), sum(m[2] for m in measured)
    scores = {"paper": tinted / paper} if paper else {}
    regions = [region for of_picture, _, _ in measured for region in of_picture]
    if not regions:
        return scores
    fake, true = (np.array([getattr(region, name) for region in regions], float) for name in ("fake_mean", "mean"))
    area = np.array([region.area for region in regions], float)
    hit = cie76(fake, true) < HIT
    coloured = np.hypot(true[:, 1], true[:, 2]) > COLOURED
    hue = np.degrees(np.arctan2(true[:, 2], true[:, 1]))
    rare = coloured & ((hue < COMMON_HUES[0]) | (hue > COMMON_HUES[1]))
    for name, of in (("right", coloured), ("rare", rare)):
        if of.any():
            scores[name] = float(area[of & hit].sum() / area[of].sum())
    return scores | {
        "palette": divergence(palette_share(fake[:, 1:], area), palette_share(true[:, 1:], area)),
        "bleed": float(np.mean([region.fake_spread for region in regions])),
        "bleed_true": float(np.mean([region.spread for region in regions])),
    }
