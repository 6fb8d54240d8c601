"""Pages with transparent parts: judged on white paper, given back as they were.

picture: uint8 RGB [H,W,3], laid on white. alpha: uint8 [H,W], 255 = opaque.
"""

import cv2
import numpy as np

SEEN = 128  # alpha from which a pixel bounds an area
SOFT = 2  # px that a line's soft edge is wide


def lift(picture: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """RGBA uint8 [H,W,4] that gives `picture` back when it is laid on white, as near as bytes can."""
    color = picture.copy()
    soft = (alpha > 0) & (alpha < 255)
    share = alpha[soft][:, None].astype(np.float32) / 255.0
    color[soft] = np.clip(np.rint(255.0 - (255.0 - picture[soft]) / share), 0, 255)
    return np.dstack([color, alpha])


def fill_enclosed(alpha: np.ndarray) -> np.ndarray:
    """The transparency of a coloured page: areas that lines enclose become opaque, what is open to the border stays as it is."""
    walls = cv2.copyMakeBorder((alpha >= SEEN).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(walls, None, (0, 0), 2)  # 4-connected: not between two corners
    seen = walls[1:-1, 1:-1]
    enclosed = cv2.dilate((seen == 0).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=SOFT)
    return np.where((enclosed > 0) & (seen != 2), 255, alpha).astype(np.uint8)
