"""The dog/cat post's experiment: does a cycle weight of a tenth let cyclegan change shapes, does it break, does a global critic help?

    python -m tools.cycle_weight MINUTES [--sets lines-to-colors,openmoji-to-twemoji --weights 10,1 --critics 50,50+image --batch 1]

Trains one run of MINUTES for every set x weight x critic, at 64 px with 6 blocks and 32 filters, and looks at their validation pictures:
cycle_* and change_* as `training.scoring.score_translations` says (L1 over [-1,1]), and edges_*, the F1 of the edges of a translation
against those of its picture: 1 keeps all shapes, and so does the identity, whose change is 0. Prints and appends one JSON line a run to
build/cycle_weight/results.jsonl, and writes build/cycle_weight/<run>.png. A run that is there already goes on, or is only measured again.

    lines-to-colors       openmoji: drawings of one half of the records, colours of the other
    openmoji-to-twemoji   openmoji's colours, twemoji's: the same subjects in two styles

Takes MINUTES a run and half a minute more; with MINUTES 0.3 it is a smoke test. Needs ../shared/data; its pictures stay in build/.
"""

import itertools
import json
import pathlib

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.pictures import write_png
from data_tools.prepare import prepare
from data_tools.records import Dataset

SHARED = pathlib.Path(__file__).parents[2] / "shared" / "data"
HOME = pathlib.Path("build/cycle_weight")
SIZE = 64  # px
SETS = {  # source and target; None: halves of the source
    "lines-to-colors": (SHARED / "openmoji" / "train", None),
    "openmoji-to-twemoji": (SHARED / "openmoji" / "train" / "color", SHARED / "twemoji" / "color"),
}
PICTURES = 64  # measured
CANNY = (60, 150)  # thresholds on grey levels
TOLERANCE = 1  # px of 64
SHOWN = 8


def edges(picture: np.ndarray) -> np.ndarray:
    """Bool [H,W] of uint8 RGB [H,W,3]."""
    return cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), *CANNY) > 0


def edge_f1(picture: np.ndarray, other: np.ndarray) -> float:
    """F1 of the edges of two pictures, uint8 RGB [H,W,3]; an edge is kept where the other has one within TOLERANCE px.

    1 if none has any."""
    found, true = edges(picture), edges(other)
    near = [cv2.dilate(mask.astype(np.uint8), np.ones((2 * TOLERANCE + 1,) * 2, np.uint8)) > 0 for mask in (true, found)]
    if not (found.any() or true.any()):
        return 1.0
    precision, recall = (float(to[of].mean()) if of.any() else 0.0 for of, to in ((found, near[0]), (true, near[1])))
    return 2.0 * precision * recall / max(precision + recall, 1e-9)


def prepared(folder: pathlib.Path) -> Dataset:
    """The pictures of a folder at SIZE px, under build/."""
    out = HOME / f"{'-'.join(folder.parts[-2:])}-{SIZE}"
    return prepare(folder, out, size=SIZE)


class Loaded:
    """A run's translator, as `protocol.TranslatingSystem` has its two directions."""

    def __init__(self, run: pathlib.Path):
        from lineart_colorizer.serving.models import load_for_pages

        self.model = load_for_pages(run)

    def to_target(self, picture):
        return self.model.translate(np.asarray(picture), "forward")

    def to_source(self, picture):
        return self.model.translate(np.asarray(picture), "backward")


def measure(run: pathlib.Path, source: Dataset, target: Dataset | None) -> dict[str, float]:
    """Step and scores of a run over validation pictures; writes its sheet."""
    from lineart_colorizer.imaging.ranges import to_bytes
    from lineart_colorizer.monitoring.grids import make_grid
    from lineart_colorizer.pipeline.unpaired import UnpairedPictures
    from lineart_colorizer.training.scoring import score_translations

    translator = Loaded(run)
    pictures = UnpairedPictures(source, target)
    batches = list(pictures.stored(batch=16, count=PICTURES).as_numpy_iterator())
    scores = score_translations(translator, batches)
    for side, there in (("source", translator.to_target), ("target", translator.to_source)):
        kept = [edge_f1(*pair) for batch in batches for pair in zip(to_bytes(there(batch[side])), to_bytes(batch[side]), strict=True)]
        scores[f"edges_{side}"] = float(np.mean(kept))
    batch = {name: values[:SHOWN] for name, values in batches[0].items()}
    there, back = translator.to_target(batch["source"]), translator.to_source(batch["target"])
    columns = {"source": batch["source"], "to target": there, "back": translator.to_source(there)}
    columns |= {"target": batch["target"], "to source": back, "and back": translator.to_target(back)}
    write_png(HOME / f"{run.name}.png", make_grid(columns, f"{run.name}: {' | '.join(columns)}"))
    return {"step": translator.model.card.step} | {name: round(value, 4) for name, value in scores.items()}


def cycle_weight(
    minutes: float,
    *,
    sets: str = ",".join(SETS),
    weights: str = "10,1",
    critics: str = "50,50+image",
    batch: int = 1,
    identity_weight: float = 5.0,
) -> list[dict]:
    """Trains and measures cyclegan by cycle weight.

    Args:
        minutes: of training, for each run.
        sets: of pictures, divided by commas.
        weights: of the cycle term, divided by commas.
        critics: divided by commas; the patches of one critic by +.
        batch: pictures in a batch.
        identity_weight: of the identity term.
    """
    from lineart_colorizer.settings import Settings
    from lineart_colorizer.train import train

    results = []
    for name, weight, critic in itertools.product(sets.split(","), map(float, weights.split(",")), critics.split(",")):
        source, target = (folder and prepared(folder) for folder in SETS[name])
        run = f"{name}-cycle{weight:g}-critic{critic}-identity{identity_weight:g}"
        settings = Settings().but(
            system="cyclegan", data=str(source.folder), target=str(target.folder) if target else None, size=SIZE, batch=batch, blocks=6,
            cycle_filters=32, critic=critic.replace("+", ","), cycle_weight=weight, identity_weight=identity_weight, decay_from=0.5,
            minutes=minutes, run=run, models=str(HOME / "models"), logs=str(HOME / "logs"), validation_pictures=16, image_seconds=300.0,
        )  # fmt: skip
        folder = train(settings)
        result = {"run": run, "set": name, "cycle_weight": weight, "critic": critic, "minutes": minutes, "batch": batch}
        result |= measure(folder.path, source, target)
        print(json.dumps(result), flush=True)
        with (HOME / "results.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(result) + "\n")
        results.append(result)
    return results


if __name__ == "__main__":
    run_function(cycle_weight, command="tools.cycle_weight")
