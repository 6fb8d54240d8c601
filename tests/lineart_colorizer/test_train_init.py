"""Runs that begin with a model, by the command's own function."""

import re
import shutil

import numpy as np
import pytest

from tests.lineart_colorizer.runs import failure, values_of


@pytest.fixture(scope="module")
def begun(trained, tiny_settings, sit, eagerly):
    """begun(folder, **changed): a sitting, without tracing, of a run of two steps that begins with the model of `trained`."""

    def call(folder, **changed):
        chosen = {"run": "second", "init": str(trained.run.path), "system": "unet", "objective": None, "steps": 2, "image_seconds": 1e9}
        with eagerly():
            return sit(tiny_settings(folder, **chosen | changed), exports=False)

    return call


def test_it_says_what_it_begins_with_and_goes_on_exactly(begun, trained, tmp_path):
    """Two steps straight, and one after the other: the model is not asked for again, and may be gone by then."""
    straight = begun(tmp_path / "straight")
    assert re.search(rf"^begins with {trained.run.path}: (\d+) of \1 layers of generator$", straight.said, re.MULTILINE)
    assert straight.run.read_settings().run.init == str(trained.run.path)
    lent = tmp_path / "lent"
    shutil.copytree(trained.run.path, lent)
    begun(tmp_path / "twice", steps=1, init=str(lent))
    shutil.rmtree(lent)
    second = begun(tmp_path / "twice", init=str(lent))
    assert f"--init {lent}: for a new run; this one goes on from its own checkpoint\n" in second.said
    assert "begins with" not in second.said
    one, other = values_of(straight.run.checkpoints), values_of(second.run.checkpoints)
    assert [name for name in one if not np.array_equal(one[name], other[name])] == []


def test_a_model_that_is_not_there_ends_it_before_anything_is_written(tiny_settings, tmp_path, monkeypatch, capsys):
    said = failure(monkeypatch, capsys, tiny_settings(tmp_path, init="nowhere"))
    assert said == "error: no model 'nowhere': not a SavedModel, nor a Keras export, nor a run (there are: demo)\n"
    assert not (tmp_path / "models").exists()
