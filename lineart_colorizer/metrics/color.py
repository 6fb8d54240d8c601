"""How far apart the colours of two pictures are. Pictures: float32 RGB [H,W,3] in [0,1]; Lab is CIE L*a*b*, white point D65."""

import numpy as np

COLOURED = 15.0  # Lab chroma above which a true colour counts as coloured, as in `regions`
GREY = 5.0  # Lab chroma below which a predicted colour has no hue to speak of
HUE_TOLERANCE = 30.0  # degrees in the a, b plane: a twelfth of the circle to either side, the step between neighbouring colour names


def chroma(lab: np.ndarray) -> float:
    """Mean distance of Lab colours [H,W,3] from grey. 0 for a grey picture."""
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def cie76(fake_lab: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Distance of Lab colours [...,3], by the formula of 1976: Euclidean. 2.3 is about what an eye can tell."""
    return np.sqrt(np.square(fake_lab - lab).sum(-1))


def ciede2000(fake_lab: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Distance of Lab colours [...,3], by the formula of 2000, which follows the eye better among saturated colours; 1 can be told."""
    from skimage.color import deltaE_ciede2000

    return deltaE_ciede2000(lab.astype(np.float64), fake_lab.astype(np.float64))


def hue_accuracy(fake_labs: list[np.ndarray], labs: list[np.ndarray]) -> float | None:
    """Share of all truly coloured pixels whose predicted hue angle is within HUE_TOLERANCE of the true one; a predicted grey has none.

    fake_labs, labs: Lab [H,W,3]. None where nothing is coloured.
    """
    right = coloured = 0
    for fake, true in zip(fake_labs, labs, strict=True):
        fake_ab, true_ab = (lab[..., 1] + 1j * lab[..., 2] for lab in (fake, true))
        of = np.abs(true_ab) > COLOURED
        turn = np.abs(np.degrees(np.angle(fake_ab * true_ab.conj())))
        right += int((of & (np.abs(fake_ab) > GREY) & (turn <= HUE_TOLERANCE)).sum())
        coloured += int(of.sum())
    return right / coloured if coloured else None
