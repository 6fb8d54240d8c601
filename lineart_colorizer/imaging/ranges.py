"""The one place that converts between bytes and the networks' values.

uint8 [0,255] <-> float32 [-1,1], white = 255 = 1.
"""

import numpy as np


def to_float(picture: np.ndarray) -> np.ndarray:
    """uint8 [0,255] of any shape to float32 [-1,1]."""
    return picture.astype(np.float32) / 127.5 - 1.0


def to_bytes(picture: np.ndarray) -> np.ndarray:
    """float [-1,1] of any shape to uint8 [0,255], rounded; values outside are clipped."""
    return np.clip(np.rint((np.asarray(picture, np.float32) + 1.0) * 127.5), 0, 255).astype(np.uint8)
