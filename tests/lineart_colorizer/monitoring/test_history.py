import pytest

from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.monitoring.history import forget_after, newest_scores


@pytest.fixture
def logs(tmp_path):
    """Steps 1 to 4 of one scalar and, beside it, of a reference."""
    board = Board(tmp_path / "run")
    board.settings({"filters": 2}, compared=["filters"])
    for step in range(1, 5):
        board.scalars({"generator/l1": step / 10}, step)
        board.reference("critic/adversarial", 1.5, step)
    board.flush()
    return tmp_path / "run"


def test_what_came_after_the_step_is_taken_back(logs, read_events):
    forget_after(logs, 2)
    assert read_events(logs).scalars("generator/l1") == [(1, pytest.approx(0.1)), (2, pytest.approx(0.2))]
    assert [step for step, _ in read_events(logs / "reference").scalars("critic/adversarial")] == [1, 2]
    assert "| filters | 2 |" in read_events(logs).texts("settings")[0][1]
    again = Board(logs)
    for step in (3, 4):
        again.scalars({"generator/l1": 1.0}, step)
    again.flush()
    told = [step for step, _ in read_events(logs).scalars("generator/l1")]
    assert sorted(told) == [1, 2, 3, 4]  # two files of the same second are read in the order of their counters as text: 10 before 9


def test_files_that_hold_nothing_later_are_not_touched(logs):
    before = {path: path.stat().st_mtime_ns for path in logs.rglob("events*")}
    forget_after(logs, 4)
    assert {path: path.stat().st_mtime_ns for path in logs.rglob("events*")} == before
    forget_after(logs / "none", 0)


def test_a_full_disk_leaves_the_files_as_they_were(logs, full_disk):
    before = {path: path.read_bytes() for path in sorted(logs.rglob("*")) if path.is_file()}
    with full_disk(50), pytest.raises(OSError, match="File too large") as refused:
        forget_after(logs, 2)
    assert refused.value.filename in map(str, before)
    assert {path: path.read_bytes() for path in sorted(logs.rglob("*")) if path.is_file()} == before


def test_an_event_that_was_cut_off_goes(logs, read_events):
    (path,) = logs.glob("events*")
    content = path.read_bytes()
    path.write_bytes(content[:-7])
    forget_after(logs, 9)
    assert len(path.read_bytes()) < len(content) - 7
    assert [step for step, _ in read_events(logs).scalars("generator/l1")] == [1, 2, 3]
    assert not list(logs.glob(".partial*"))


def test_the_newest_scores_up_to_a_step_are_read_again(tmp_path):
    """As training writes them: at the last step twice, the later ones of all pictures; the held-out ones beside them."""
    board = Board(tmp_path)
    for step, right in ((2, 0.25), (4, 0.5), (4, 0.75)):
        board.scalars({"validation/right": right, "held_out/right": 1.0, "generator/l1": 2.0}, step)
    board.scalars({"validation/ms_ssim/fake": 0.125}, 4)
    board.close()
    validation, held_out = (4, {"right": 0.75, "ms_ssim/fake": 0.125}), (4, {"right": 1.0})
    assert newest_scores(tmp_path, ("validation", "held_out"), 9) == {"validation": validation, "held_out": held_out}
    assert newest_scores(tmp_path, ["validation"], 4) == {"validation": validation}
    assert newest_scores(tmp_path, ["validation"], 3) == {"validation": (2, {"right": 0.25})}
    assert newest_scores(tmp_path, ["held_out"], 1) == newest_scores(tmp_path / "none", ["held_out"], 9) == {"held_out": (0, {})}


def test_scores_of_a_later_sitting_and_of_a_file_that_was_cut_off(tmp_path):
    for step in (1, 2):
        board = Board(tmp_path)
        board.scalars({"validation/right": step / 10}, step)
        board.close()
    last = max(tmp_path.glob("events*"), key=lambda path: path.name)
    last.write_bytes(last.read_bytes()[:-3])
    step, scores = newest_scores(tmp_path, ["validation"], 9)["validation"]
    assert (step, scores) == (1, {"right": pytest.approx(0.1)})
