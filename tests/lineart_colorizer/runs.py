"""What the tests of `train` share."""

import pathlib
import sys

import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import run_command
from lineart_colorizer.train import main
from lineart_colorizer.training.checkpoint_folder import newest_whole


def as_command(monkeypatch, capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command, in this process."""
    monkeypatch.setattr(sys, "argv", ["train", *arguments])
    with pytest.raises(SystemExit) as ending:
        run_command(main)
    captured = capsys.readouterr()
    return ending.value.code, captured.out, captured.err


def options(settings) -> list[str]:
    """The command line that means these settings."""
    return [f"--{name.replace('_', '-')}={value}" for name, value in settings.flat().items() if value is not None]


def failure(monkeypatch, capsys, settings) -> str:
    """The one line in which the command fails with code 1, having begun no run."""
    code, _, error = as_command(monkeypatch, capsys, *options(settings))
    assert code == 1
    assert error.count("\n") == 1
    return error


def values_of(folder: pathlib.Path) -> dict[str, np.ndarray]:
    """All that the newest checkpoint holds, but for the time it took."""
    reader = tf.train.load_checkpoint(newest_whole(folder).prefix)
    names = [name for name in reader.get_variable_to_shape_map() if not name.startswith(("seconds/", "save_counter/", "_CHECK"))]
    return {name: reader.get_tensor(name) for name in names}
