"""What a model to begin with is worth, on a few drawings of a new style: `python -m benchmarks.start_from_model`.

Three runs of the default system: `base` learns demo drawings for --base-minutes (or give a run as --model); `begun` (--init base, for
--minutes) and `scratch` (for --scratch-minutes) learn --count drawings of a style that base never saw. The new style: other drawings
of the same subjects, all colours turned by --turn degrees on the colour circle and paler by --paler, and lines drawn by another extractor.
White paper and black lines stay. All are scored on --scored further drawings of the new style, none of which any learned from, and base
as it is beside them: what a model knows without having learned the style.

Prints the table, and one JSON line that ends with `is_worth_it`: whether `begun` has right and rare no lower, and palette, bleed and paper
no higher, than `scratch`. Takes the minutes' sum and about two more. A smoke test:

    python -m benchmarks.start_from_model --base-minutes .1 --minutes .1 --scratch-minutes .1 --base-count 64 --scored 16 --size 64
"""

import contextlib
import io
import json
import pathlib

import cv2
import numpy as np

from benchmarks.side_by_side import table
from benchmarks.training import train_run
from data_tools.command_line import run_function
from data_tools.demo import draw_picture, write_demo
from data_tools.pictures import write_png
from data_tools.prepare import prepare
from data_tools.records import Dataset
from data_tools.whole import replacing

HIGHER, LOWER = ("right", "rare"), ("palette", "bleed", "paper")  # is better
STYLE_SEED = 1000  # of the new style's drawings: base learns those of seed 0
LINES = ("pencil", "edges")  # base learns from the default ones, dilation and xdog
PX = 256  # of the drawings


def restyled(picture: np.ndarray, turn: float, paler: float) -> np.ndarray:
    """RGB uint8 [H,W,3] with its hues turned by `turn` degrees, and saturations less by the share `paler`. Greys stay."""
    hsv = cv2.cvtColor(picture.astype(np.float32) / 255.0, cv2.COLOR_RGB2HSV)  # hue in degrees
    hsv[..., 0] = (hsv[..., 0] + turn) % 360.0
    hsv[..., 1] *= 1.0 - paler
    return np.round(255.0 * cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)).astype(np.uint8)


def new_style(folder: pathlib.Path, size: int, counts: dict[str, int], turn: float, paler: float) -> Dataset:
    """Drawings of the new style, so many in train and val, prepared; those that are there are not drawn again.

    Raises InputError where the folder holds data of other settings.
    """
    pictures = folder / f"pictures-{'-'.join(map(str, counts.values()))}-turn{turn:g}-paler{paler:g}"
    if not pictures.exists():
        pictures.parent.mkdir(parents=True, exist_ok=True)
        with replacing(pictures) as partial:
            draw_style(partial, counts, turn, paler)
    return prepare(pictures, folder / "data", size=size, extractors=LINES, filters="none", keep_duplicates=True)


def draw_style(folder: pathlib.Path, counts: dict[str, int], turn: float, paler: float) -> None:
    """folder/<split>/<label>/<index>.png, no index twice."""
    splits = [split for split, count in counts.items() for _ in range(count)]
    for index, split in enumerate(splits):
        picture, label = draw_picture(STYLE_SEED, index, PX)
        place = folder / split / label
        place.mkdir(parents=True, exist_ok=True)
        write_png(place / f"{index:04}.png", restyled(picture, turn, paler))


def usual_style(folder: pathlib.Path, size: int, count: int) -> Dataset:
    """Demo drawings, as newcomers get them."""
    pictures = folder / f"pictures-{count}"
    if not pictures.exists():
        write_demo(pictures, count, PX)
    return prepare(pictures, folder / "data", size=size)


def train(name: str, dataset: Dataset, minutes: float, seed: int, out: pathlib.Path, *more: str) -> pathlib.Path:
    """As `train_run`, without scoring on the way."""
    return train_run(name, dataset, out, f"--minutes={minutes}", f"--seed={seed}", "--image-seconds=1e9", *more)


def score(run: pathlib.Path, dataset: Dataset, out: pathlib.Path) -> dict[str, float]:
    """Step and region scores of a run on the val drawings."""
    from lineart_colorizer.evaluate import evaluate

    with contextlib.redirect_stdout(io.StringIO()):
        scores = evaluate(data=str(dataset.folder), model=str(run), out=str(out / "scored" / run.name))
    return {name: scores[name] for name in ("step", *HIGHER, *LOWER)}


def start_from_model(
    *,
    model: str | None = None,
    minutes: float = 1.0,
    scratch_minutes: float = 5.0,
    base_minutes: float = 5.0,
    count: int = 50,
    scored: int = 128,
    base_count: int = 1500,
    turn: float = 40.0,
    paler: float = 0.3,
    size: int = 128,
    seed: int = 0,
    out: str = "build/start_from_model",
) -> dict:
    """Trains, scores and compares.

    Args:
        model: folder of a run to begin with, of the usual demo drawings. Left out: one is trained.
        minutes: of training that begins with the model, tracing included.
        scratch_minutes: of training from random weights.
        base_minutes: of training the model to begin with.
        count: drawings of the new style that are learned from.
        scored: further ones that are scored.
        base_count: demo drawings that the model to begin with learns from.
        turn: of the new style's hues, degrees.
        paler: by what share its colours are less saturated.
        size: side of the training pictures, px.
        seed: of the runs.
        out: folder for pictures, data, runs and logs. What is there is used again: another folder for other settings.
    """
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    style = new_style(folder / "style", size, {"train": count, "val": scored}, turn, paler)
    base = pathlib.Path(model) if model else train("base", usual_style(folder / "usual", size, base_count), base_minutes, seed, folder)
    runs = {"base": base, "begun": train(f"begun-{seed}", style, minutes, seed, folder, f"--init={base}")}
    runs["scratch"] = train(f"scratch-{seed}", style, scratch_minutes, seed, folder)
    scores = {name: score(run, style, folder) for name, run in runs.items()}
    begun, scratch = scores["begun"], scores["scratch"]
    is_worth_it = all(begun[name] >= scratch[name] for name in HIGHER) and all(begun[name] <= scratch[name] for name in LOWER)
    print(table([{"run": name} | found for name, found in scores.items()]))
    report = {"minutes": minutes, "scratch_minutes": scratch_minutes, "count": count, "turn": turn, "paler": paler, "seed": seed}
    report |= {"size": size, "scores": scores, "is_worth_it": is_worth_it}
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(start_from_model, command="benchmarks.start_from_model")
