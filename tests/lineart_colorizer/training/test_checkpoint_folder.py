import os
import pathlib
import signal
import subprocess
import sys

import pytest

from data_tools.errors import InputError
from lineart_colorizer.training.checkpoint_folder import (
    BEST,
    SavedCheckpoint,
    best_or_newest,
    forget_best_after,
    keep_best,
    keep_newest,
    list_checkpoints,
    new_checkpoint,
    newest_whole,
)

ROOT = pathlib.Path(__file__).resolve().parents[3]


def save(folder: pathlib.Path, step: int, content: bytes = b"0123456789", score: float | None = None) -> SavedCheckpoint:
    with new_checkpoint(folder, step, score) as prefix:
        for suffix in (".index", ".data-00000-of-00001"):
            pathlib.Path(prefix + suffix).write_bytes(content)
        pathlib.Path(prefix).with_name("checkpoint").write_text("TensorFlow's own note")
    return list_checkpoints(folder)[0]


def test_a_whole_checkpoint_is_named_by_its_step_and_has_no_fault(tmp_path):
    saved = save(tmp_path, 120)
    assert saved.folder == tmp_path / "step-0000120"
    assert (saved.step, saved.prefix, saved.fault()) == (120, str(saved.folder / "weights"), None)
    assert sorted(path.name for path in saved.folder.iterdir()) == ["manifest.json", "weights.data-00000-of-00001", "weights.index"]


def test_the_newest_first_whatever_the_number_of_digits(tmp_path):
    for step in (9, 12_345_678, 100):
        save(tmp_path, step)
    (tmp_path / "step-old").mkdir()
    assert [saved.step for saved in list_checkpoints(tmp_path)] == [12_345_678, 100, 9]
    assert newest_whole(tmp_path).step == 12_345_678
    assert newest_whole(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda file: file.write_bytes(b"012345"), "weights.index has 6 bytes, not 10"),
        (lambda file: file.write_bytes(b"0123456780"), "weights.index has changed since it was written"),
        (lambda file: file.unlink(), "weights.index is missing"),
        (lambda file: (file.parent / "manifest.json").unlink(), "manifest.json is missing"),
        (lambda file: (file.parent / "manifest.json").write_text("{"), "manifest.json cannot be read"),
        (lambda file: (file.parent / "manifest.json").write_text("[]"), "manifest.json cannot be read"),
    ],
)
def test_every_fault_is_told_and_passed_over(tmp_path, damage, fault):
    save(tmp_path, 4)
    damaged, said = save(tmp_path, 9), []
    damage(damaged.folder / "weights.index")
    assert damaged.fault() == fault
    assert newest_whole(tmp_path, said.append).step == 4
    assert said == [f"damaged: step-0000009 ({fault}): the newest whole checkpoint is step-0000004"]


