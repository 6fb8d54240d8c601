"""Trains `acgan` on the demo pictures at 64 px and says, class by class, how well it draws: `python tools/acgan_demo.py [--minutes 20]`.

Table: of each class the share of generated pictures that an independent classifier names as it (and of real validation pictures), and the
mean MS-SSIM of pairs of generated pictures beside that of real ones: near 1 would be one picture again and again. The classifier is
trained on the real training pictures alone. Writes OUT/table.md, OUT/scores.json and OUT/sheet.png; the run is called acgan-demo, and the
same command goes on with it where it stopped.
"""

import argparse
import json
import pathlib

import keras
import numpy as np

from data_tools.pictures import write_png
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.imaging.ranges import to_bytes
from lineart_colorizer.metrics.diversity import judge_diversity
from lineart_colorizer.monitoring.grids import make_sheet
from lineart_colorizer.pipeline.batches import stored_pairs
from lineart_colorizer.prepared import prepared_data
from lineart_colorizer.serving.models import load_model
from lineart_colorizer.train import train
from lineart_colorizer.training.classify import train_classifier

RUN = "acgan-demo"
SIZE = 64
SETTINGS = ["--system", "acgan", "--size", str(SIZE), "--batch", "32", "--filters", "32", "--class-weight", "0.5"]
SHEET = 10  # pictures of each class in the sheet
NEAR = 0.1  # an MS-SSIM of generated pairs this near to that of real ones is as diverse


def read(dataset, split: str) -> tuple[np.ndarray, np.ndarray]:
    """uint8 [N,S,S,3] and int [N]."""
    pairs = list(stored_pairs(dataset, split))
    return np.stack([pair["color"] for pair in pairs]), np.array([pair["label"] for pair in pairs])


def classifier_of(dataset, folder: pathlib.Path) -> keras.Model:
    """The independent classifier, trained once and kept in folder."""
    path = folder / "classifier.keras"
    if not path.exists():
        print("trains the classifier on the real pictures", flush=True)
        train_classifier(*read(dataset, "train"), len(dataset.labels)).save(path)
    return keras.saving.load_model(path)


def draw(model, per_class: int) -> np.ndarray:
    """uint8 [C,N,S,S,3]: each class with the same noise."""
    noise = np.random.default_rng(0).standard_normal((per_class, model.card.noise)).astype(np.float32)
    labels = (np.full(per_class, number, np.int32) for number in range(len(model.card.labels)))
    return np.stack([to_bytes(model.signatures["serving_default"](noise=noise, label=label)["color"]) for label in labels])


def measure(model, dataset, classifier: keras.Model, per_class: int) -> tuple[list[dict], np.ndarray]:
    """A row for each class: label, accuracy, accuracy_real, ms_ssim, ms_ssim_real; and the pictures drawn."""

    def named(pictures):
        return classifier.predict(pictures / np.float32(127.5) - 1, batch_size=64, verbose=0).argmax(1)

    fakes, (reals, labels), (trained, of_trained) = draw(model, per_class), read(dataset, "val"), read(dataset, "train")
    real_names = named(reals)
    diversity = judge_diversity(
        {name: list(fakes[number] / np.float32(255)) for number, name in enumerate(dataset.labels)},
        {name: list(trained[of_trained == number] / np.float32(255)) for number, name in enumerate(dataset.labels)},
    )
    rows = [
        {
            "label": name,
            "accuracy": float((named(fakes[number]) == number).mean()),
            "accuracy_real": float((real_names[labels == number] == number).mean()),
            "ms_ssim": diversity[number].fake,
            "ms_ssim_real": diversity[number].real,
        }
        for number, name in enumerate(dataset.labels)
    ]
    return rows, fakes


def as_table(rows: list[dict]) -> str:
    lines = ["| class | named right | real | MS-SSIM | real |", "|---|---|---|---|---|"]
    mean = {name: float(np.mean([row[name] for row in rows])) for name in rows[0] if name != "label"}
    for row in [*rows, {"label": "**mean**"} | mean]:
        lines.append("| {label} | {accuracy:.2f} | {accuracy_real:.2f} | {ms_ssim:.3f} | {ms_ssim_real:.3f} |".format(**row))
    half = sum(row["accuracy"] >= 0.5 for row in rows)
    near = sum(abs(row["ms_ssim"] - row["ms_ssim_real"]) <= NEAR for row in rows)
    lines += ["", f"Of {len(rows)} classes {half} are named right at least half of the time; {near} are within {NEAR} of the real MS-SSIM."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--data", help="a data set prepared at 64 px; left out: the demo pictures")
    parser.add_argument("--per-class", type=int, default=50, help="generated pictures that are measured")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/acgan"))
    given, further = parser.parse_known_args()
    data = ["--data", given.data] if given.data else []
    run = train(parse_settings([*SETTINGS, *data, "--minutes", str(given.minutes), "--run", RUN, *further]))
    given.out.mkdir(parents=True, exist_ok=True)
    dataset, model = prepared_data(given.data, SIZE), load_model(run.path)
    rows, fakes = measure(model, dataset, classifier_of(dataset, given.out), given.per_class)
    table = f"Step {model.card.step:,}, {given.minutes:g} minutes.\n\n{as_table(rows)}\n"
    (given.out / "table.md").write_text(table, "utf-8")
    (given.out / "scores.json").write_text(json.dumps({"step": model.card.step, "classes": rows}, indent=1) + "\n", "utf-8")
    write_png(given.out / "sheet.png", make_sheet({name: fakes[number, :SHEET] for number, name in enumerate(dataset.labels)}))
    print(table)


if __name__ == "__main__":
    main()
