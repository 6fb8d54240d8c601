"""Pictures that a loaded model draws from noise."""

from collections.abc import Iterator

import numpy as np

from lineart_colorizer.imaging.ranges import to_bytes
from lineart_colorizer.serving.loaded import Model

AT_ONCE = 64  # pictures


def draw(model: Model, noise: np.ndarray, labels: np.ndarray) -> Iterator[np.ndarray]:
    """Yields the pictures of a sampler, AT_ONCE at a time: uint8 RGB [N,S,S,3]. noise: float32 [N,Z]. labels: int32 [N], of its classes."""
    for start in range(0, len(noise), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield to_bytes(model.signatures["serving_default"](noise=noise[part], label=labels[part])["color"])
