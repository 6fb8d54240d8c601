"""How near a coloured picture is to the true one, value by value. They reward washed-out pictures: read them after `regions`."""

import cv2
import numpy as np

SSIM_WINDOW = (11, 11)  # Wang et al. 2004, section III-C: 11 x 11 Gaussian, sigma 1.5, K1 0.01, K2 0.03
SSIM_SIGMA = 1.5
SSIM_C1 = 0.01**2
SSIM_C2 = 0.03**2


def to_lab(picture: np.ndarray) -> np.ndarray:
    """RGB float32 [H,W,3] in [0,1] to CIE Lab float32: L 0..100, a and b about -100..100."""
    return cv2.cvtColor(np.ascontiguousarray(picture, np.float32), cv2.COLOR_RGB2LAB)


def chroma(picture: np.ndarray) -> float:
    """Mean distance from grey in Lab. 0 for a grey picture."""
    lab = to_lab(picture)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def psnr(fake_color: np.ndarray, color: np.ndarray) -> float:
    """Peak signal to noise ratio, dB; 80 for equal pictures."""
    return float(10.0 * np.log10(1.0 / max(float(np.square(fake_color - color).mean()), 1e-8)))


def ssim(fake_color: np.ndarray, color: np.ndarray) -> float:
    """Structural similarity of the luma, -1..1, mean over the picture. Wang et al. 2004."""

    def blur(x):
        return cv2.GaussianBlur(x, SSIM_WINDOW, SSIM_SIGMA)

    a, b = (cv2.cvtColor(np.ascontiguousarray(x, np.float32), cv2.COLOR_RGB2GRAY) for x in (fake_color, color))
    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b, cov = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2, blur(a * b) - mean_a * mean_b
    top = (2 * mean_a * mean_b + SSIM_C1) * (2 * cov + SSIM_C2)
    return float((top / ((mean_a**2 + mean_b**2 + SSIM_C1) * (var_a + var_b + SSIM_C2))).mean())


def fidelity(fake_colors: list[np.ndarray], colors: list[np.ndarray]) -> dict[str, float]:
    """Means over pictures: l1 (0..1), psnr (dB), ssim, lab (CIE76 distance), chroma (ratio of mean chromas, 1 = as colourful)."""
    pairs = list(zip(fake_colors, colors, strict=True))
    true_chroma = float(np.mean([chroma(color) for color in colors]))
    return {
        "l1": float(np.mean([np.abs(fake - color).mean() for fake, color in pairs])),
        "psnr": float(np.mean([psnr(fake, color) for fake, color in pairs])),
        "ssim": float(np.mean([ssim(fake, color) for fake, color in pairs])),
        "lab": float(np.mean([np.sqrt(np.square(to_lab(fake) - to_lab(color)).sum(-1)).mean() for fake, color in pairs])),
        "chroma": float(np.mean([chroma(fake) for fake in fake_colors])) / max(true_chroma, 1e-6),
    }
