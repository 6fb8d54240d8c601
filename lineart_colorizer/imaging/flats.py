"""One flat colour for each region of a drawing, and a palette of few colours for all of them."""

import cv2
import numpy as np

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.regions import depths

WHITE = 242  # colours with no channel below this are paper: white
ALIKE = 12.0  # distance in CIE L*a*b*, below which two flats become one colour
MOST = 64  # colours of a palette: a layer each must fit into memory
_CORE = 0.5  # of a region's largest distance from its lines: the network's colours mix beside lines
_NEAR = 10  # distance in 8-bit Lab from a region's median, up to which a pixel's colour counts


def flat_colors(color: np.ndarray, regions: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """The colour of each region: of its core's commonest colours, in L*a*b*, the median, and the mean of what lies near it.

    A median of all would, where a region has two colours, be one that is not there at all: green of yellow and blue.

    Args:
        color: uint8 RGB [H,W,3], the network's colours without lines. regions: int32 [H,W], numbered from 0 without holes.
        ink: bool [H,W], True under lines, which are not looked at.
    Returns: uint8 RGB [N,3]; nearly white ones are exactly white.
    """
    core = _cores(regions, ink)
    count, numbers = int(regions.max()) + 1, regions[core]
    values = color[core]
    lab = cv2.cvtColor(values[None], cv2.COLOR_RGB2LAB)[0]
    common = _common(numbers, lab, count)
    medians = np.stack([_medians(numbers[common], lab[common, channel], count) for channel in range(3)], axis=1)
    near = (np.abs(lab.astype(np.int16) - medians[numbers]) <= _NEAR).all(axis=1)
    numbers, values = numbers[near], values[near]
    total = np.bincount(numbers, minlength=count)[:, None]
    sums = np.stack([np.bincount(numbers, values[:, channel], minlength=count) for channel in range(3)], axis=1)
    plain = cv2.cvtColor(medians[None].astype(np.uint8), cv2.COLOR_LAB2RGB)[0]
    colors = np.where(total > 0, np.rint(sums / np.maximum(total, 1)), plain).astype(np.uint8)
    colors[(colors >= WHITE).all(axis=1)] = 255
    return colors


def _cores(regions: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """bool [H,W]: the inner half of each region, at least one pixel of each."""
    depth, peaks = depths(regions, ink)
    return depth >= (_CORE * peaks)[regions]


def _common(numbers: np.ndarray, lab: np.ndarray, count: int) -> np.ndarray:
    """bool [M]: the pixels of a region (numbers int [M], of `count`; lab uint8 [M,3]) that fall into its fullest bin of 8 x 8 x 8."""
    bins = (lab >> 5) @ np.array([64, 8, 1], np.uint16)
    votes = np.bincount(numbers.astype(np.int64) * 512 + bins, minlength=count * 512).reshape(count, 512)
    return bins == votes.argmax(axis=1)[numbers]


def _medians(numbers: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """int16 [count]: for each number, the lower median of its uint8 values; 0 where it has none."""
    histogram = np.bincount(numbers.astype(np.int64) * 256 + values, minlength=count * 256).reshape(count, 256).cumsum(axis=1)
    return (histogram * 2 >= np.maximum(histogram[:, -1:], 1)).argmax(axis=1).astype(np.int16)


def merge_colors(colors: np.ndarray, areas: np.ndarray, *, alike: float = ALIKE, most: int = MOST) -> np.ndarray:
    """Makes a palette: from the largest area on, each colour becomes the nearest one of those before it within `alike`.

    Args:
        colors: uint8 RGB [N,3]. areas: int [N], px. alike: distance in CIE L*a*b*; 0 keeps all.
        most: where more colours than these are left, they are merged from farther away.
    Returns: uint8 RGB [N,3]. White stays white, and nothing else becomes it.
    """
    lab = to_lab(colors / 255.0)
    paper = (colors == 255).all(axis=1)
    merged = colors.copy()
    leaders: list[int] = []
    for region in np.argsort(-areas, kind="stable"):
        if paper[region]:
            continue
        distances = np.linalg.norm(lab[leaders] - lab[region], axis=1) if leaders else np.array([np.inf])
        if distances.min() < alike:
            merged[region] = colors[leaders[int(distances.argmin())]]
        else:
            leaders.append(region)
    return merged if len(leaders) <= most else merge_colors(merged, areas, alike=1.5 * max(alike, 1.0), most=most)
