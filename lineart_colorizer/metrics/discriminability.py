"""Whether generated pictures show what they should: accuracy of an independent classifier, by resolution.

The AC-GAN paper's measure (arXiv 1610.09585, section 4.1): pictures are reduced, then enlarged again to the classifier's size. Where the
accuracy on generated pictures grows with the resolution, the added pixels carry what makes the class, and are no mere enlargement.
"""

from collections.abc import Callable

import cv2
import numpy as np

LEAST = 16  # px


def resolutions(size: int) -> list[int]:
    """16, 32, 64, ... and the size itself."""
    return [side for side in (LEAST << power for power in range(8)) if side < size] + [size]


def at_resolution(pictures: np.ndarray, side: int) -> np.ndarray:
    """float32 [N,S,S,3] reduced to `side` px (area means) and enlarged to S again (bilinear)."""
    size = pictures.shape[1]
    if side == size:
        return pictures
    small = [cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture in pictures]
    return np.stack([cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR) for picture in small])


def accuracy(classify: Callable[[np.ndarray], np.ndarray], pictures: np.ndarray, labels: np.ndarray) -> float:
    """Share of pictures [N,S,S,3] whose class `classify` names: it returns int [N]."""
    return float((classify(pictures) == labels).mean())


def accuracy_by_resolution(
    classify: Callable[[np.ndarray], np.ndarray], fake_colors: tuple[np.ndarray, np.ndarray], colors: tuple[np.ndarray, np.ndarray]
) -> list[dict]:
    """A row {resolution, fake, real} for each of `resolutions`.

    classify: pictures float32 RGB [N,S,S,3] in [0,1] to classes int [N]; trained on other real pictures than `colors`.
    fake_colors, colors: pictures of that shape and their labels int [N], -1 for none: those are left out.
    """
    (fake, fake_labels), (real, real_labels) = ((pictures[labels >= 0], labels[labels >= 0]) for pictures, labels in (fake_colors, colors))
    return [
        {
            "resolution": side,
            "fake": accuracy(classify, at_resolution(fake, side), fake_labels),
            "real": accuracy(classify, at_resolution(real, side), real_labels),
        }
        for side in resolutions(fake.shape[1])
    ]
