"""Tells a page that is already in colour from a drawing on tinted or yellowed paper. The threshold is measured: benchmarks/in_color.py."""

import cv2
import numpy as np

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.scaling import reduced

SIZE = 256  # px, shorter side at which pages are judged
LINES = 7  # px, thinner than which everything dark is a line
PAPER, INK = 80, 2  # percentiles of brightness from which, and up to which, the tints of paper and ink are taken
CHROMA = 20.0  # Lab, away from all mixtures of paper and ink
SHARE = 0.01  # of the page that is that far away


def median_of(picture: np.ndarray, where: np.ndarray) -> np.ndarray:
    return np.median(picture[where], axis=0)


def colored_share(picture: np.ndarray) -> float:
    """Share of a page, uint8 RGB [H,W,3], that has another hue than its paper and its ink, lines left out: 0..1."""
    page = reduced(picture, SIZE)
    if (page == page[..., :1]).all():  # grey: most drawings, judged at once
        return 0.0
    page = page.astype(np.float32) / 255.0
    areas = cv2.medianBlur(cv2.morphologyEx(page, cv2.MORPH_CLOSE, np.ones((LINES, LINES), np.uint8)), 5)  # without the grain of a scan
    brightness = areas.mean(-1)
    paper = np.maximum(median_of(areas, brightness >= np.percentile(brightness, PAPER)), 1 / 255)
    brightness = page.mean(-1)
    ink = median_of(page, brightness <= np.percentile(brightness, INK)) / paper
    areas, ink = (to_lab(np.minimum(rgb, 1.0)) for rgb in (areas / paper, ink[None, None]))
    inked = (100.0 - areas[..., :1]) / np.maximum(100.0 - ink[..., :1], 1.0)  # 0 paper .. 1 ink, by lightness
    away = areas[..., 1:] - inked * ink[..., 1:]
    return float((np.hypot(away[..., 0], away[..., 1]) > CHROMA).mean())


def is_in_color(picture: np.ndarray) -> bool:
    """Whether a page, uint8 RGB [H,W,3], is coloured already. Grey ones never are."""
    return colored_share(picture) > SHARE
