"""Pads pictures to the network's multiple and crops them back."""

import numpy as np


def pad_to_multiple(picture: np.ndarray, multiple: int, value: float) -> np.ndarray:
    """[H,W,...] to [H',W',...], H' and W' the next multiples; new rows and columns, right and below, hold `value`."""
    height, width = picture.shape[:2]
    after = [(0, -height % multiple), (0, -width % multiple)] + [(0, 0)] * (picture.ndim - 2)
    return np.pad(picture, after, constant_values=value)
