"""`python -m lineart_colorizer.evaluate --data D [--model M | --compare RUN RUN ...] [--out DIR]`: scores models on a data set."""

import pathlib
from typing import Any

from data_tools.command_line import parse_for
from data_tools.errors import InputError, run_command
from data_tools.pictures import write_png
from data_tools.records import is_dataset, open_dataset


def evaluate(
    *,
    data: str,
    model: str | None = None,
    compare: list[str] | None = None,
    out: str | None = None,
    split: str = "val",
    features: str | None = None,
    inception_weights: str | None = None,
    per_class: int = 50,
    hints: bool = False,
    seed: int = 0,
    models: str = "models",
    device: str = "auto",
) -> dict:
    """Scores a model, or several side by side: numbers as JSON and in TensorBoard, pictures under their source names.

    Args:
        data: a prepared data set, or a folder of pictures, which is prepared first.
        model: a run's name, a run's folder, a SavedModel's or Keras export's, or demo, the model that comes with the program. Left out: the
            newest run, else demo.
        compare: several of such, for one table and one picture.
        out: folder for what is written. Left out: build/evaluate/<run>-<data>, or build/compare/<data>.
        split: val or train.
        features: what distances between sets of pictures are measured on: pixels, classifier (learns from the data for a minute) or
            inception. Left out: the classifier for generators of classes, else pixels.
        inception_weights: Keras' file of InceptionV3's ImageNet weights.
        per_class: pictures that a generator of classes makes of each.
        hints: score, too, how models obey 1, 5 and 20 hints drawn from the true pictures, and what these help.
        seed: of all that is random.
        models: folder in which runs are looked for.
        device: auto, cpu or gpu.
    """
    if split not in ("train", "val"):
        raise InputError(f"--split {split}: choose train or val")
    if compare and model:
        raise InputError("--model and --compare: give one of them")
    if compare and len(set(compare)) < len(compare):
        raise InputError("--compare names a run twice: name each once")
    from lineart_colorizer.device import choose_device

    print(f"device: {choose_device(device)}, float32")
    from lineart_colorizer.evaluation.compare import compare_models
    from lineart_colorizer.evaluation.judge import Judge
    from lineart_colorizer.prepared import prepared_data
    from lineart_colorizer.serving.models import find_model, load_model
    from lineart_colorizer.serving.naming import describe_model
    from lineart_colorizer.serving.signatures import MODULES

    names: list[str | None] = [*compare] if compare else [model]
    chosen = {name or "newest": load_model(find_model(name, models, tuple(MODULES))) for name in names}
    first = next(iter(chosen.values()))
    size = open_dataset(data).size if compare and is_dataset(data) else first.card.size  # compared models may differ in size
    dataset = prepared_data(data, size)
    wanted: dict[str, Any] = {
        "features": features,
        "inception_weights": inception_weights,
        "per_class": per_class,
        "hints": hints,
        "seed": seed,
    }
    judge = Judge(dataset=dataset, split=split, **wanted)
    default = f"build/compare/{dataset.folder.name}" if compare else f"build/evaluate/{first.card.run}-{dataset.folder.name}"
    folder = pathlib.Path(out or default)
    what = f"{len(chosen)} models" if compare else f"model: {describe_model(first.source, first.card)}"
    print(f"{what}; {len(judge.pairs.colors):,} of {dataset.counts[split]:,} {split} pairs; writes to {folder}", flush=True)
    return compare_models(chosen, judge, folder) if compare else _evaluate_one(first, judge, folder)


def _evaluate_one(model, judge, folder: pathlib.Path) -> dict:
    """Writes scores.json, colored/ or nearest.png, and the TensorBoard log; returns what the JSON says."""
    from lineart_colorizer.evaluation.pairs import write_pictures
    from lineart_colorizer.evaluation.report import make_table, write_json
    from lineart_colorizer.monitoring.board import Board

    judged = judge.score(model)
    about = {"model": str(model.source), "data": str(judge.dataset.folder), "split": judge.split, "step": model.card.step}
    about["features"] = judge.name_features(model.card.kind)
    scores = about | judged.scores | judged.tables
    text = write_json(folder / "scores.json", scores)
    board = Board(folder)
    board.scalars({f"evaluate/{name}": value for name, value in judged.scores.items()}, model.card.step)
    for name, rows in judged.tables.items():
        board.text(f"evaluate/{name}", make_table(rows), model.card.step)
    if judged.nearest is not None:
        write_png(folder / "nearest.png", judged.nearest)
        board.picture("evaluate/nearest", judged.nearest, model.card.step)
    board.flush()
    print(text)
    if judged.fake_colors is not None:  # last: a disk that refuses a picture has the scores
        write_pictures(folder / "colored", judge.pairs, judged.fake_colors)
    return scores


def main() -> int:
    several = ("--compare", "runs, run folders or SavedModels to score side by side, for one table and one picture")
    evaluate(**parse_for(evaluate, command="lineart_colorizer.evaluate", several=several))
    return 0


if __name__ == "__main__":
    run_command(main)
