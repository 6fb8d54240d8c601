"""Sizes of pages, and their change."""

import math

import cv2
import numpy as np

MULTIPLE = 32  # of the sides that every network takes as they are; that of `networks.unet`


def working_shape(height: int, width: int, size: int) -> tuple[int, int]:
    """Height and width at which the shorter side is `size`: what a model that learned at `size` px knows best."""
    scale = size / min(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def network_shape(height: int, width: int, size: int) -> tuple[int, int]:
    """As `working_shape`; where `size` is a multiple of MULTIPLE, the longer side is the nearest one: the network is given no padding.

    On 1,260 fresh demo drawings, cut to 1:1 to 1:1.7, `right` was .37 to .42 with this and .34 to .40 padded with white or with the page's
    edge; paper tinted .013 to .016, and .010 to .018. Mirrored padding was worse, by up to .03.
    """
    if size % MULTIPLE:
        return working_shape(height, width, size)
    rows, columns = (math.floor(size * side / min(height, width) / MULTIPLE + 0.5) * MULTIPLE for side in (height, width))
    return rows, columns


def resize(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 or float32 [H,W] or [H,W,C]: INTER_AREA to reduce, linear to enlarge (cubic overshoots at edges)."""
    if picture.shape[:2] == (height, width):
        return picture
    reduces = height * width < picture.shape[0] * picture.shape[1]
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if reduces else cv2.INTER_LINEAR)


def reduced(picture: np.ndarray, shorter: int) -> np.ndarray:
    """As `resize`, to a shorter side of so many px; a smaller picture is given back."""
    height, width = picture.shape[:2]
    return resize(picture, *working_shape(height, width, min(shorter, height, width)))


def fitted(picture: np.ndarray, longer: int) -> np.ndarray:
    """As `resize`, to a longer side of so many px; a smaller picture is given back."""
    height, width = picture.shape[:2]
    scale = min(1.0, longer / max(height, width))
    return resize(picture, max(1, round(height * scale)), max(1, round(width * scale)))
