"""Colours that cross lines when a layer is enlarged: python -m benchmarks.upsampling LINE_DIR COLOR_DIR. Prints one JSON line.

The layer is the truth, one median colour for each area that the lines enclose, reduced to WORKING px: what a perfect network would give.
Lines are LINE px wide: openmoji's own are wider than a working pixel and hide what crosses them. Enlarged to PAGE px, its mean CIE76
error is taken over all that is not line, and over what lies within BESIDE px of a line, for a plain linear enlargement and for one that
stops at lines; and the seconds that each takes.
"""

import json
import pathlib
import time

import cv2
import numpy as np
from skimage.morphology import skeletonize

from data_tools.command_line import run_function
from data_tools.pictures import read_line, read_picture
from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.imaging.scaling import resize
from lineart_colorizer.imaging.upsampling import enlarge
from lineart_colorizer.metrics.color import cie76

PAGE, WORKING, BESIDE, LINE = 1024, 128, 8, 5


def thinned(line: np.ndarray) -> np.ndarray:
    """A fine pen's lines, LINE px wide, in the middle of the drawing's own."""
    ink = cv2.dilate(skeletonize(line < 178).astype(np.uint8), np.ones((LINE, LINE), np.uint8))
    return (255 * (1 - ink)).astype(np.uint8)


def flat_layer(color: np.ndarray, line: np.ndarray) -> np.ndarray:
    """float32 RGB [H,W,3]: the median colour of every enclosed area; under lines, the nearest area's."""
    _, labels = cv2.connectedComponents((line > 178).astype(np.uint8), connectivity=4)
    nearest = cv2.distanceTransformWithLabels((labels == 0).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    owner = np.zeros(nearest.max() + 1, int)
    owner[nearest[labels > 0]] = labels[labels > 0]
    means = np.array([np.median(color[labels == label], axis=0) for label in range(labels.max() + 1)])
    return (means[owner[nearest]] / 255.0).astype(np.float32)


def upsampling(lines: str, colors: str) -> None:
    """Measures the colours that cross lines when a layer is enlarged.

    Args:
        lines: folder of drawings, PNG.
        colors: folder of the pictures that they were drawn for, under the same names.
    """
    line_folder, color_folder = pathlib.Path(lines), pathlib.Path(colors)
    errors: dict[str, list[float]] = {}
    for path in sorted(line_folder.glob("*.png"))[::7]:
        line = thinned(cv2.resize(read_line(path), (PAGE, PAGE), interpolation=cv2.INTER_CUBIC))
        color = cv2.resize(read_picture(color_folder / path.name), (PAGE, PAGE), interpolation=cv2.INTER_CUBIC)
        truth = flat_layer(color, line)
        small = resize(truth, WORKING, WORKING)
        white = line > 178
        beside = white & (cv2.distanceTransform(white.astype(np.uint8), cv2.DIST_L2, 5) <= BESIDE)
        for name, make in (
            ("linear", lambda small=small: resize(small, PAGE, PAGE)),
            ("at_lines", lambda small=small, line=line: np.concatenate([band for _, band in enlarge(small, line)])),
        ):
            begin = time.perf_counter()
            made = make()
            errors.setdefault(f"{name}_seconds", []).append(time.perf_counter() - begin)
            distance = cie76(to_lab(made), to_lab(truth))
            errors.setdefault(f"{name}_lab", []).append(float(distance[white].mean()))
            errors.setdefault(f"{name}_lab_beside_lines", []).append(float(distance[beside].mean()))
    print(json.dumps({"pages": len(errors["linear_lab"])} | {name: round(float(np.mean(of)), 3) for name, of in errors.items()}))


if __name__ == "__main__":
    run_function(upsampling, command="benchmarks.upsampling")
