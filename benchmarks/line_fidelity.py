"""How well every extractor's lines lie where artists drew them: F1, precision and recall on openmoji/val (DESIGN.md section 7).

    python -m benchmarks.line_fidelity [FOLDER [STYLE,...]]      default ../shared/data/openmoji, all extractors and thinned

A drawn pixel is right if the artist's ink is within TOLERANCE px, and an artist's pixel found if drawn ink is. Ink is what is darker
than a threshold: ONE for all pictures, that with the best mean F1 on TUNED_ON pictures of train, so that val has no say in it. Scores
are means over pictures. Prints one JSON line per extractor; the default extractor must reach an F1 of 0.97.
"""

import hashlib
import json
import pathlib

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.errors import InputError
from data_tools.line_styles import EXTRACTORS, THINNED, extractor
from data_tools.pictures import read_line, read_picture

OPENMOJI = pathlib.Path(__file__).parents[2] / "shared" / "data" / "openmoji"
TOLERANCE = 2  # px of the 256 px pictures
TUNED_ON = 150
THRESHOLDS = range(4, 256, 4)  # grey levels below which a pixel is ink
ARTISTS_INK = 128


def score(drawn: np.ndarray, artist: np.ndarray, thresholds) -> np.ndarray:
    """[F1, precision, recall] of a line drawing at each threshold, float64 [len(thresholds),3]. drawn, artist: grey uint8 [H,W]."""
    true = artist < ARTISTS_INK
    near_true = near(true)
    rows = []
    for threshold in thresholds:
        ink = drawn < threshold
        precision = near_true[ink].mean() if ink.any() else 0.0
        recall = near(ink)[true].mean() if true.any() else 1.0
        rows.append((2 * precision * recall / max(precision + recall, 1e-9), precision, recall))
    return np.array(rows)


def near(ink: np.ndarray) -> np.ndarray:
    """Whether there is ink within TOLERANCE px of each pixel, bool [H,W]."""
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * TOLERANCE + 1, 2 * TOLERANCE + 1))
    return cv2.dilate(ink.astype(np.uint8), window) > 0


def mean_scores(style: str, folder: pathlib.Path, thresholds, most: int | None = None) -> tuple[np.ndarray, int]:
    """Means of `score` over the pairs of a folder, and their number. most: take about so many of them, evenly spread."""
    paths = sorted((folder / "color").glob("*.png"))
    paths = paths[:: max(1, len(paths) // most)][:most] if most else paths
    extract, scores = extractor(style), []
    for path in paths:
        drawn = extract(read_picture(path), hashlib.sha256(path.read_bytes()).hexdigest())
        scores.append(score(drawn, read_line(folder / "line" / path.name), thresholds))
    return np.mean(scores, axis=0), len(paths)


def line_fidelity(data: str = str(OPENMOJI), styles: str = "") -> None:
    """Measures how well every extractor's lines lie where artists drew them.

    Args:
        data: folder of pairs with train/ and val/.
        styles: extractors, divided by commas. Left out: all, and thinned.
    """
    folder = pathlib.Path(data)
    if not (folder / "val" / "line").is_dir():
        raise InputError(f"{folder} holds no train/ and val/ with line/ and color/: give the folder of openmoji's pairs")
    for style in styles.split(",") if styles else [*EXTRACTORS, *(name + THINNED for name in EXTRACTORS)]:
        tuned, _ = mean_scores(style, folder / "train", THRESHOLDS, TUNED_ON)
        threshold = THRESHOLDS[int(tuned[:, 0].argmax())]
        ((f1, precision, recall),), count = mean_scores(style, folder / "val", [threshold])
        scores = {"f1": f1, "precision": precision, "recall": recall}
        what = {"style": style, "pictures": count, "threshold": threshold, "tolerance_px": TOLERANCE}
        print(json.dumps(what | {name: round(float(value), 4) for name, value in scores.items()}), flush=True)


if __name__ == "__main__":
    run_function(line_fidelity, command="benchmarks.line_fidelity")
