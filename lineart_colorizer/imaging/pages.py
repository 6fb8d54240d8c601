"""Colours a page of any size: colours at the model's working size, lines at the page's own."""

from collections.abc import Callable

import cv2
import numpy as np

from lineart_colorizer.imaging.ranges import to_bytes, to_float


def working_shape(height: int, width: int, size: int) -> tuple[int, int]:
    """Height and width at which the shorter side is `size`: what a model that learned at `size` px knows best."""
    scale = size / min(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def resize(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 or float32 [H,W] or [H,W,C]: INTER_AREA to reduce, linear to enlarge (cubic overshoots at edges)."""
    if picture.shape[:2] == (height, width):
        return picture
    reduces = height * width < picture.shape[0] * picture.shape[1]
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if reduces else cv2.INTER_LINEAR)


def colorize_page(line: np.ndarray, predict: Callable[[np.ndarray, np.ndarray], dict], *, size: int, head: str) -> np.ndarray:
    """Colours one drawing.

    Args:
        line: uint8 grey [H,W], any size. predict: as `serving.models.Colorizer.predict`. size: working size of the shorter side, px.
        head: multiply lays the page's own lines over the enlarged colours; direct enlarges the picture.
    Returns: uint8 RGB [H,W,3].
    """
    height, width = line.shape
    small = to_float(resize(line, *working_shape(height, width, size)))[None, ..., None]
    prediction = predict(small, np.zeros((*small.shape[:3], 4), np.float32))
    if head == "direct":
        return to_bytes(resize(prediction["color"][0], height, width))
    layer = resize((prediction["layer"][0] + 1.0) / 2.0, height, width)
    return to_bytes(layer * (line[..., None].astype(np.float32) / 255.0) * 2.0 - 1.0)


def translate_page(picture: np.ndarray, translate: Callable[[np.ndarray], np.ndarray], *, size: int) -> np.ndarray:
    """A page in another style, at its own size.

    Args:
        picture: uint8 RGB [H,W,3], any size. translate: float32 [1,h,w,3] in [-1,1] to the same.
        size: working size of the shorter side, px.
    Returns: uint8 RGB [H,W,3].
    """
    height, width = picture.shape[:2]
    small = to_float(resize(picture, *working_shape(height, width, size)))
    return to_bytes(resize(translate(small[None])[0], height, width))
