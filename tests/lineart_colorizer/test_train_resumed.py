"""`train` goes on where it stopped: by the command again, after a signal, after kill -9."""

import os
import pathlib
import signal
import subprocess
import sys

import numpy as np
import pytest

from lineart_colorizer.training.run_folder import RunFolder
from tests.lineart_colorizer.runs import SHALLOW, as_command, options, values_of

ROOT = pathlib.Path(__file__).resolve().parents[2]


KILLING = f"""
import os
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.networks import unet
from lineart_colorizer.serving import exports

unet.BLOCKS = {SHALLOW}
exports.export_model = lambda networks, card, folder: exports.Exported(folder / "left-out", 0.0)

real = Board.scalars

def scalars(self, values, step):
    real(self, values, step)
    if step == 3 and "generator/l1" in values:
        self.flush()
        os.kill(os.getpid(), 9)

if "KILLED" in os.environ:
    Board.scalars = scalars
"""


@pytest.fixture(scope="module")
def in_two_sittings(trained, tmp_path_factory):
    """The run again that `trained` was, begun by its settings.yaml: kill -9 after step 3 was told and step 2 saved, then the same command.

    Both processes, and the run's folders as settings.
    """
    folder = tmp_path_factory.mktemp("two")
    (folder / "killing.py").write_text(KILLING)
    places = {"run": "again", "models": str(folder / "models"), "logs": str(folder / "logs"), "extensions": "killing"}
    command = [sys.executable, "-m", "lineart_colorizer.train", "--config", str(trained.run.settings_file)]
    command += [f"--{name}={value}" for name, value in places.items()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}
    ended = [
        subprocess.run(command, cwd=ROOT, env=environment | more, capture_output=True, text=True, timeout=600, check=False)
        for more in ({"KILLED": "1"}, {})
    ]
    return *ended, trained.settings.but(**places)


def run_of(settings) -> RunFolder:
    return RunFolder(pathlib.Path(settings.run.models) / settings.run.run)


def test_killed_the_same_command_goes_on_and_says_where(in_two_sittings):
    killed, second, settings = in_two_sittings
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert "step 3  " in killed.stdout
    assert second.returncode == 0, second.stderr
    assert "Traceback" not in second.stderr
    assert "resumed at step 2\n" in second.stdout
    assert "step 2  " not in second.stdout
    assert "run again is finished: 4 steps, 8 images." in second.stdout
    assert f"--model {run_of(settings).path}" in second.stdout


def test_begun_by_another_run_s_settings_killed_and_resumed_it_is_that_run_bit_for_bit(trained, in_two_sittings):
    run = run_of(in_two_sittings[2])
    assert run.read_settings() == in_two_sittings[2]
    straight, resumed = values_of(trained.run.checkpoints), values_of(run.checkpoints)
    assert set(straight) == set(resumed)
    owners = {name.partition("/")[0] for name in straight}  # weights are stored under the optimizers that move them
    assert owners >= {"average", "phase_0_generator", "phase_0_critic", "step"}
    assert [name for name in straight if not np.array_equal(straight[name], resumed[name])] == []


def test_killed_after_it_told_of_a_step_it_tells_it_once(trained, in_two_sittings, read_events):
    told, retold = (read_events(pathlib.Path(settings.run.logs) / settings.run.run) for settings in (trained.settings, in_two_sittings[2]))
    assert told.tags == retold.tags
    for tag in ("generator/l1", "critic/total", "validation/l1", "pictures/validation", "progress/images_seen"):
        assert retold.steps(tag) == told.steps(tag), tag
    for tag in ("settings", "objective"):
        assert retold.steps(tag) == [0], tag


@pytest.fixture(scope="module")
def left_alone(tiny_settings, sit, eagerly, tmp_path_factory):
    """A run of 4 steps, not traced."""
    with eagerly():
        return sit(tiny_settings(tmp_path_factory.mktemp("alone"), run="alone", image_seconds=1e9), exports=False)


@pytest.mark.parametrize(("number", "at"), [(signal.SIGTERM, 1), (signal.SIGINT, 3)])
def test_a_signal_at_any_step_saves_once_and_no_step_is_lost_or_repeated(
    left_alone, tiny_settings, sit, eagerly, tmp_path, monkeypatch, capsys, read_events, number, at
):
    """The signal comes while a step is told; then the same command goes on to the very state of a run that was left alone."""
    from lineart_colorizer.monitoring.board import Board

    real = Board.scalars

    def scalars(self, values, step):
        real(self, values, step)
        if step == at and "generator/l1" in values:
            os.kill(os.getpid(), number)

    settings = tiny_settings(tmp_path, run="stopped", checkpoint_steps=100, image_seconds=1e9)
    with eagerly():
        with monkeypatch.context() as patch:
            patch.setattr(Board, "scalars", scalars)
            code, said, error = as_command(patch, capsys, *options(settings))
        second = sit(settings, exports=False)
    assert code == 75
    assert error.endswith("interrupted: the same command goes on\n")
    assert f"saved step {at} of run stopped\n" in said
    assert f"resumed at step {at}\n" in second.said
    straight, resumed = values_of(left_alone.run.checkpoints), values_of(second.run.checkpoints)
    assert [name for name in straight if not np.array_equal(straight[name], resumed[name])] == []
    assert [step for step, _ in read_events(second.logs).scalars("generator/l1")] == [1, 2, 3, 4]
