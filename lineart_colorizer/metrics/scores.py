"""All scores of a set of coloured pictures, at the size at which the region scores are defined."""

import cv2
import numpy as np

from lineart_colorizer.metrics.fidelity import fidelity
from lineart_colorizer.metrics.regions import SIZE, region_scores

ORDER = (  # what a line shows
    "right", "rare", "palette", "bleed", "paper", "hue", "lines", "l1", "psnr", "ssim", "lab", "chroma", "ms_ssim_fake", "ms_ssim_real",
    "cycle_source", "cycle_target", "change_source", "change_target",
)  # fmt: skip


def at_size(picture: np.ndarray) -> np.ndarray:
    """uint8 [H,W] or [H,W,3] to float32 in [0,1] at the size at which scores are defined."""
    if picture.shape[:2] != (SIZE, SIZE):
        picture = cv2.resize(picture, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return picture.astype(np.float32) / 255.0


def score_pictures(fake_colors: list[np.ndarray], colors: list[np.ndarray], lines: list[np.ndarray]) -> dict[str, float]:
    """Region scores (`regions.region_scores`), then fidelity (`fidelity.fidelity`).

    fake_colors, colors: uint8 RGB [H,W,3]; lines: uint8 [H,W]. Each is reduced to 128 x 128 px first.
    """

    fake_colors, colors, lines = ([at_size(picture) for picture in pictures] for pictures in (fake_colors, colors, lines))
    return region_scores(fake_colors, colors, lines) | fidelity(fake_colors, colors, lines)


def format_scores(scores: dict[str, float]) -> str:
    return "  ".join(f"{name} {scores[name]:.3g}" for name in ORDER if name in scores)
