"""`train` where the data or the disk fails on the way: one clear line, and no step lost."""

import contextlib
import shutil

import numpy as np
import pytest

from lineart_colorizer.networks import unet
from tests.damaging import flip_in_record
from tests.lineart_colorizer.runs import as_command, failure, options, values_of


@pytest.fixture
def plain_settings(dataset, tiny_settings, tmp_path, monkeypatch):
    """plain_settings(run, name=value, ...): of a run without a critic on a copy of the data, tmp_path/data, that may be damaged."""
    monkeypatch.setattr(unet, "BLOCKS", (1, 1))
    shutil.copytree(dataset.folder, tmp_path / "data")
    fixed = {"data": str(tmp_path / "data"), "system": "unet", "checkpoint_steps": 100, "image_seconds": 1e9, "validation_pictures": 1}
    return lambda run, **changed: tiny_settings(tmp_path, run=run, **fixed | changed)


@pytest.fixture
def at_step(monkeypatch):
    """at_step(STEP, do): does it, once, while that step is told to the board."""
    from lineart_colorizer.monitoring.board import Board

    def plan(step: int, do) -> None:
        real, done = Board.scalars, []

        def scalars(self, values, of_step):
            if of_step == step and not done:
                done.append(do())
            real(self, values, of_step)

        monkeypatch.setattr(Board, "scalars", scalars)

    return plan


def test_damaged_records_are_left_out_and_data_that_vanishes_loses_no_step(
    plain_settings, sit, eagerly, at_step, tmp_path, monkeypatch, capsys
):
    """One of nine records is damaged; the folder is away from the first step on, which is seen when another epoch is to be read."""
    data = tmp_path / "data"
    flip_in_record(data / "train-00000-of-00001.tfrecord", 4)
    with eagerly():
        with monkeypatch.context() as patch:
            at_step(1, lambda: data.rename(tmp_path / "away"))
            code, said, error = as_command(patch, capsys, *options(plain_settings("broken", batch=4, steps=100)))
        (tmp_path / "away").rename(data)
        (saved,) = (tmp_path / "models" / "broken" / "checkpoints").iterdir()
        step = int(saved.name.removeprefix("step-"))
        straight = sit(plain_settings("straight", batch=4, steps=step), exports=False)
    left_out = f"data: 1 of 9 training records are damaged or missing (train-00000-of-00001.tfrecord in {data}) and left out: "
    for text in (said, straight.said):
        assert left_out in text
        assert f"data: 8 training and 3 validation pairs of 32 px in {data}\n" in text
    assert code == 1
    assert error == f"error: no such folder: {data}; step {step} is saved: mend that, and the same command goes on\n"
    expected, found = values_of(straight.run.checkpoints), values_of(saved.parent)
    assert [name for name in expected if not np.array_equal(expected[name], found[name])] == []


def test_too_many_damaged_records_and_a_missing_shard_are_refused(plain_settings, tmp_path, monkeypatch, capsys):
    shard = tmp_path / "data" / "train-00000-of-00001.tfrecord"
    for index in (0, 8):
        flip_in_record(shard, index)
    said = failure(monkeypatch, capsys, plain_settings("a"))
    assert said == (
        f"error: 2 of 9 training records are damaged or missing ({shard.name} in {shard.parent}), more than 1%: "
        "check the disk, then prepare the pictures again with --overwrite\n"
    )
    shard.rename(shard.with_name("train-00001-of-00002.tfrecord"))
    assert "error: no train-00000-of-00002.tfrecord in " in failure(monkeypatch, capsys, plain_settings("a"))
    assert not (tmp_path / "models").exists()


def test_a_disk_that_is_full_keeps_the_checkpoint_before(plain_settings, eagerly, at_step, full_disk, tmp_path, monkeypatch, capsys):
    """From step 3 on nothing more can be written: neither the logs nor a checkpoint."""
    models = tmp_path / "models" / "run"
    with contextlib.ExitStack() as stack:
        at_step(3, lambda: stack.enter_context(full_disk(1)))
        with eagerly():
            code, _, error = as_command(monkeypatch, capsys, *options(plain_settings("run", checkpoint_steps=2)))
    assert code == 1
    assert error == (
        f"error: File too large: {tmp_path / 'logs' / 'run'} (free some space, or check the path and its rights); "
        f"cannot save step 3 in {models / 'checkpoints'} (File too large); step-0000002 is the newest there: "
        "free some space or check the folder's rights, then the same command goes on\n"
    )
    assert [path.name for path in (models / "checkpoints").iterdir()] == ["step-0000002"]
    assert not list(tmp_path.rglob("*.partial*"))


@pytest.mark.parametrize("name", ["models", "logs"])
def test_a_file_where_a_folder_ought_to_be_is_one_line(plain_settings, tmp_path, monkeypatch, capsys, name):
    (tmp_path / name).write_text("kept")
    said = failure(monkeypatch, capsys, plain_settings("run"))
    assert "ot a directory: " in said
    assert said.endswith(f"{tmp_path / name / 'run'} (free some space, or check the path and its rights)\n")
    assert (tmp_path / name).read_text() == "kept"


def test_pictures_that_cannot_be_written_leave_the_step_saved(plain_settings, eagerly, tmp_path, monkeypatch, capsys):
    models = tmp_path / "models" / "run"
    models.mkdir(parents=True)
    (models / "samples").write_text("")
    with eagerly():
        code, _, error = as_command(monkeypatch, capsys, *options(plain_settings("run")))
    assert code == 1
    assert error == (
        f"error: File exists: {models / 'samples'} (free some space, or check the path and its rights); "
        "step 1 is saved: mend that, and the same command goes on\n"
    )
    assert [path.name for path in (models / "checkpoints").iterdir()] == ["step-0000001"]