def test_every_flipped_bit_is_found(tmp_path):
    saved = save(tmp_path, 1, b"ab")
    for file in ("weights.index", "weights.data-00000-of-00001"):
        for bit in range(16):
            content = bytearray(b"ab")
            content[bit // 8] ^= 1 << bit % 8
            (saved.folder / file).write_bytes(content)
            assert saved.fault() == f"{file} has changed since it was written"
        (saved.folder / file).write_bytes(b"ab")
    assert saved.fault() is None


def test_none_whole_is_refused(tmp_path):
    (save(tmp_path, 4).folder / "weights.index").unlink()
    with pytest.raises(InputError) as refused:
        newest_whole(tmp_path)
    assert str(refused.value) == f"no whole checkpoint in {tmp_path}: step-0000004 (weights.index is missing): name another run"


def test_an_error_while_writing_leaves_nothing_and_what_was_there(tmp_path):
    save(tmp_path, 4)
    with pytest.raises(OSError, match="full"), new_checkpoint(tmp_path, 5) as prefix:
        pathlib.Path(prefix + ".index").write_bytes(b"half")
        raise OSError("full")
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000004"]


def test_the_same_step_again_takes_the_place_of_the_first(tmp_path):
    save(tmp_path, 4, b"one")
    assert (save(tmp_path, 4, b"two").folder / "weights.index").read_bytes() == b"two"


def test_the_newest_are_kept_and_damaged_ones_go(tmp_path):
    for step in (1, 2, 3, 4):
        save(tmp_path, step)
    (tmp_path / "step-0000004" / "manifest.json").unlink()
    keep_newest(tmp_path, 2, 4)
    assert [saved.step for saved in list_checkpoints(tmp_path)] == [3, 2]


def test_what_was_just_written_is_kept_though_a_later_one_that_was_passed_over_is_there(tmp_path):
    for step in (100, 200, 150):
        save(tmp_path, step)
    keep_newest(tmp_path, 1, 150)
    assert [saved.step for saved in list_checkpoints(tmp_path)] == [150]


@pytest.fixture
def scored(tmp_path):
    """Checkpoints of steps 10 and 20, best ones of 3, 8, 15, 18 and 25."""
    for step in (10, 20):
        save(tmp_path, step)
    for step in (3, 8, 15, 18, 25):
        save(tmp_path / BEST, step, score=step / 100)
    return tmp_path


def test_the_best_is_what_a_run_is_taken_for_and_its_score_is_sealed_with_it(scored):
    best = best_or_newest(scored)
    assert (best.step, best.score) == (25, 0.25)
    assert newest_whole(scored).step == 20
    assert [saved.step for saved in list_checkpoints(scored)] == [20, 10]
    (best.folder / "score.json").write_text("0.95")
    assert best.fault() == "score.json has changed since it was written"


def test_where_the_best_is_damaged_an_earlier_best_or_the_newest_is_taken_and_a_line_says_so(tmp_path):
    save(tmp_path, 20)
    said = []
    for step in (8, 15):
        save(tmp_path / BEST, step, score=0.5)
    (tmp_path / BEST / "step-0000015" / "weights.index").unlink()
    assert best_or_newest(tmp_path, said.append).step == 8
    (tmp_path / BEST / "step-0000008" / "weights.index").unlink()
    assert best_or_newest(tmp_path, said.append).step == 20
    assert said == [
        "damaged: best/step-0000015 (weights.index is missing): the newest whole checkpoint is best/step-0000008",
        "damaged: best/step-0000015 (weights.index is missing); best/step-0000008 (weights.index is missing): "
        "the newest whole checkpoint is step-0000020",
    ]
    assert best_or_newest(tmp_path / "none") is None


def test_a_best_one_stays_while_a_checkpoint_goes_back_to_it(scored):
    keep_best(scored)
    assert [saved.step for saved in list_checkpoints(scored / BEST)] == [25, 18, 8]
    keep_newest(scored, 1, 20)
    keep_best(scored)
    assert [saved.step for saved in list_checkpoints(scored / BEST)] == [25, 18]


def test_best_ones_after_the_step_are_forgotten(scored):
    forget_best_after(scored, 18)
    assert [saved.step for saved in list_checkpoints(scored / BEST)] == [18, 15, 8, 3]


KILLED = """
import os, pathlib, sys
from lineart_colorizer.training import checkpoint_folder
folder, calls = pathlib.Path(sys.argv[1]), int(sys.argv[2])

def counted(name, owner):
    real = getattr(owner, name)
    def call(*arguments, **named):
        global calls
        calls -= 1
        if calls == 0:
            os.kill(os.getpid(), 9)
        return real(*arguments, **named)
    setattr(owner, name, call)

for owner, name in ((pathlib.Path, "write_bytes"), (pathlib.Path, "write_text"), (pathlib.Path, "rename"), (pathlib.Path, "unlink"),
                    (os, "fsync"), (checkpoint_folder.shutil, "rmtree"), (pathlib.Path, "mkdir")):
    counted(name, owner)
with checkpoint_folder.new_checkpoint(folder, 9) as prefix:
    for suffix in (".index", ".data-00000-of-00001"):
        for size in (0, 4, 10):
            pathlib.Path(prefix + suffix).write_bytes(b"9876543210"[:size])
checkpoint_folder.keep_newest(folder, 1, 9)
"""


def test_killed_anywhere_inside_the_save_a_whole_one_is_left(tmp_path):
    """kill -9 before every write, flush, rename and deletion in turn, until a save comes through."""
    for calls in range(1, 40):
        folder = tmp_path / str(calls)
        save(folder, 4)
        ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(calls)], cwd=ROOT, check=False, timeout=60)
        newest = newest_whole(folder)
        assert newest.step in (4, 9)
        assert (newest.folder / "weights.index").read_bytes() == {4: b"0123456789", 9: b"9876543210"}[newest.step]
        save(folder, 10)  # whatever was left is no hindrance
        assert not list(folder.glob(".partial-*"))
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
    assert calls > 10
    assert os.listdir(tmp_path / str(calls)) == ["step-0000010"] or newest.step == 9
