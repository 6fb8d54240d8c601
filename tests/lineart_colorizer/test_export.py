import json
import re
import sys

import numpy as np
import pytest

from data_tools.errors import InputError, run_command
from lineart_colorizer.export import export, main
from lineart_colorizer.serving import exports as serving_exports
from lineart_colorizer.serving.cards import ModelCard, write_card
from lineart_colorizer.serving.exports import Exported
from lineart_colorizer.serving.models import run_card
from lineart_colorizer.serving.saved_model import is_saved_model
from lineart_colorizer.training.products import load_product


@pytest.fixture
def exports(monkeypatch):
    """Notes what would be exported, instead of taking the seconds."""
    noted = []

    def export_model(networks, card, folder, format_name):
        noted.append((networks, card, folder, format_name))
        return Exported(folder / "7", 2e-6)

    monkeypatch.setattr(serving_exports, "export_model", export_model)
    return noted


def as_command(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["export", *arguments])
    with pytest.raises(SystemExit) as ending:
        run_command(main)
    return ending.value.code


def test_the_command_writes_a_saved_model(trained, tmp_path, monkeypatch, capsys):
    out = tmp_path / "served" / "mine"
    assert as_command(monkeypatch, "--model", str(trained.run.path), "--out", str(out)) == 0
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith(f"exported run straight to {out / '1'} (savedmodel, ")
    assert re.search(r", [0-9.]+ MB, run and compared: differs by (0|[0-9]e-0[5-9]) at most\)$", said)
    assert [path.name for path in out.iterdir()] == ["1"]
    assert is_saved_model(out / "1")
    card = json.loads((out / "1" / "assets.extra" / "model.json").read_text())
    assert card == {
        "kind": "colorizer",
        "size": 32,
        "head": "multiply",
        "labels": ["boxes", "disks"],
        "noise": 0,
        "run": "straight",
        "step": 4,
    }


def test_the_newest_run_into_its_own_folder(trained, exports):
    assert export(models=trained.settings.run.models) == trained.run.export / "7"
    ((networks, card, folder, format_name),) = exports
    assert (folder, format_name) == (trained.run.export, "savedmodel")
    assert card == ModelCard(kind="colorizer", size=32, head="multiply", labels=("boxes", "disks"), run="straight", step=4)
    loaded = load_product(trained.run, trained.run.chosen())["colorizer"]
    for weight, expected in zip(networks["colorizer"].get_weights(), loaded.get_weights(), strict=True):
        assert np.array_equal(weight, expected)


def test_by_name(trained, exports, tmp_path):
    assert export(model="straight", models=trained.settings.run.models, out=str(tmp_path)) == tmp_path / "7"


def test_other_formats_lie_where_tensorflow_serving_does_not_look(trained, exports, capsys):
    assert export(models=trained.settings.run.models, format="onnx") == trained.run.export / "onnx" / "7"
    assert exports[0][3] == "onnx"
    written, left_out = capsys.readouterr().out.splitlines()
    assert (
        written
        == f"exported run straight to {trained.run.export / 'onnx' / '7'} (onnx, 0.0 MB, run and compared: differs by 2e-06 at most)"
    )
    assert left_out == "it takes arrays; PNG bytes and variants by seed are in savedmodel and keras exports alone"


def test_a_keras_export_is_exported_to_where_one_says(trained, exports, tmp_path):
    load_product(trained.run, trained.run.chosen())["colorizer"].save(tmp_path / "colorizer.keras")
    write_card(tmp_path, run_card(trained.run, trained.run.chosen()))
    with pytest.raises(InputError) as refused:
        export(model=str(tmp_path / "colorizer.keras"))
    assert str(refused.value) == f"{tmp_path} is an export: say where to write with --out"
    assert export(model=str(tmp_path), out=str(tmp_path / "out"), format="openvino") == tmp_path / "out" / "7"
    assert exports[0][1:] == (run_card(trained.run, trained.run.chosen()), tmp_path / "out", "openvino")


def test_a_saved_model_is_one_already(trained, exports):
    with pytest.raises(InputError) as refused:
        export(model=str(trained.run.export / "1"))
    assert str(refused.value) == f"{trained.run.export / '1'} is a SavedModel already: name a run or a Keras export"
    assert exports == []


def test_the_demo_model_is_not_written_into_the_program(tmp_path, monkeypatch, capsys):
    assert as_command(monkeypatch, "--models", str(tmp_path)) == 1
    assert capsys.readouterr().err == "error: demo comes with the program: say where to write it with --out\n"


def test_help_and_wrong_usage(monkeypatch, capsys):
    assert as_command(monkeypatch, "--help") == 0
    assert "folder of versions to write to" in capsys.readouterr().out
    assert as_command(monkeypatch, "--format", "onyx") == 2
