"""What a region of a drawing looks like, in numbers that hold when the drawing is moved, mirrored or made larger.

Of each region these (`NAMES`), then the mean of each over its neighbours, weighted by the length of the border:

size        log of its area over that of the drawing's largest region that does not lie at the page's edge
elongation  log of the longer over the shorter axis of the ellipse with its second moments
spread      log of that ellipse's area over its own: 0 of an ellipse, more of what is bent, branched or hollow
outline     log of its outline's length over the square root of its area
edge        share of its outline that lies at the page's edge
upright     share of its second moment that is vertical: 0.5 of a disk, more of what stands, less of what lies

Colours are left out: a network's own colour of a region changes from page to page, which is what a character is for, and found fewer parts
again; its features (of any level) found no more than these.
"""

import numpy as np

from lineart_colorizer.imaging.region_graph import borders

NAMES = ("size", "elongation", "spread", "outline", "edge", "upright")
LENGTH = 2 * len(NAMES)
INNER = 0.02  # share of the outline at the page's edge, up to which a region does not lie there
_PIXEL = 1 / 12  # a pixel's own second moment along a side


def describe(regions: np.ndarray) -> np.ndarray:
    """float32 [N,LENGTH] of int32 [H,W], numbered from 0 without holes."""
    area = np.bincount(regions.ravel()).astype(float)
    count = len(area)
    pairs, lengths = borders(regions)
    inside = np.bincount(pairs.ravel(), np.repeat(lengths, 2), count)
    at_edge = np.bincount(np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]]), minlength=count)
    outline = inside + at_edge
    edge = at_edge / outline
    long, short, upright = _axes(regions, area)
    size = np.log(area / area[edge < INNER].max(initial=1.0)) if (edge < INNER).any() else np.log(area / area.max())
    spread = np.log(4.0 * np.pi * np.sqrt(long * short) / area)
    own = np.stack([size, 0.5 * np.log(long / short), spread, np.log(outline / np.sqrt(area)), edge, upright], axis=1)
    sums = np.zeros_like(own)
    for one, other in (pairs.T, pairs.T[::-1]):
        np.add.at(sums, one, lengths[:, None] * own[other])
    return np.concatenate([own, sums / np.maximum(inside, 1.0)[:, None]], axis=1).astype(np.float32)


def _axes(regions: np.ndarray, area: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Second moments of each region along its longer and its shorter axis, px^2, and the vertical share of their sum. float64 [N] each."""
    height, width = regions.shape
    flat = regions.ravel()
    places = np.repeat(np.arange(height), width), np.tile(np.arange(width), height)
    down, across = (place - (np.bincount(flat, place) / area)[flat] for place in places)
    vertical, horizontal, mixed = (np.bincount(flat, product) / area for product in (down * down, across * across, down * across))
    vertical, horizontal = vertical + _PIXEL, horizontal + _PIXEL
    middle, half = (vertical + horizontal) / 2, np.hypot((vertical - horizontal) / 2, mixed)
    return middle + half, middle - half, vertical / (vertical + horizontal)
