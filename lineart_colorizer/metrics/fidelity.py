"""How near coloured pictures are to the true ones, value by value. They reward washed-out pictures: read them after `regions`."""

import numpy as np

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.metrics.color import chroma, cie76, ciede2000, hue_accuracy
from lineart_colorizer.metrics.structure import line_preservation, ms_ssim, ssim


def psnr(fake_color: np.ndarray, color: np.ndarray) -> float:
    """Peak signal to noise ratio, dB; 80 for equal pictures."""
    return float(10.0 * np.log10(1.0 / max(float(np.square(fake_color - color).mean()), 1e-8)))


def fidelity(fake_colors: list[np.ndarray], colors: list[np.ndarray], lines: list[np.ndarray]) -> dict[str, float]:
    """Means over pictures of l1 (0..1), psnr (dB), ssim, ms_ssim, lab (CIE76 distance), ciede2000; and over all of them chroma (ratio
    of mean chromas, 1 = as colourful), hue (accuracy) and lines (preservation), the last two left out where nothing can be judged.

    fake_colors, colors: float32 RGB [H,W,3] in [0,1]; lines: float32 [H,W] in [0,1].
    """
    pairs = list(zip(fake_colors, colors, strict=True))
    fake_labs, labs = ([to_lab(picture) for picture in pictures] for pictures in (fake_colors, colors))
    scores = {
        "l1": np.mean([np.abs(fake - color).mean() for fake, color in pairs]),
        "psnr": np.mean([psnr(fake, color) for fake, color in pairs]),
        "ssim": np.mean([ssim(fake, color) for fake, color in pairs]),
        "ms_ssim": np.mean([ms_ssim(fake, color) for fake, color in pairs]),
        "lab": np.mean([cie76(fake, true).mean() for fake, true in zip(fake_labs, labs, strict=True)]),
        "ciede2000": np.mean([ciede2000(fake, true).mean() for fake, true in zip(fake_labs, labs, strict=True)]),
        "chroma": np.mean([chroma(fake) for fake in fake_labs]) / max(float(np.mean([chroma(true) for true in labs])), 1e-6),
        "hue": hue_accuracy(fake_labs, labs),
        "lines": line_preservation(fake_colors, colors, lines),
    }
    return {name: float(value) for name, value in scores.items() if value is not None}
