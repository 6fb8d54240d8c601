import json
import sys

import numpy as np
import pytest

from data_tools.errors import InputError, run_command
from lineart_colorizer.publish import main, publish
from lineart_colorizer.serving import exports
from lineart_colorizer.serving.models import find_model, load_colorizer


def as_command(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["publish", *arguments])
    with pytest.raises(SystemExit) as ending:
        run_command(main)
    return ending.value.code


def refusal(**options) -> str:
    with pytest.raises(InputError) as refused:
        publish(**options)
    return str(refused.value)


def test_a_run_becomes_one_folder_that_colours_alike(trained, tmp_path, monkeypatch, capsys):
    out = tmp_path / "given" / "foxes"
    out.parent.mkdir()
    options = ("--model", str(trained.run.path), "--out", str(out), "--licence", "CC0-1.0", "--title", "Foxes")
    assert as_command(monkeypatch, *options) == 0
    assert capsys.readouterr().out == f"published run straight, step 4, to {out}\n"
    assert sorted(path.name for path in out.iterdir()) == ["1", "card.json", "card.md", "samples.png", "settings.yaml"]
    assert sorted(path.name for path in out.parent.iterdir()) == ["foxes"]
    assert json.loads((out / "card.json").read_text("utf-8"))["title"] == "Foxes"
    assert find_model(str(out)) == out / "1"
    line = np.linspace(-1, 1, 32 * 32, dtype=np.float32).reshape(1, 32, 32, 1)
    ours, theirs = (load_colorizer(folder).predict(line, np.zeros((1, 32, 32, 4), np.float32)) for folder in (trained.run.path, out / "1"))
    assert ours["color"] == pytest.approx(theirs["color"], abs=1e-5)
    assert refusal(model=str(out), out=str(tmp_path / "again")).startswith(f"{out / '1'} is no run: name one of those in models/")


def test_a_licence_that_was_not_given_is_said_and_samples_may_be_left_out(trained, tmp_path, monkeypatch, capsys):
    def export_model(networks, card, folder):
        (folder / "1").mkdir(parents=True)

    monkeypatch.setattr(exports, "export_model", export_model)
    publish(out=str(tmp_path / "out"), models=trained.settings.run.models, logs=str(tmp_path), samples=False)
    said = "; the card says nothing of: licence (--licence)\n"
    assert capsys.readouterr().out == f"published run straight, step 4, to {tmp_path / 'out'}{said}"
    card = json.loads((tmp_path / "out" / "card.json").read_text("utf-8"))
    assert (card["licence"], card["samples"]) == ("not stated", None)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1", "card.json", "card.md", "settings.yaml"]


def test_what_is_there_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").touch()
    for out in (tmp_path, tmp_path / "mine.txt"):
        assert refusal(out=str(out)) == f"{out} exists and is not an empty folder: name another, or remove it"


def test_the_demo_model_is_no_run(tmp_path):
    said = refusal(model="demo", out=str(tmp_path / "out"))
    assert said.endswith("is no run: name one of those in models/, or train one")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_leaves_nothing(trained, tmp_path, monkeypatch):
    def export_model(networks, card, folder):
        folder.mkdir(parents=True)
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(exports, "export_model", export_model)
    said = refusal(model=str(trained.run.path), out=str(tmp_path / "out"))
    assert said.startswith(f"cannot publish to {tmp_path / 'out'}: No space left on device: ")
    assert list(tmp_path.iterdir()) == []
