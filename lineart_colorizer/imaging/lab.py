"""Colours as an eye tells them apart: CIE L*a*b*, white point D65."""

import cv2
import numpy as np


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """RGB float [N,3] or [H,W,3] in [0,1] -> Lab float32 of the same shape: L 0..100, a and b about -100..100."""
    rgb = np.ascontiguousarray(rgb, np.float32)
    return cv2.cvtColor(rgb if rgb.ndim == 3 else rgb[None], cv2.COLOR_RGB2LAB).reshape(rgb.shape)
