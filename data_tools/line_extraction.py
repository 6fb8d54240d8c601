"""Line drawings from coloured pictures, by OpenCV alone.

An extractor takes RGB uint8 [H,W,3] and the hex digest of the file it came from, and returns grey uint8 [H,W], white = 255.
It works at the picture's own size: radii, widths and sigmas are given for a short side of 256 px and scaled with it, so that lines are
as wide, seen from afar, in a 2048 px picture as in a 256 px one, and outlive the reduction.

Lines are looked for in four layers: the value (the brightest of R, G and B), which nothing but ink and black makes dark, and R, G and B
themselves, where areas of different colour meet though both are equally bright. The latter count COLOR_WEIGHT as much, and ink is the
strongest contrast of the four. (Luma instead of all four loses yellow on white and red beside green, and takes dark red for ink.)

The constants do best, or within 0.005 of it, on F1 against artists' lines of openmoji/train (benchmarks/line_fidelity.py), among those
that leave no boundary between twemoji's flat colours without a line.
"""

import functools
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

REFERENCE_SIDE = 256
COLOR_WEIGHT = 0.4
# Both are wide enough to fill a line of 7 px: a radius of 2 and the literature's sigmas of 0.3 to 0.5 find its two edges and leave the
# inside white, which no artist does. (Mean difference from artists' lines at 128 px: radius 2 12.5 grey levels, 3 7.3, 4 5.4; sigma 0.3
# 10.0, 0.5 3.6, 0.8 2.9. Wider still, shading and neighbouring colours turn into lines.)
DILATION_RADIUS = 4.0  # px at the reference side; lines up to twice as wide are found whole
DILATION_COLOR_RADIUS = 1.5  # px at the reference side; narrow, since two colours may each draw their side of a boundary
DILATION_NOISE = 6.0  # grey levels not drawn: shading and JPEG's blocks reach them within the radius
DILATION_INK = 50.0  # further grey levels after which ink is 1 - 1/e of black
XDOG_SIGMAS = (0.4, 0.6, 0.8)  # px at the reference side. F1 on openmoji/val 0.982; of the literature's 0.3, 0.4 and 0.5 it is 0.979
XDOG_LEAST = 0.3  # px of the picture: narrower Gaussians are a single pixel, and both being that, small pictures would have no lines
XDOG_RATIO = 4.5  # of the wide Gaussian's sigma to the narrow one's
XDOG_GAMMA = 0.98  # below 1: flat areas stay 2 % on the white side
XDOG_PHI = 20.0  # steepness. The literature's 1e9 is a bare threshold, which turns faint lines black
EDGES_SIGMA = 1.0  # px at the reference side
EDGES_THRESHOLDS = (30, 60)  # of Canny, at the reference side: the gradient that goes on with an edge, and the one that begins it
EDGES_WIDTH = 2.0  # px at the reference side
EDGES_FILL = 80  # grey levels by which a strip narrower than 2 DILATION_RADIUS is darker than beside it, to be filled as one line
PENCIL_SIGMA = 3.0  # px at the reference side
PENCIL_FLOOR = 10.0  # grey levels added before dividing: noise in black areas draws nothing
PENCIL_PRESSURE = 6.0  # power of the quotient; more draws darker

GOLDEN_RATIO = (5**0.5 - 1) / 2  # multiples of it, modulo 1, lie far apart however many they are
WIDE_SIGMA = 3.0  # px; Gaussians twice as wide are computed on a reduced picture


def dilation(picture: np.ndarray, sha256: str) -> np.ndarray:
    """What is darker than the brightest nearby, the darker the more: dilated minus picture. `sha256` is not used."""
    value, wide, narrow = _highest(picture), _window(DILATION_RADIUS, picture), _window(DILATION_COLOR_RADIUS, picture)
    color = _highest(cv2.subtract(cv2.dilate(picture, narrow), picture))
    contrast = cv2.max(cv2.subtract(cv2.dilate(value, wide), value), cv2.convertScaleAbs(color, alpha=COLOR_WEIGHT))
    table = 255 * np.exp(-np.maximum(np.arange(256) - DILATION_NOISE, 0) / DILATION_INK)
    return cv2.LUT(contrast, np.round(table).astype(np.uint8))


def xdog(picture: np.ndarray, sha256: str, *, sigmas: Sequence[float] = XDOG_SIGMAS, is_range: bool = False, style: int = 0) -> np.ndarray:
    """Extended difference of Gaussians (Winnemoeller 2012), of a sigma that `draw_sigma` draws for this picture and style."""
    sigma = max(XDOG_LEAST, draw_sigma(sha256, sigmas, is_range, style) * _scale(picture))

    def contrast(layer: np.ndarray) -> np.ndarray:
        layer /= 255
        wide = blur(layer, sigma * XDOG_RATIO)
        wide *= XDOG_GAMMA
        wide -= blur(layer, sigma)
        return wide

    ink = _strongest(map(contrast, _layers(picture)))
    np.tanh(XDOG_PHI * np.maximum(ink, 0, out=ink), out=ink)
    return np.round(255 * (1 - ink)).astype(np.uint8)


