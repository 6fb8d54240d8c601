"""Scans and photos of drawings: paper becomes white, shadows go, lines become dark."""

import cv2
import numpy as np

from lineart_colorizer.imaging.scaling import reduced, resize

SIZE = 512  # px, shorter side at which the paper is looked at
WIDEST = 1 / 16  # of the shorter side: dark areas up to this wide are ink, wider ones shadows
DEEPEST = 0.4  # of the paper's brightness: nothing darker is a shadow
SMOOTH = 1 / 64  # of the shorter side, over which the paper's brightness is averaged
GRAIN = 0.85  # of the paper: all that is brighter is paper
BLACKEST, HALF_INK = 0.5, 0.6  # percentile taken as ink; most of the paper's brightness that ink may be made black from


def find_paper(line: np.ndarray) -> np.ndarray:
    """The brightness that the paper has, or would have, everywhere: uint8 [H,W] -> uint8 [h,w], no more than SIZE on its shorter side."""
    small = cv2.medianBlur(reduced(line, SIZE), 3)
    size = min(small.shape)
    side = max(3, round(size * WIDEST) | 1)
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, around)
    paper = np.maximum(paper, DEEPEST * np.percentile(paper, 90)).astype(np.float32)
    blurred = cv2.GaussianBlur(paper, (0, 0), max(size * SMOOTH, 0.5))
    return np.clip(np.rint(blurred), 1, 255).astype(np.uint8)


def clean_line(line: np.ndarray) -> np.ndarray:
    """uint8 grey [H,W] to the same: divided by its paper, then stretched from ink to paper. A clean drawing hardly changes."""
    height, width = line.shape
    share = cv2.divide(line, resize(find_paper(line), height, width), scale=255)
    black = min(float(np.percentile(reduced(share, SIZE), BLACKEST)), HALF_INK * 255)
    white = max(GRAIN * 255, black + 1)
    stretch = np.clip((np.arange(256) - black) / (white - black), 0, 1) * 255
    return cv2.LUT(share, np.rint(stretch).astype(np.uint8))
