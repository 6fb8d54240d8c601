"""How alike the shapes of two pictures are: SSIM, MS-SSIM, and whether a drawing's lines are still there.

Pictures: float32 RGB [H,W,3] in [0,1]; what is compared is their luma, [H,W].
"""

import cv2
import numpy as np

SSIM_WINDOW = 11  # px; Wang et al. 2004, section III-C: 11 x 11 Gaussian, sigma 1.5, K1 0.01, K2 0.03
SSIM_SIGMA = 1.5
SSIM_C1 = 0.01**2
SSIM_C2 = 0.03**2
SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # Wang, Simoncelli and Bovik 2003, section 3.2: finest scale first
LINE_SIDE = 7  # px: what is thinner than this, and darker than its surroundings, is a line
LINE_CONTRAST = 0.25  # how much darker than its surroundings, as a share of their brightness
DARKEST = 0.05  # surroundings darker than this show no line


def to_luma(picture: np.ndarray) -> np.ndarray:
    """RGB [H,W,3] to float32 [H,W]; a grey [H,W] stays as it is."""
    picture = np.ascontiguousarray(picture, np.float32)
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _compare(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two factors of SSIM at each pixel of two lumas: luminance, and contrast times structure."""

    def blur(x):
        return cv2.GaussianBlur(x, (SSIM_WINDOW, SSIM_WINDOW), SSIM_SIGMA)

    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b, cov = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2, blur(a * b) - mean_a * mean_b
    luminance = (2 * mean_a * mean_b + SSIM_C1) / (mean_a**2 + mean_b**2 + SSIM_C1)
    return luminance, (2 * cov + SSIM_C2) / (var_a + var_b + SSIM_C2)


def ssim(fake_color: np.ndarray, color: np.ndarray) -> float:
    """Structural similarity of the luma, -1..1, mean over the whole picture (edges mirrored). Wang et al. 2004, eq. 13."""
    luminance, structure = _compare(to_luma(fake_color), to_luma(color))
    return float((luminance * structure).mean())


def count_scales(side: int) -> int:
    """Scales of MS-SSIM that a picture of this shorter side (px) has: each halves it, the last must hold the window."""
    return sum(side >> scale >= SSIM_WINDOW for scale in range(len(SCALE_WEIGHTS)))


def ms_ssim(picture: np.ndarray, other: np.ndarray) -> float:
    """Multi-scale structural similarity of the luma, 0..1. Wang, Simoncelli and Bovik 2003, eq. 7.

    The product over scales of the mean contrast-structure factor, and of the full SSIM at the coarsest, each to its weight; a negative
    mean counts as 0. Means leave out the border that the window overhangs. The paper's five scales need 176 px; smaller pictures have
    fewer (4 from 88 px, 3 from 44, 2 from 22, 1 from 11), and the weights of those are scaled to sum 1, so that 1 stays the same
    picture. Values at different sizes therefore do not compare: compare with real pictures of the same size.
    Raises ValueError for pictures under 11 px.
    """
    a, b = to_luma(picture), to_luma(other)
    scales = count_scales(min(a.shape))
    if not scales:
        raise ValueError(f"MS-SSIM needs {SSIM_WINDOW} px, not {a.shape}")
    weights = np.array(SCALE_WEIGHTS[:scales]) / sum(SCALE_WEIGHTS[:scales])
    inside = (slice(SSIM_WINDOW // 2, -(SSIM_WINDOW // 2)),) * 2
    product = 1.0
    for scale, weight in enumerate(weights):
        luminance, structure = (factor[inside] for factor in _compare(a, b))
        factor = structure if scale < scales - 1 else luminance * structure
        product *= max(float(factor.mean()), 0.0) ** weight
        a, b = halve(a), halve(b)
    return product


def halve(luma: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels; an odd last row or column is left out."""
    height, width = (side // 2 * 2 for side in luma.shape)
    return luma[:height, :width].reshape(height // 2, 2, width // 2, 2).mean((1, 3))


def line_contrast(luma: np.ndarray) -> np.ndarray:
    """How much darker each pixel is than its surroundings, as a share of their brightness: float32 [H,W], 0 (no line) to 1 (black).

    The surroundings are the picture without its thin dark parts (a grey closing of LINE_SIDE px). A multiplied line has the same
    contrast on every colour, so a wrong colour costs nothing here.
    """
    surroundings = cv2.morphologyEx(luma, cv2.MORPH_CLOSE, np.ones((LINE_SIDE, LINE_SIDE), np.uint8))
    return np.where(surroundings > DARKEST, 1.0 - luma / np.maximum(surroundings, DARKEST), 0.0)


def line_preservation(fake_colors: list[np.ndarray], colors: list[np.ndarray], lines: list[np.ndarray]) -> float | None:
    """Share of the drawings' line pixels that are still dark lines in the pictures: 1 for the truth, 0 where all are painted over.

    A line pixel is darker than its surroundings by LINE_CONTRAST both in the drawing and in the true picture (lines that an extractor
    drew where two colours meet are none in the picture). It is preserved if its contrast in `fake_color` is at least half of that in
    the truth. fake_colors, colors: RGB [H,W,3]; lines: [H,W], all float32 in [0,1]. None where there is no line.
    """
    kept = counted = 0
    for fake, true, line in zip(fake_colors, colors, lines, strict=True):
        of_fake, of_true, of_line = (line_contrast(to_luma(picture)) for picture in (fake, true, line))
        is_line = np.minimum(of_true, of_line) > LINE_CONTRAST
        kept += int((is_line & (of_fake >= of_true / 2)).sum())
        counted += int(is_line.sum())
    return kept / counted if counted else None
