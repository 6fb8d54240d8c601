"""How a system is scored on the way, by what it makes."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import tensorflow as tf

from lineart_colorizer.imaging.ranges import to_bytes
from lineart_colorizer.metrics.scores import score_pictures
from lineart_colorizer.metrics.structure import ms_ssim
from lineart_colorizer.systems.protocol import ColoringSystem, SamplingSystem, TranslatingSystem


def score_colors(system: ColoringSystem, batches: Iterable[dict]) -> dict[str, float]:
    """Scores of the system's pictures of the drawings, beside the true ones."""
    fake_colors, colors, lines = [], [], []
    for batch in batches:
        fake_colors += list(to_bytes(system.sample(batch)))
        colors += list(to_bytes(batch["color"]))
        lines += list(to_bytes(batch["line"])[..., 0])
    return score_pictures(fake_colors, colors, lines)


def score_samples(system: SamplingSystem, batches: Iterable[dict]) -> dict[str, float]:
    """How alike pictures of one class are: mean MS-SSIM of neighbours among the true ones, and of as many samples of the same classes.

    ms_ssim_fake, ms_ssim_real: 0 to 1; a generator that makes one picture of each class is near 1. Empty where no class has two pictures.
    """
    colors, fakes, labels = [], [], []
    for number, batch in enumerate(batches):
        colors += list(to_unit(batch["color"]))
        fakes += list(to_unit(system.sample(batch["label"], number)))
        labels += np.asarray(batch["label"]).tolist()
    last: dict[int, int] = {}
    pairs = []
    for index, label in enumerate(labels):
        if label in last:
            pairs.append((last[label], index))
        last[label] = index
    if not pairs:
        return {}
    return {
        f"ms_ssim_{name}": float(np.mean([ms_ssim(pictures[one], pictures[other]) for one, other in pairs]))
        for name, pictures in (("fake", fakes), ("real", colors))
    }


def to_unit(pictures: tf.Tensor) -> np.ndarray:
    """float [-1,1] to float32 [0,1]; values outside are clipped."""
    return np.clip((np.asarray(pictures, np.float32) + 1.0) / 2.0, 0.0, 1.0)


def score_translations(system: TranslatingSystem, batches: Iterable[dict]) -> dict[str, float]:
    """Mean distances over values in [-1,1], and, of drawings whose colours are known, the scores of the colours given to them.

    cycle_source, cycle_target: L1 between a picture and its translation translated back. change_source, change_target: L1 between a
    picture and its translation: near 0, a translator tends to the identity.
    """
    distances: dict[str, list[float]] = {f"{name}_{side}": [] for name in ("cycle", "change") for side in ("source", "target")}
    fake_colors, colors, lines = [], [], []
    for batch in batches:
        for side, there, back in (("source", system.to_target, system.to_source), ("target", system.to_source, system.to_target)):
            translated = there(batch[side])
            distances[f"change_{side}"] += list(_distances(translated, batch[side]))
            distances[f"cycle_{side}"] += list(_distances(back(translated), batch[side]))
            if side == "source" and "line" in batch:
                fake_colors += list(to_bytes(translated))
                colors += list(to_bytes(batch["target"]))
                lines += list(to_bytes(batch["line"])[..., 0])
    scores = score_pictures(fake_colors, colors, lines) if lines else {}
    return scores | {name: float(np.mean(values)) for name, values in distances.items()}


def _distances(pictures, others) -> np.ndarray:
    """L1 of each: [B,H,W,3] to [B]."""
    return np.abs(np.asarray(pictures) - np.asarray(others)).mean(axis=(1, 2, 3))


SCORERS: dict[str, Callable[[Any, Iterable[dict]], dict[str, float]]] = {  # by the kind of the product
    "colorizer": score_colors,
    "translator": score_translations,
    "sampler": score_samples,
}

OF_COLORS = {  # of a coloured drawing's scores, those by which one is better than another: whether higher ones are
    "right": True, "rare": True, "palette": False, "bleed": False, "paper": False, "hue": True, "lines": True, "l1": False,
    "psnr": True, "ssim": True, "ms_ssim": True, "lab": False, "ciede2000": False,
}  # fmt: skip
RANKED: dict[str, dict[str, bool]] = {  # the same, by the kind of the product
    "colorizer": OF_COLORS,
    "translator": OF_COLORS | {"cycle_source": False, "cycle_target": False},
    "sampler": {"ms_ssim_fake": False},
}
