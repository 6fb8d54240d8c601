import io
import os
import pathlib
import subprocess
import sys

import cv2
import numpy as np
import pytest

from data_tools.demo import draw_picture, main, write_demo
from data_tools.drawing.subjects import LABELS
from data_tools.errors import InputError, run_command

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "data_tools.demo", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_writes_pictures_by_label(tmp_path):
    out = tmp_path / "new" / "demo"
    done = run(out, "--count", 3, "--size", 64, "--seed", 5)
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout.splitlines()[0] and "3 pictures" in done.stdout
    written = sorted(out.rglob("*.png"))
    assert [path.parent.name for path in written] == sorted(LABELS[:3])
    assert sorted(path.name for path in out.parent.iterdir()) == ["demo"]  # nothing temporary is left
    for path in written:
        picture, label = draw_picture(5, int(path.stem.split("-")[1]), 64)
        assert label == path.parent.name
        np.testing.assert_array_equal(cv2.imread(str(path))[..., ::-1], picture)


def test_command_refuses_a_folder_that_is_not_empty(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(SystemExit) as stop:
        run_command(lambda: main([str(tmp_path), "--count", "1"]))
    assert stop.value.code == 1
    assert capsys.readouterr().err.splitlines() == [f"error: {tmp_path} exists and is not an empty folder: name another, or remove it"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("arguments", [("--colour", 1), ("--count", 0), ("--size", 3), ("--seed", -1), ("--count", "many")])
def test_wrong_usage_exits_2(tmp_path, arguments):
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path / "out"), *map(str, arguments)])
    assert stop.value.code == 2
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_is_used(tmp_path):
    write_demo(tmp_path, count=2, size=32, seed=0)
    assert len(list(tmp_path.rglob("*.png"))) == 2


@pytest.mark.parametrize("numbers", [{"count": 0}, {"size": 8}, {"seed": -1}])
def test_numbers_without_sense_are_refused(tmp_path, numbers):
    with pytest.raises(InputError, match="count from 1"):
        write_demo(tmp_path / "out", **numbers)


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="not an empty folder"):
        write_demo(tmp_path / "out", count=1)


def test_nothing_is_left_after_a_failure(tmp_path, monkeypatch):
    def interrupt(seed, index, size):
        if index == 2:
            raise KeyboardInterrupt
        return np.zeros((size, size, 3), np.uint8), "cat"

    monkeypatch.setattr("data_tools.demo.draw_picture", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_demo(tmp_path / "out", count=4, size=32)
    assert list(tmp_path.iterdir()) == []


def test_progress_bar_on_a_terminal(tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    write_demo(tmp_path / "out", count=2, size=32)
    assert "2/2" in sys.stdout.getvalue()


def test_tensorflow_is_not_imported():
    code = "import sys, data_tools.demo; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_folder_that_one_is_in_is_not_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^\. is the folder that you are in, which cannot be replaced: name one in it, such as pictures$"):
        write_demo(".", count=1)
    assert not [*tmp_path.iterdir()]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "made").mkdir()
    write_demo(tmp_path / "made", count=1, size=32)
    assert len([*tmp_path.rglob("*.png")]) == 1


def test_what_comes_into_the_folder_meanwhile_stays(tmp_path, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()

    def draw(*arguments):
        (out / "mine.txt").write_text("precious")
        return draw_picture(*arguments)

    monkeypatch.setattr("data_tools.demo.draw_picture", draw)
    with pytest.raises(OSError, match="out"):
        write_demo(out, 1, 64)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


def test_a_link_to_an_empty_folder_stays_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    write_demo(tmp_path / "out", 1, 64)
    assert (tmp_path / "out").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "out"]
    assert len(list((tmp_path / "disk").rglob("*.png"))) == 1
