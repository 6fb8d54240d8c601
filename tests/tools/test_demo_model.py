import json
import os

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.serving.models import find_origin, load_colorizer
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.checkpoint_folder import list_checkpoints
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.products import write_product
from lineart_colorizer.training.run_folder import RunFolder
from tools import demo_model
from tools.demo_model import rounded, write_shipped


@pytest.fixture(scope="module")
def run(build_tiny, tmp_path_factory) -> RunFolder:
    """A run as training leaves it after 4 steps, but that nothing was learned; its logs are in logs/ beside models/."""
    folder, system = tmp_path_factory.mktemp("run"), build_tiny()
    run = RunFolder(folder / "models" / "mine")
    run.write_settings(Settings().but(size=32, logs=str(folder / "logs")))
    write_product(run, system, ())
    state = RunState(system, run.checkpoints)
    state.advance(step=4)
    state.save()
    board = Board(folder / "logs" / "mine")
    board.scalars({"validation/right": 0.5}, 4)
    board.close()
    return run


def test_values_are_those_of_float16_and_other_types_stay():
    values = rounded(np.array([1.0, 1.0 + 2**-11, 1.0 + 2**-10, 0.1], np.float32))
    assert values.dtype == np.float32
    assert values.tolist() == [1.0, 1.0, 1.0 + 2**-10, 0.0999755859375]
    assert rounded(np.array([70000], np.int32)).tolist() == [70000]


def test_what_ships_is_a_run_s_folder_with_the_colouring_network_alone(run, tmp_path):
    final = write_shipped(run, tmp_path / "demo", logs=None)
    (saved,) = list_checkpoints(final / "checkpoints")
    assert (saved.step, saved.fault()) == (4, None)
    of_run, of_shipped = find_origin(str(run.path)), find_origin(str(final))
    assert not of_shipped.stored.variables("critic")
    ours, theirs = (origin.stored.variables("average") for origin in (of_run, of_shipped))
    assert theirs.keys() == ours.keys()
    assert all(np.array_equal(theirs[path], rounded(ours[path])) for path in ours)
    line, hint = np.ones((1, 32, 32, 1), np.float32), np.zeros((1, 32, 32, 4), np.float32)
    layers = [load_colorizer(folder).predict(line, hint)["layer"] for folder in (run.path, final)]
    assert layers[0] == pytest.approx(layers[1], abs=0.01)
    card = json.loads((final / "card.json").read_text("utf-8"))
    assert (card["title"], card["licence"]) == ("demo", "Apache-2.0")
    assert "--model demo\n" in (final / "card.md").read_text("utf-8")


def test_it_takes_the_place_of_what_was_there(run, tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "old").touch()
    final = write_shipped(run, tmp_path / "demo", logs=None)
    assert not (final / "old").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_what_was_there_stays_where_the_disk_refuses(run, tmp_path, monkeypatch):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "old").touch()
    rename = os.rename

    def refuse(source, target):
        if target == tmp_path / "demo" and source.name.endswith(".partial"):
            raise OSError(28, "No space left on device", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(OSError, match=r"No space left on device: .*demo"):
        write_shipped(run, tmp_path / "demo", logs=None)
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["demo", "demo/old"]


def test_what_is_too_large_does_not_ship(run, tmp_path, monkeypatch):
    monkeypatch.setattr(demo_model, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match=r"bytes would ship, 1,000 are too many: train with fewer --filters$"):
        write_shipped(run, tmp_path / "demo", logs=None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_trained(run, tmp_path, monkeypatch):
    """On drawings of another seed than those of the demo set, under the name that it ships by; what was drawn is not drawn again."""
    asked = []
    monkeypatch.setattr(demo_model, "write_demo", lambda folder, count, seed: (folder.mkdir(parents=True), asked.append((count, seed))))
    monkeypatch.setattr(demo_model, "prepare", lambda pictures, out, size: asked.append((pictures, out, size)))
    monkeypatch.setattr("lineart_colorizer.train.train", lambda settings: asked.append(settings) or run)
    for _ in range(2):
        assert demo_model.train_demo(0.5, tmp_path / "out") == run
    drawn, prepared, settings, *again = asked
    assert drawn == (demo_model.PICTURES, 1)
    assert prepared == (tmp_path / "out" / "pictures", tmp_path / "out" / "demo-drawings-128", 128)
    assert again == [prepared, settings]
    places = [f"--data={prepared[1]}", f"--models={tmp_path / 'out' / 'models'}", f"--logs={tmp_path / 'out' / 'logs'}"]
    assert settings == parse_settings([*places, "--run=demo", "--minutes=0.5", "--decay-from=0.5"])


def test_the_command_ships_a_finished_run(run, tmp_path, capsys):
    final = demo_model.demo_model(run=str(run.path), shipped=str(tmp_path / "demo"))
    assert final == tmp_path / "demo"
    assert capsys.readouterr().out.startswith(f"{final}: 0.")
    assert json.loads((final / "card.json").read_text("utf-8"))["scores"] == {"validation": {"step": 4, "right": 0.5}}
    moved = demo_model.demo_model(run=str(run.path), logs=str(tmp_path / "none"), shipped=str(final))
    assert json.loads((moved / "card.json").read_text("utf-8"))["scores"] == {}
