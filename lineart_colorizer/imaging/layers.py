"""Layers as drawing programs have them, and the picture they make.

Formulas of PDF 1.7 (11.3.6), which the OpenRaster specification and W3C Compositing take over; values are sRGB as stored, not linear.
"""

import dataclasses
from typing import Any

import numpy as np

MODES = ("normal", "multiply", "screen")
_ROWS = 256  # composited at a time, to bound the memory that floats take


@dataclasses.dataclass(frozen=True)
class Layer:
    """Pixels somewhere on a page.

    rgb: uint8 [h,w,3]; alpha: uint8 [h,w], 255 = opaque. One colour may be a view that `numpy.broadcast_to` makes: it takes no memory.
    left, top: px from the page's corner. mode: one of MODES. opacity: 0..1.
    """

    name: str
    rgb: np.ndarray
    alpha: np.ndarray
    mode: str = "normal"
    left: int = 0
    top: int = 0
    opacity: float = 1.0
    visible: bool = True

    def __post_init__(self):
        if self.rgb.dtype != np.uint8 or self.alpha.dtype != np.uint8 or self.rgb.shape != (*self.alpha.shape, 3):
            raise ValueError(f"a layer is uint8 [h,w,3] and [h,w], not {self.rgb.dtype} {self.rgb.shape} and {self.alpha.shape}")
        if self.mode not in MODES:
            raise ValueError(f"mode {self.mode}: choose one of {', '.join(MODES)}")
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity {self.opacity}: between 0 and 1")


def opaque(name: str, rgb: np.ndarray, **options: Any) -> Layer:
    """A layer without transparency. rgb: uint8 [h,w,3]."""
    return Layer(name, rgb, np.broadcast_to(np.uint8(255), rgb.shape[:2]), **options)


def composite(layers: list[Layer], height: int, width: int) -> np.ndarray:
    """What is seen of layers, the lowest first, on white paper of a page: uint8 RGB [H,W,3]."""
    picture = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _ROWS):
        picture[top : top + _ROWS] = _composite_rows(layers, top, min(top + _ROWS, height), width)
    return picture


def _composite_rows(layers: list[Layer], top: int, bottom: int, width: int) -> np.ndarray:
    below = np.ones((bottom - top, width, 3), np.float32)  # opaque at all times: the page is paper
    for layer in layers:
        high, low = max(top, layer.top), min(bottom, layer.top + layer.alpha.shape[0])
        left, right = max(0, layer.left), min(width, layer.left + layer.alpha.shape[1])
        if not layer.visible or high >= low or left >= right:
            continue
        part = slice(high - layer.top, low - layer.top), slice(left - layer.left, right - layer.left)
        rgb = layer.rgb[part].astype(np.float32) / 255
        alpha = layer.alpha[part][..., None].astype(np.float32) * (layer.opacity / 255)
        place = below[high - top : low - top, left:right]
        place += alpha * (_blend(layer.mode, place, rgb) - place)
    return np.rint(below * 255).astype(np.uint8)


def _blend(mode: str, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """B(backdrop, source) of a mode, float32 [0,1] all."""
    if mode == "multiply":
        return below * above
    if mode == "screen":
        return below + above - below * above
    return above