def draw_sigma(sha256: str, sigmas: Sequence[float], is_range: bool, style: int) -> float:
    """One of `sigmas`, or of all between the two of a range, by the picture's hash; other styles (0, 1, ...) draw others."""
    draw = int(sha256[-8:], 16)  # the last digits: the first ones decide the split, and the two must not hang together
    if not is_range:
        return sigmas[(draw + style) % len(sigmas)]
    low, high = sigmas
    return low + (high - low) * ((draw / 2**32 + style * GOLDEN_RATIO) % 1)


def edges(picture: np.ndarray, sha256: str) -> np.ndarray:
    """Canny's edges as black lines of one width; the inside of narrow dark strips, of which Canny finds both sides, is filled.

    `sha256` is not used.
    """
    scale = _scale(picture)
    # A step blurred over scale px (and 0.7 by Sobel's own window) is as steep as it would be at the reference side after this factor.
    factor = ((scale**2 + 0.5) / 1.5) ** 0.5
    steepest = np.full(picture.shape[:2], -1, np.float32)
    across, down = np.zeros((2, *picture.shape[:2]), np.int16)
    for layer in _layers(picture):
        layer = blur(layer, EDGES_SIGMA * scale)
        slopes = [np.clip(factor * cv2.Sobel(layer, cv2.CV_32F, *axis), -32767, 32767).astype(np.int16) for axis in ((1, 0), (0, 1))]
        steepness = np.square(slopes, dtype=np.float32).sum(0)
        is_steeper = steepness > steepest
        for best, values in ((steepest, steepness), (across, slopes[0]), (down, slopes[1])):
            np.copyto(best, values, where=is_steeper)
    found = cv2.Canny(across, down, *EDGES_THRESHOLDS, L2gradient=True)
    value = _highest(picture)
    closed = cv2.morphologyEx(value, cv2.MORPH_CLOSE, _window(DILATION_RADIUS, picture))
    return cv2.min(draw_around(found, EDGES_WIDTH * scale), 255 * (cv2.subtract(closed, value) < EDGES_FILL).astype(np.uint8))


def pencil(picture: np.ndarray, sha256: str) -> np.ndarray:
    """The pencil look, soft and darkest at the line: the picture divided by itself blurred ("colour dodge"). `sha256` is not used."""

    def contrast(layer: np.ndarray) -> np.ndarray:
        layer += PENCIL_FLOOR
        layer /= blur(layer, PENCIL_SIGMA * _scale(picture))
        return np.subtract(1, layer, out=layer)

    ink = _strongest(map(contrast, _layers(picture)))
    return np.round(255 * (1 - np.maximum(ink, 0, out=ink)) ** PENCIL_PRESSURE).astype(np.uint8)


def draw_around(core: np.ndarray, width: float) -> np.ndarray:
    """Smooth black lines of `width` px (never under 1) along the pixels of `core` that are not 0, grey uint8 [H,W]."""
    if not core.any():
        return np.full(core.shape, 255, np.uint8)
    distance = cv2.distanceTransform((core == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.round(255 * np.clip(distance - max(width, 1) / 2 + 0.5, 0, 1)).astype(np.uint8)


def blur(image: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur, float32 [H,W] to the same. Wide ones are computed on a reduced picture: hardly different, many times faster."""
    height, width = image.shape[:2]
    factor = int(sigma / WIDE_SIGMA)
    if factor < 2 or min(height, width) < 4 * factor:
        return cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    small = cv2.resize(image, (-(-width // factor), -(-height // factor)), interpolation=cv2.INTER_AREA)
    # The mean over factor px and the linear enlargement blur too: their variances, factor^2 / 12 and / 6, are taken off.
    small = cv2.GaussianBlur(small, (0, 0), ((sigma / factor) ** 2 - 1 / 4) ** 0.5, borderType=cv2.BORDER_REPLICATE)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _layers(picture: np.ndarray) -> Iterator[np.ndarray]:
    """Value, R, G and B, each float32 [H,W] in [0,255]; one after the other, as a print's all at once are gigabytes."""
    yield _highest(picture).astype(np.float32)
    for channel in range(3):
        yield picture[..., channel].astype(np.float32)


def _strongest(contrasts: Iterator[np.ndarray]) -> np.ndarray:
    """The strongest contrast [H,W] of the layers', each float32 [H,W], in which more is darker."""
    strongest = next(contrasts)
    for color in contrasts:
        color *= COLOR_WEIGHT
        cv2.max(strongest, color, dst=strongest)
    return strongest


def _highest(picture: np.ndarray) -> np.ndarray:
    """The highest of the channels [H,W,3] at each pixel, [H,W]. (NumPy's max takes ten times as long.)"""
    return functools.reduce(cv2.max, cv2.split(picture))


def _window(radius: float, picture: np.ndarray) -> np.ndarray:
    side = 2 * max(1, round(radius * _scale(picture))) + 1
    return np.ones((side, side), np.uint8)


def _scale(picture: np.ndarray) -> float:
    return min(picture.shape[:2]) / REFERENCE_SIDE
