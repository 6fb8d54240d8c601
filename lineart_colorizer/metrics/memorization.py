"""Whether a generator repeats its training pictures: the nearest ones, as numbers and as a picture to judge by eye.

The AC-GAN paper's check (arXiv 1610.09585, section 4.3). Nearest by pixels finds copies; nearest by features those moved or recoloured.
"""

from collections.abc import Sequence

import numpy as np

AT_ONCE = 256  # vectors compared with all others at a time
GAP = 2  # px, white


def find_nearest(vectors: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each of `vectors` [N,D], its nearest of `among` [M,D]: index int [N] and Euclidean distance float64 [N]."""
    vectors, among = (x.reshape(len(x), -1).astype(np.float64) for x in (vectors, among))
    lengths = np.square(among).sum(1)
    found = []
    for start in range(0, len(vectors), AT_ONCE):
        found.append((lengths - 2 * vectors[start : start + AT_ONCE] @ among.T).argmin(1))
    index = np.concatenate(found)
    return index, np.sqrt(np.square(vectors - among[index]).sum(1))


def nearness(fake: np.ndarray, held_out: np.ndarray, training: np.ndarray) -> float | None:
    """Median distance of generated vectors to the nearest training ones, over that of real ones that were held out.

    About 1: as new as real pictures; 0: copies; None where what was held out is itself among training. All [N,D].
    """
    ours, theirs = (np.median(find_nearest(vectors, training)[1]) for vectors in (fake, held_out))
    return float(ours / theirs) if theirs else None


def show_nearest(fake_colors: Sequence, colors: Sequence, by_pixels: np.ndarray, by_features: np.ndarray, columns: int = 4) -> np.ndarray:
    """Generated | nearest by pixels | nearest by features, `columns` such triples to a row, with white gaps.

    fake_colors: N, colors: M pictures, uint8 RGB [S,S,3]; by_pixels, by_features: int [N], which of `colors`. Returns uint8 RGB [H,W,3].
    """
    size = fake_colors[0].shape[0]
    columns = min(columns, len(fake_colors))
    rows = -(-len(fake_colors) // columns)
    sheet = np.full((rows * (size + GAP), columns * (3 * size + 3 * GAP), 3), 255, np.uint8)
    for index, fake in enumerate(fake_colors):
        row, column = divmod(index, columns)
        top, left = row * (size + GAP), column * (3 * size + 3 * GAP)
        for cell, picture in enumerate((fake, colors[by_pixels[index]], colors[by_features[index]])):
            sheet[top : top + size, left + cell * size : left + (cell + 1) * size] = picture
    return sheet
