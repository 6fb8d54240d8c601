"""`train` goes on where it stopped: by the command again, after a signal, after kill -9."""

import os
import pathlib
import signal
import subprocess
import sys

import numpy as np
import pytest

from data_tools.errors import run_command
from lineart_colorizer.train import main
from tests.lineart_colorizer.runs import options, values_of

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def in_two_sittings(tiny_settings, sit, tmp_path_factory):
    """2 steps by the command in a process of its own, then 4 by the same command: that process, and the second sitting."""
    folder = tmp_path_factory.mktemp("two")
    first = tiny_settings(folder, run="twice", steps=2)
    command = [sys.executable, "-m", "lineart_colorizer.train", *options(first)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return process, sit(tiny_settings(folder, run="twice", steps=4), exports=False)


def test_the_command_in_a_process_of_its_own(in_two_sittings):
    process, second = in_two_sittings
    assert process.returncode == 0, process.stderr
    assert "Traceback" not in process.stderr
    assert "run twice is finished: 2 steps, 4 images." in process.stdout
    assert f"--model {second.run.path}" in process.stdout


def test_a_resumed_run_says_where(in_two_sittings):
    said = in_two_sittings[1].said
    assert "resumed at step 2\n" in said
    assert "run twice is finished: 4 steps, 8 images." in said
    assert "step 3  " not in said.partition("resumed")[0]


def test_resumed_equals_straight_bit_for_bit(trained, in_two_sittings):
    straight, resumed = values_of(trained.run.checkpoints), values_of(in_two_sittings[1].run.checkpoints)
    assert set(straight) == set(resumed)
    owners = {name.partition("/")[0] for name in straight}  # weights are stored under the optimizers that move them
    assert owners >= {"average", "phase_0_generator", "phase_0_critic", "step"}
    assert [name for name in straight if not np.array_equal(straight[name], resumed[name])] == []


@pytest.mark.parametrize(("number", "at"), [(signal.SIGTERM, 1), (signal.SIGINT, 3)])
def test_a_signal_at_any_step_saves_once_and_no_step_is_lost_or_repeated(
    trained, tiny_settings, sit, tmp_path, monkeypatch, capsys, read_events, number, at
):
    """The signal comes while a step is told; then the same command goes on to the very state of a run that was left alone."""
    from lineart_colorizer.monitoring.board import Board

    real = Board.scalars

    def scalars(self, values, step):
        real(self, values, step)
        if step == at and "generator/l1" in values:
            os.kill(os.getpid(), number)

    settings = tiny_settings(tmp_path, run="stopped", checkpoint_steps=100)
    with monkeypatch.context() as patch:
        patch.setattr(Board, "scalars", scalars)
        patch.setattr(sys, "argv", ["train", *options(settings)])
        with pytest.raises(SystemExit) as ending:
            run_command(main)
    said = capsys.readouterr()
    assert ending.value.code == 75
    assert said.err.endswith("interrupted: the same command goes on\n")
    assert f"saved step {at} of run stopped\n" in said.out
    second = sit(settings, exports=False)
    assert f"resumed at step {at}\n" in second.said
    straight, resumed = values_of(trained.run.checkpoints), values_of(second.run.checkpoints)
    assert [name for name in straight if not np.array_equal(straight[name], resumed[name])] == []
    assert [step for step, _ in read_events(second.logs).scalars("generator/l1")] == [1, 2, 3, 4]


KILLING = """
import os
from lineart_colorizer.monitoring.board import Board

real = Board.scalars

def scalars(self, values, step):
    real(self, values, step)
    if step == 3 and "generator/l1" in values:
        self.flush()
        os.kill(os.getpid(), 9)

if "KILLED" in os.environ:
    Board.scalars = scalars
"""


def test_killed_a_run_of_another_run_s_settings_goes_on_to_the_same_bits(trained, sit, tmp_path, monkeypatch, read_events):
    """kill -9 after step 3 was told and step 2 saved. Begun by the settings.yaml of `trained`, which nothing stopped."""
    (tmp_path / "killing.py").write_text(KILLING)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(ROOT))))
    monkeypatch.syspath_prepend(str(tmp_path))
    places = {"run": "again", "models": str(tmp_path / "models"), "logs": str(tmp_path / "logs"), "extensions": "killing"}
    command = [sys.executable, "-m", "lineart_colorizer.train", "--config", str(trained.run.settings_file)]
    command += [f"--{name}={value}" for name, value in places.items()]
    process = subprocess.run(command, cwd=ROOT, env=os.environ | {"KILLED": "1"}, capture_output=True, text=True, timeout=600, check=False)
    assert process.returncode == -signal.SIGKILL, process.stderr
    second = sit(trained.settings.but(**places), exports=False)
    assert "resumed at step 2\n" in second.said
    assert second.run.read_settings() == trained.settings.but(**places)
    straight, resumed = values_of(trained.run.checkpoints), values_of(second.run.checkpoints)
    assert [name for name in straight if not np.array_equal(straight[name], resumed[name])] == []
    told, retold = read_events(trained.logs), read_events(second.logs)
    assert told.tags == retold.tags
    for tag in ("generator/l1", "critic/total", "validation/l1", "pictures/validation", "progress/images_seen"):
        assert retold.steps(tag) == told.steps(tag), tag
    for tag in ("settings", "objective"):
        assert retold.steps(tag) == [0], tag
