import json
import shutil

import numpy as np
import pytest

from data_tools.command_line import parse_for
from data_tools.errors import InputError
from data_tools.pictures import read_picture
from data_tools.prepare import prepare
from lineart_colorizer.evaluate import evaluate
from lineart_colorizer.metrics.scores import score_pictures
from lineart_colorizer.pipeline.batches import stored_pairs


@pytest.fixture(scope="module")
def evaluated(trained, dataset, tmp_path_factory):
    """The scores of the trained run on the validation pairs, and where they were written."""
    out = tmp_path_factory.mktemp("evaluated") / "out"
    return evaluate(data=str(dataset.folder), model=str(trained.run.path), out=str(out), device="cpu"), out


def refusal(**options) -> str:
    with pytest.raises(InputError) as refused:
        evaluate(**options)
    return str(refused.value)


def test_what_was_scored(evaluated, trained, dataset):
    scores, _ = evaluated
    assert [scores[name] for name in ("model", "data", "split", "step")] == [str(trained.run.path), str(dataset.folder), "val", 4]


def test_the_numbers_as_json(evaluated):
    scores, out = evaluated
    assert json.loads((out / "scores.json").read_text()) == scores
    assert all(np.isfinite(value) for value in scores.values() if isinstance(value, float))


def test_pictures_under_their_source_names(evaluated, dataset):
    _, out = evaluated
    pairs = list(stored_pairs(dataset, "val"))
    names = sorted(path.relative_to(out / "colored").as_posix() for path in (out / "colored").rglob("*.png"))
    assert names == sorted(pair["source"].decode() for pair in pairs)
    assert len(names) == dataset.counts["val"] == 3


def test_the_scores_are_those_of_the_pictures(evaluated, dataset):
    scores, out = evaluated
    pairs = list(stored_pairs(dataset, "val"))
    fake_colors = [read_picture(out / "colored" / pair["source"].decode()) for pair in pairs]
    expected = score_pictures(fake_colors, [pair["color"] for pair in pairs], [pair["lines"][0, ..., 0] for pair in pairs])
    assert {name: scores[name] for name in expected} == pytest.approx(expected)
    assert 0 < scores["l1"] < 1


def test_the_scores_in_tensorboard(evaluated, read_events):
    scores, out = evaluated
    events = read_events(out)
    assert events.scalars("evaluate/l1") == [(4, pytest.approx(scores["l1"], rel=1e-6))]
    assert {"evaluate/palette", "evaluate/bleed", "evaluate/psnr", "evaluate/ssim", "evaluate/lab", "evaluate/chroma"} <= events.tags


def test_scores_agree_with_the_last_ones_of_the_training(evaluated, trained, read_events):
    last = read_events(trained.logs).scalars("validation/l1")[-1][1]
    assert evaluated[0]["l1"] == pytest.approx(last, abs=0.004)  # bytes against floats on the way


def test_an_unknown_split():
    assert refusal(data="d", split="test") == "--split test: choose train or val"


def test_no_validation_pairs(trained, pictures_folder, tmp_path):
    made = prepare(pictures_folder, tmp_path / "all", size=32, val=0.0, workers=1)
    assert refusal(data=str(made.folder), model=str(trained.run.export / "1"), device="cpu") == (
        f"{made.folder} has no val pairs: prepare it with --val above 0, or choose --split"
    )


def test_data_of_another_size_than_the_model(trained, dataset, tmp_path):
    shutil.copytree(dataset.folder, tmp_path / "data")
    manifest = json.loads((tmp_path / "data" / "dataset.json").read_text())
    (tmp_path / "data" / "dataset.json").write_text(json.dumps(manifest | {"size": 64}))
    said = refusal(data=str(tmp_path / "data"), model=str(trained.run.path), device="cpu")
    assert said.startswith(f"{tmp_path / 'data'} holds pictures of 64 px, not 32: ")


def test_no_such_data(trained):
    assert refusal(data="nowhere", model=str(trained.run.path), device="cpu") == "no such folder: nowhere"


def test_no_such_model(dataset, tmp_path):
    said = refusal(data=str(dataset.folder), model="nun", models=str(tmp_path), device="cpu")
    assert said == "no model 'nun': not a SavedModel, nor a Keras export, nor a run (there are: demo)"


def test_runs_side_by_side(trained, dataset, tmp_path, capsys):
    saved = str(trained.run.export / "1")
    content = evaluate(
        data=str(dataset.folder), compare=["straight", saved], models=str(trained.run.path.parent), out=str(tmp_path), device="cpu"
    )
    run, export, _ = content["runs"]
    assert (run["run"], run["system"], run["objective"]) == ("straight", "paired", "nonsaturating")
    assert (export["run"], export["system"], export["objective"]) == (saved, None, None)
    assert run["l1"] == pytest.approx(export["l1"], abs=1e-4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compare.json", "compare.md", "compare.png"]
    assert "| straight | colorizer | paired | nonsaturating | 4 |" in capsys.readouterr().out


def test_a_bad_name_among_several(trained, dataset, tmp_path):
    said = refusal(data=str(dataset.folder), compare=["straight", "nun"], models=str(trained.run.path.parent), device="cpu")
    assert said == "no model 'nun': not a SavedModel, nor a Keras export, nor a run (there are: straight, demo)"
    assert refusal(data="d", compare=["a"], model="b") == "--model and --compare: give one of them"
    assert refusal(data="d", compare=["a", "b", "a"]) == "--compare names a run twice: name each once"


def test_several_names_follow_the_option(monkeypatch):
    from lineart_colorizer import evaluate as command

    given = {}
    monkeypatch.setattr(command, "evaluate", lambda **arguments: given.update(arguments))
    monkeypatch.setattr(command, "parse_for", lambda function, **how: parse_for(evaluate, arguments=LINE.split(), **how))
    command.main()
    assert (given["compare"], given["data"], given["out"], given["per_class"]) == (["a", "b"], "d", "o", 9)


LINE = "--compare a b --data d --out o --per-class 9"
