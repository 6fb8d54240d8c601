"""Enlarges colours so that they stop at the page's own lines.

A plain enlargement mixes the colours on both sides of a line over the width of a small pixel, which is often wider than the line. Here
every step doubles the size, and a pixel takes its colour from the small pixels around it in proportion to their trust: a small pixel
that any line touches has next to none. Since a step's footprint is one small pixel to either side, the colour on the other side of a line
is never in it. (Joint bilateral and guided filters, Kopf 2007 and He 2010, tell pixels apart by their value; both sides of a line are
white.)

layer: RGB [h,w,3], float32 in [0,1] or uint8, the colours under the lines.
line: uint8 grey [H,W], white = 255. trust: float32 [h,w] in 0..1.
"""

import collections
import concurrent.futures
from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np

from lineart_colorizer.imaging.scaling import resize

WALL = 178  # a line's pixel darker than this stops colours; 0.7 of white, as in `metrics.regions`
OPEN, NEAR, LINE = 1.0, 1e-2, 1e-4  # trust in a small pixel: clear of lines, beside one, under one
REACH = 2  # px that a colour spreads, after each doubling, over pixels that nothing trusted was near
BAND = 128  # rows that are made at a time: they and what is made of them stay in a core's cache
CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.float32)  # does not step over a line that is joined by corners alone


def as_float(layer: np.ndarray) -> np.ndarray:
    return layer.astype(np.float32) / 255.0 if layer.dtype == np.uint8 else layer


def halve(line: np.ndarray) -> np.ndarray:
    """The darkest of each 2 x 2 pixels: uint8 [H,W] -> [ceil(H/2),ceil(W/2)]. Thin lines stay whole."""
    line = cv2.copyMakeBorder(line, 0, line.shape[0] % 2, 0, line.shape[1] % 2, cv2.BORDER_REPLICATE)
    rows = np.minimum(line[::2], line[1::2])
    return np.minimum(rows[:, ::2], rows[:, 1::2])


def on_colors(plane: np.ndarray) -> np.ndarray:
    """[h,w] to [h,w,3]: for OpenCV, which multiplies equal shapes several times as fast as NumPy spreads one over the other."""
    return cv2.merge([plane] * 3)


