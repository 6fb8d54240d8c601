"""Colour hints that an artist painted, as a network takes them.

painted: RGBA uint8 [H,W,4]; what is at least half opaque counts, as in the exported model. hint: float32 [h,w,4], RGB in [-1,1] and mask.
"""

import math

import cv2
import numpy as np

from data_tools.errors import InputError
from lineart_colorizer.imaging.transparency import lift

OPAQUE = 128  # alpha from which a pixel is a hint
SQUEEZE = 0.02  # most that hints may be stretched in one direction to fit a page, as a share


def join_alpha(picture: np.ndarray, alpha: np.ndarray | None, name: str) -> np.ndarray:
    """RGBA of a picture laid on white and its transparency, as `data_tools.pictures` reads them. Raises InputError without any."""
    if alpha is None or alpha.min() >= OPAQUE:
        raise InputError(f"{name}: no hints, it is opaque all over: paint them on a transparent layer")
    return lift(picture, alpha)


def check_fit(painted: np.ndarray, height: int, width: int, name: str) -> None:
    """Raises InputError where the hints' sides are not in proportion to the page's, give or take SQUEEZE or a pixel."""
    down, across = painted.shape[0] / height, painted.shape[1] / width
    if abs(down - across) > max(SQUEEZE * max(down, across), 1.0 / min(height, width)):
        said = f"{painted.shape[1]} x {painted.shape[0]} pixels, the page {width} x {height}"
        raise InputError(f"{name}: {said}: hints must have the page's proportions")


def crop_painted(painted: np.ndarray, rows: slice, columns: slice, shape: tuple[int, int]) -> np.ndarray:
    """The part of the hints over a part of a drawing of `shape`, to the pixel outside."""
    down, across = painted.shape[0] / shape[0], painted.shape[1] / shape[1]
    top, bottom = math.floor(rows.start * down), math.ceil(rows.stop * down)
    return painted[top:bottom, math.floor(columns.start * across) : math.ceil(columns.stop * across)]


def reduce_hints(painted: np.ndarray, height: int, width: int) -> np.ndarray:
    """The hint [height,width,4]: where anything was painted in a pixel's area, the mean of what was, so that no small stroke is lost."""
    mask = (painted[..., 3] >= OPAQUE).astype(np.float32)
    premultiplied = np.dstack([painted[..., :3].astype(np.float32) / 127.5 - 1.0, np.ones_like(mask)]) * mask[..., None]
    if (height, width) == mask.shape:
        return premultiplied
    reduced = (min(width, mask.shape[1]), min(height, mask.shape[0]))  # one side may be reduced, and the other enlarged
    small = cv2.resize(premultiplied, reduced, interpolation=cv2.INTER_AREA)
    small = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    share = small[..., 3:]
    return np.where(share > 0, small / np.maximum(share, 1e-12), 0.0).astype(np.float32)
