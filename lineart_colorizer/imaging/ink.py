"""Which pixels of a drawing are line: darker than the paper around them, whatever the paper's tint or shadow."""

import cv2
import numpy as np

from lineart_colorizer.imaging.scaling import fitted

INK = 0.8  # of the paper's brightness: what is darker is line. Grain and JPEG noise stay within 0.1
SHADOW = 0.6  # of the page's brightest common grey: paper is no darker, so that black areas are no paper
_SIDE = 256  # px at which paper is looked for: its tint and shadows change slowly
_WIDEST = 15  # lines are narrower than this part of a page


def ink_mask(line: np.ndarray) -> np.ndarray:
    """bool [H,W] of a drawing uint8 grey [H,W], white = 255: True where there is line. A page without any contrast has none."""
    return line < cv2.convertScaleAbs(_paper(line), alpha=INK)


def _paper(line: np.ndarray) -> np.ndarray:
    """uint8 [H,W]: the brightness of the paper at each pixel, as a closing finds it that lines do not survive."""
    height, width = line.shape
    small = fitted(line, _SIDE)
    reach = max(small.shape) // _WIDEST // 2 * 2 + 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    closed = np.maximum(closed, np.uint8(SHADOW * np.percentile(small, 90)))
    return cv2.resize(cv2.blur(closed, (reach, reach)), (width, height), interpolation=cv2.INTER_LINEAR)
