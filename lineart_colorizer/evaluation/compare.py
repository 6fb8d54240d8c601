"""Several models on the same data: one table, and one picture of what they make side by side."""

import pathlib

import numpy as np

from data_tools.pictures import write_png
from data_tools.whole import write_whole
from lineart_colorizer.evaluation.judge import Judge, Judged
from lineart_colorizer.evaluation.pairs import Pairs, as_one_class
from lineart_colorizer.evaluation.report import make_comparison, make_table, write_json
from lineart_colorizer.metrics.scores import score_pictures
from lineart_colorizer.serving.loaded import Model
from lineart_colorizer.training.run_folder import RunFolder

SHOWN = 8  # drawings, or classes


def describe(name: str, model: Model) -> dict:
    """What the table says of a model beside its scores; system and objective are None where its run's settings are not there."""
    run, system, objective = RunFolder(pathlib.Path(model.source)), None, None
    if run.settings_file.exists():
        settings = run.read_settings().objective
        system, objective = settings.system, settings.schedule or settings.objective
    return {"run": name, "kind": model.card.kind, "system": system, "objective": objective, "step": model.card.step}


def compare_models(models: dict[str, Model], judge: Judge, out: pathlib.Path) -> dict:
    """Scores every model, and writes compare.json, compare.md, and compare.png (drawings) or samples.png (classes) into `out`.

    models: by the name that the table gives them. The table's last row is the true pictures': what cannot be bettered. Returns the JSON's
    content. Raises InputError as `Judge.score`, OSError where the disk refuses.
    """
    judged = {}
    for name, model in models.items():
        print(f"{name}: {model.card.kind} of {model.card.size} px, step {model.card.step:,}", flush=True)
        judged[name] = judge.score(model)
    rows = [describe(name, models[name]) | of.scores for name, of in judged.items()]
    painted = {name: of for name, of in judged.items() if of.fake_colors is not None}
    if painted:
        pairs = judge.pairs
        rows.append({"run": "(the true pictures)"} | score_pictures(pairs.colors, pairs.colors, pairs.lines))
    table = make_table(rows)
    content = {"data": str(judge.dataset.folder), "split": judge.split, "pictures": len(judge.pairs.colors), "runs": rows}
    content |= {"tables": {name: of.tables for name, of in judged.items() if of.tables}}
    write_json(out / "compare.json", content)
    write_whole(out / "compare.md", (table + "\n").encode("utf-8"))
    if painted:
        write_png(out / "compare.png", make_comparison(painted_columns(painted, judge.pairs)))
    if samplers := {name: of for name, of in judged.items() if of.samples is not None}:
        pairs = judge.pairs if any(models[name].card.labels for name in samplers) else as_one_class(judge.pairs)
        write_png(out / "samples.png", make_comparison(sampled_columns(samplers, pairs)))
    print(table)
    return content


def painted_columns(judged: dict[str, Judged], pairs: Pairs) -> dict[str, list[np.ndarray]]:
    """Line, each run's picture, the true one, of SHOWN drawings spread over all."""
    shown = np.unique(np.linspace(0, len(pairs.colors) - 1, min(SHOWN, len(pairs.colors))).astype(int))
    columns = (
        {"line": pairs.lines} | {name: of.fake_colors for name, of in judged.items() if of.fake_colors is not None} | {"true": pairs.colors}
    )
    return {name: [pictures[i] for i in shown] for name, pictures in columns.items()}


def sampled_columns(judged: dict[str, Judged], pairs: Pairs) -> dict[str, list[np.ndarray]]:
    """The first picture of each class by each run, beside a real one; blank where there is none. The first SHOWN classes."""
    drawn = {name: of.samples for name, of in judged.items() if of.samples is not None}
    labels = sorted(set(np.concatenate([of.labels for of in drawn.values()]).tolist()))[:SHOWN]
    blank = np.full_like(pairs.colors[0], 255)

    def first(colors, of_labels):
        return [next((color for color, label in zip(colors, of_labels, strict=True) if label == wanted), blank) for wanted in labels]

    columns = {name: first(of.colors, of.labels) for name, of in drawn.items()}
    return columns | {"real": first(pairs.colors, pairs.labels)}
