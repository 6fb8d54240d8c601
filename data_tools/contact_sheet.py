"""A sheet of line/colour pairs, to look at."""

from collections.abc import Sequence

import cv2
import numpy as np

GAP = 4  # px between tiles
PAPER = 200  # grey, so that white drawings show their edges


def contact_sheet(pairs: Sequence[Sequence[np.ndarray]], columns: int = 4) -> np.ndarray:
    """Pairs side by side, `columns` pairs to a row; in each, the line styles in order and then the colours.

    pairs: each a sequence of grey uint8 [S,S] (or [S,S,1]) and RGB uint8 [S,S,3] pictures, all of one S and as many in each.
    Returns: RGB uint8 [H,W,3]. Raises ValueError for no pair at all.
    """
    if not pairs:
        raise ValueError("a contact sheet of no pairs")
    strips = [np.concatenate([_tile(image) for image in pair], axis=1) for pair in pairs]
    columns = min(columns, len(strips))
    blank = np.full_like(strips[0], PAPER)
    strips += [blank] * (-len(strips) % columns)
    rows = [np.concatenate(strips[index : index + columns], axis=1) for index in range(0, len(strips), columns)]
    return np.concatenate(rows, axis=0)


def _tile(image: np.ndarray) -> np.ndarray:
    """RGB with a gap at its right and below."""
    if image.ndim == 2 or image.shape[2] == 1:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
    return cv2.copyMakeBorder(image, 0, GAP, 0, GAP, cv2.BORDER_CONSTANT, value=(PAPER,) * 3)
