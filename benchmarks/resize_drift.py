"""How much colours change with a page's size: python -m benchmarks.resize_drift MODEL LINE_DIR [COUNT]. Prints one JSON line.

Drawings are enlarged to BASE px, then made 50 % to 200 % of that, coloured, and compared with the one at 100 %, all at COMPARED px: mean
CIE76 distance, and the largest mean of any page.
"""

import json
import pathlib

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.pictures import read_line
from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.pages import colorize_page
from lineart_colorizer.metrics.color import cie76
from lineart_colorizer.serving.models import find_model, load_colorizer

BASE, COMPARED = 1024, 512
SCALES = (0.5, 0.7, 0.9, 1.1, 1.5, 2.0)


def scaled(line: np.ndarray, scale: float) -> np.ndarray:
    return cv2.resize(line, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def resize_drift(model: str, lines: str, count: int = 20) -> None:
    """Measures how much colours change with a page's size.

    Args:
        model: a run's name, or a model's folder.
        lines: folder of drawings, PNG.
        count: drawings that are taken, evenly spread.
    """
    colorizer = load_colorizer(find_model(model))
    paths = sorted(pathlib.Path(lines).glob("*.png"))
    paths = paths[:: max(1, len(paths) // count)][:count]

    def colors_of(line: np.ndarray) -> np.ndarray:
        color = colorize_page(line, colorizer.predict, size=colorizer.card.size, head=colorizer.card.head)
        return to_lab(cv2.resize(color, (COMPARED, COMPARED), interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0)

    drifts: dict[float, list[float]] = {scale: [] for scale in SCALES}
    for path in paths:
        line = read_line(path)
        line = scaled(line, BASE / max(line.shape))
        base = colors_of(line)
        for scale in SCALES:
            drifts[scale].append(float(cie76(colors_of(scaled(line, scale)), base).mean()))
    result = {"pages": len(paths), "mean": {scale: round(float(np.mean(of)), 3) for scale, of in drifts.items()}}
    print(json.dumps(result | {"worst_page": round(max(map(max, drifts.values())), 3), "model": str(colorizer.source)}))


if __name__ == "__main__":
    run_function(resize_drift, command="benchmarks.resize_drift")
