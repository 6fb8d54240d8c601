"""What the tests of `train` share."""

import contextlib
import pathlib
import sys
from collections.abc import Iterator

import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import run_command
from lineart_colorizer.networks import unet
from lineart_colorizer.train import main
from lineart_colorizer.training.checkpoint_folder import newest_whole

SHALLOW = (1, 1)  # the U-Net's levels in tests of runs: they have all that four have, and are traced in half the time


@contextlib.contextmanager
def shallow() -> Iterator[None]:
    """U-Nets built within have few levels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unet, "BLOCKS", SHALLOW)
        yield


def as_command(monkeypatch, capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command, in this process."""
    monkeypatch.setattr(sys, "argv", ["train", *arguments])
    with shallow(), pytest.raises(SystemExit) as ending:
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
