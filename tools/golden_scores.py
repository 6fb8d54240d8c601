"""Writes tests/golden/scores.json: an independent scorer's figures on demo pictures. `python -m tools.golden_scores SCORER.py`

SCORER is a program that scores a folder of pictures against a folder of true ones, `SCORER.py FAKE TRUE --line LINE --size 128 --json`
(../shared/bench/score.py here). It is run as it is, but for its rounding: figures are stored in full.
"""

import contextlib
import importlib.util
import io
import json
import pathlib
import sys
import tempfile

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.demo import draw_picture
from data_tools.line_extraction import dilation
from data_tools.pictures import write_png

GOLDEN = pathlib.Path("tests") / "golden" / "scores.json"
SIZES = (128, 200)  # of the pictures scored; those of 200 px are reduced to 128 by the scorer
COUNT = 6
SEED = 3


def demo_pictures(size: int, count: int = COUNT) -> tuple[list, list, list]:
    """Spoilt pictures (blurred, noisy, some with their channels turned), true ones, drawings: uint8 [size,size,3], [..,3], [..]."""
    rng = np.random.default_rng(0)
    colors = [draw_picture(SEED, index, size)[0] for index in range(count)]
    fake_colors = []
    for index, color in enumerate(colors):
        fake = cv2.GaussianBlur(color, (0, 0), 1.5) + rng.normal(0, 8, color.shape)
        fake_colors.append(np.clip(np.roll(fake, index % 3, -1), 0, 255).astype(np.uint8))
    return fake_colors, colors, [dilation(color, "") for color in colors]


def run_scorer(scorer: pathlib.Path, arguments: list[str]) -> dict:
    """What the scorer prints, unrounded: a module's own `round` hides Python's."""
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.round = lambda value, digits: value
    said, before = io.StringIO(), sys.argv
    try:
        sys.argv = [str(scorer), *arguments]
        with contextlib.redirect_stdout(said):
            module.main()
    finally:
        sys.argv = before
    return json.loads(said.getvalue())


def golden_scores(scorer: str) -> None:
    """Writes tests/golden/scores.json.

    Args:
        scorer: the independent scorer, a Python program.
    """
    scores = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            folders = [pathlib.Path(folder) / name for name in ("fake", "color", "line")]
            for path, pictures in zip(folders, demo_pictures(size), strict=True):
                path.mkdir()
                for index, picture in enumerate(pictures):
                    write_png(path / f"{index}.png", picture)
            fake, color, line = map(str, folders)
            scores[str(size)] = run_scorer(pathlib.Path(scorer), [fake, color, "--line", line, "--size", "128", "--json"])
    golden = {"command": f"python -m tools.golden_scores {scorer}", "scores": scores}
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n", "utf-8")
    print(f"wrote {GOLDEN}")


if __name__ == "__main__":
    run_function(golden_scores, command="tools.golden_scores")