def spread(layer: np.ndarray, trust: np.ndarray, line: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Colours go on, pixel by pixel, from what is trusted to what is not, up to the lines and onto them, but not past them.

    Returns the layer, and its trust: OPEN where a colour came to a pixel that is no line.
    """
    is_open, layer = line >= WALL, layer.copy()
    for _ in range(steps):
        unsure = trust < 0.5
        if not unsure.any():
            break
        given = np.where(is_open, trust, np.float32(LINE))
        total = cv2.filter2D(given, -1, CROSS, borderType=cv2.BORDER_REPLICATE)
        sums = cv2.filter2D(cv2.multiply(layer, on_colors(given)), -1, CROSS, borderType=cv2.BORDER_REPLICATE)
        cv2.copyTo(cv2.divide(sums, on_colors(total)), unsure.astype(np.uint8), layer)
        trust = np.where(unsure & is_open & (total > 0.5), np.float32(OPEN), trust)
    return layer, trust


def first_trust(line: np.ndarray) -> np.ndarray:
    """How far a network's colours can be trusted at their own size: it makes them at half of it, so not beside a line."""
    is_open = (line >= WALL).astype(np.uint8)
    clear = cv2.erode(is_open, np.ones((3, 3), np.uint8))
    return np.where(clear, np.float32(OPEN), np.where(is_open, np.float32(NEAR), np.float32(LINE)))


def double(layer: np.ndarray, trust: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One step: layer and trust of half the size (rounded up) to those of `line`'s, in which the line is judged anew."""
    height, width = line.shape
    size = (2 * layer.shape[1], 2 * layer.shape[0])
    given, total = cv2.multiply(layer, on_colors(trust)), trust
    given, total = (cv2.resize(of, size, interpolation=cv2.INTER_LINEAR)[:height, :width] for of in (given, total))
    layer = cv2.divide(given, on_colors(total))
    trust = np.where(line >= WALL, np.where(total > 0.05, np.float32(OPEN), np.float32(NEAR)), np.float32(LINE))
    return spread(layer, trust, line, REACH)


def place(layer: np.ndarray, line: np.ndarray, step: tuple[float, float], top: int) -> tuple[np.ndarray, np.ndarray]:
    """Layer and trust for rows from `top` of a drawing that is less than twice the layer's size. step: the layer's px in one of its."""
    (down, across), (height, width) = step, line.shape
    matrix = np.array([[across, 0, across / 2 - 0.5], [0, down, (top + 0.5) * down - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    placed = cv2.warpAffine(as_float(layer), matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return spread(placed, first_trust(line), line, REACH + 1)


def cut(height: int, margin: int = 2 * REACH + 2) -> Iterator[tuple[slice, slice, slice]]:
    """Bands of rows: the rows, those and what is needed around them (from an even row), and where the first lie in the second."""
    for top in range(0, height, BAND):
        bottom = min(top + BAND, height)
        wide = slice(max(top - margin, 0), min(bottom + margin, height))
        yield slice(top, bottom), wide, slice(top - wide.start, bottom - wide.start)


def on_all_cores(make: Callable, cuts: Iterable) -> Iterator:
    """What `make` makes of each, in their order; no more are held than are in work. (NumPy and OpenCV let go of Python's lock.)"""
    cores = cv2.getNumThreads()
    with concurrent.futures.ThreadPoolExecutor(cores) as threads:
        waiting: collections.deque = collections.deque()
        for each in cuts:
            if len(waiting) == cores:
                yield waiting.popleft().result()
            waiting.append(threads.submit(make, each))
        yield from (done.result() for done in waiting)


def place_in_bands(layer: np.ndarray, line: np.ndarray, step: tuple[float, float]) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """`place`, a band of rows at a time: (rows, layer, trust). A band sees as far beyond its edges as colours come: no seams."""

    def make(cuts: tuple[slice, slice, slice]):
        rows, wide, own = cuts
        band, trust = place(layer, line[wide], step, wide.start)
        return rows, band[own], trust[own]

    return on_all_cores(make, cut(len(line)))


def double_in_bands(layer: np.ndarray, trust: np.ndarray, line: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """`double`, as `place_in_bands`."""

    def make(cuts: tuple[slice, slice, slice]):
        rows, wide, own = cuts
        small = slice(wide.start // 2, (wide.stop + 1) // 2)
        band, band_trust = double(layer[small], trust[small], line[wide])
        return rows, band[own], band_trust[own]

    return on_all_cores(make, cut(len(line)))


def join(bands: Iterator[tuple[slice, np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Layer and trust in one piece."""
    layers, trusts = zip(*((layer, trust) for _, layer, trust in bands), strict=True)
    return np.concatenate(layers), np.concatenate(trusts)


def enlarge(layer: np.ndarray, line: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Bands of the layer at the line's size, from the top: (rows, float32 [rows,W,3] in [0,1]). Memory grows with a quarter of the page.

    A page that is no larger than the layer gets the layer as it is, reduced if need be.
    """
    if line.shape[0] <= layer.shape[0] and line.shape[1] <= layer.shape[1]:
        layer = resize(layer, *line.shape)
        yield from ((rows, as_float(layer[rows])) for rows, *_ in cut(len(layer)))
        return
    lines = [line]
    while min(lines[-1].shape) >= 2 * min(layer.shape[:2]):
        lines.append(halve(lines[-1]))
    step = tuple(2 ** (len(lines) - 1) * small / large for small, large in zip(layer.shape[:2], line.shape, strict=True))
    bands = place_in_bands(layer, lines.pop(), step)
    while lines:
        bands = double_in_bands(*join(bands), lines.pop())
    yield from ((rows, band) for rows, band, _ in bands)
