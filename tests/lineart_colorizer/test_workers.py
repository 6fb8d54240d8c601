"""What a worker does when its training ends badly: the loop is replaced, nothing is trained. Whole runs: `test_train` and its likes."""

import contextlib
import dataclasses
import json
import pathlib
import types

import pytest

from data_tools.errors import InputError
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.checkpoint_folder import new_checkpoint
from lineart_colorizer.training.faults import NotFiniteError
from lineart_colorizer.training.loop import Limits
from lineart_colorizer.training.run_folder import RunFolder
from lineart_colorizer.training.strategies import ALONE
from lineart_colorizer.workers import Chief, Worker


@dataclasses.dataclass
class Data:
    folder: pathlib.Path


class State:
    step, images_seen, variables = 3, 6, ()

    def __init__(self):
        self.saves = 0

    def save(self) -> None:
        self.saves += 1


class Board:
    def __init__(self, fault: Exception | None = None):
        self.fault = fault

    def flush(self) -> None:
        if self.fault:
            raise self.fault


def make(kind, *ends):
    """A worker without data or a system; its loop gives or raises these, one after another."""
    worker, ends = object.__new__(kind), iter(ends)
    worker.datasets, worker.team, worker.state, worker.board, worker.rolled_back = (), ALONE, State(), Board(), []

    def loop(is_asked_to_stop):
        end = next(ends)
        if isinstance(end, Exception):
            raise end
        return end

    worker._loop, worker._roll_back = loop, worker.rolled_back.append
    return worker


@pytest.mark.parametrize(("kind", "saves"), [(Worker, 0), (Chief, 1)])
def test_the_chief_alone_saves(kind, saves):
    worker = make(kind, False)
    assert worker._train(lambda: False) is False
    assert worker.state.saves == saves


def test_after_a_loss_that_is_no_number_it_goes_back_and_on():
    fault = NotFiniteError({"l1": float("nan")}, [])
    chief = make(Chief, fault, fault, True)
    assert chief._train(lambda: True) is True
    assert (chief.rolled_back, chief.state.saves) == ([fault, fault], 1)


def test_data_that_cannot_be_read_any_more_costs_no_step():
    chief = make(Chief, OSError(5, "Input/output error", "train-0.tfrecord"))
    with pytest.raises(InputError, match=r"train-0.*; step 3 is saved: mend that, and the same command goes on$"):
        chief._train(lambda: False)
    assert chief.state.saves == 1


def test_logs_that_cannot_be_written_do_not_keep_it_from_saving():
    chief = make(Chief, OSError(5, "Input/output error", "train-0.tfrecord"))
    chief.board = Board(OSError(28, "No space left on device"))
    with pytest.raises(InputError, match="step 3 is saved"):
        chief._train(lambda: False)


def test_others_than_the_chief_save_nothing_then():
    worker = make(Worker, OSError(5, "Input/output error", "train-0.tfrecord"))
    with pytest.raises(InputError) as refused:
        worker._train(lambda: False)
    assert "saved" not in str(refused.value)
    assert worker.state.saves == 0


@pytest.mark.parametrize(("share", "ends"), [(1.0, contextlib.nullcontext()), (0.5, pytest.raises(KeyboardInterrupt))])
def test_asked_to_stop_before_the_end_it_was_interrupted(monkeypatch, share, ends):
    worker = make(Worker)
    worker._train = lambda is_asked_to_stop: True
    worker.limits = Limits(steps=1)
    monkeypatch.setattr(Limits, "share", lambda limits, state: share)
    with ends:
        worker.run_to_end()


@pytest.mark.parametrize(
    ("now", "said"),
    [(("bird", "dog"), "cat, where now dog is"), (("bird",), "cat, where now none is"), (("bird", "cat", "dog"), "none, where now dog is")],
)
def test_a_run_does_not_go_on_with_other_classes(tmp_path, now, said):
    chief, run = make(Chief), RunFolder(tmp_path / "mine")
    chief.run, chief.datasets = run, (Data(pathlib.Path("data/pets")),)
    run.path.mkdir()
    run.model_file.write_text(json.dumps({"kind": "colorizer", "labels": ["bird", "cat"], "networks": {}}))
    chief._check_classes(("bird", "cat"))
    with pytest.raises(InputError) as refused:
        chief._check_classes(now)
    assert str(refused.value) == (
        f"run mine learned other classes than data/pets has ({said}): begin a new run, --run NAME --init {tmp_path / 'mine'}"
    )


@pytest.mark.parametrize(
    ("changed", "is_refused"), [({"labels": True}, True), ({"system": "acgan"}, True), ({"system": "autoencoder"}, False)]
)
def test_classes_are_compared_before_a_run_goes_on_where_it_learns_them(tmp_path, changed, is_refused):
    class Restored(Exception):
        pass

    def restore():
        raise Restored

    chief, run = make(Chief), RunFolder(tmp_path / "mine")
    chief.settings, chief.run, chief.datasets = Settings().but(**changed), run, (Data(pathlib.Path("data/pets")),)
    chief.feed, chief.state.restore = types.SimpleNamespace(names=()), restore
    with new_checkpoint(run.checkpoints, 3) as prefix:
        pathlib.Path(f"{prefix}.index").write_bytes(b"")
    run.model_file.write_text(json.dumps({"kind": "colorizer", "labels": ["bird", "cat"], "networks": {}}))
    with pytest.raises(InputError if is_refused else Restored):
        chief._begin(None, ("bird", "dog"))
    run.model_file.write_text("lost")
    with pytest.raises(Restored):
        chief._begin(None, ("bird", "dog"))
