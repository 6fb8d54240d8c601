import subprocess
import sys

import pytest

from benchmarks import __main__ as sitting
from benchmarks.__main__ import bench, parts
from data_tools.errors import InputError


def test_every_part_is_a_benchmark_s_command():
    root = sitting.pathlib.Path(sitting.__file__).parent
    assert [name for name in parts("data", "peers", None) if not (root / f"{name}.py").is_file()] == []


@pytest.fixture
def ran(monkeypatch):
    """Names of the parts that were run, `colorize` of them in vain."""
    names = []

    def run(command, check):
        names.append(command[2])
        return type("Done", (), {"returncode": int(command[2] == "benchmarks.colorize")})

    monkeypatch.setattr(sitting.subprocess, "run", run)
    return names


def test_what_is_missing_is_left_out_and_said(ran, tmp_path, capsys):
    bench(data=str(tmp_path / "none"), only=["input_pipeline", "train_step", "read_back"])
    said = capsys.readouterr().out
    assert ran == ["benchmarks.read_back"]
    assert f"python -m benchmarks.input_pipeline --data {tmp_path / 'none'}\nleft out: it needs {tmp_path / 'none'}: make train" in said
    assert "left out: it needs --peers FOLDER and --peer-python, a Python with PyTorch" in said


def test_a_part_that_fails_is_named_after_the_others(ran):
    with pytest.raises(InputError, match="failed: colorize; what"):
        bench(only=["colorize", "prepare"])
    assert ran == ["benchmarks.colorize", "benchmarks.prepare"]


def test_an_unknown_part_is_told_the_known_ones(ran):
    with pytest.raises(InputError, match="--only colourise: the parts are prepare, read_back, "):
        bench(only=["colourise"])
    assert ran == []


def test_parts_are_named_on_the_command_line():
    said = subprocess.run([sys.executable, "-m", "benchmarks", "--only", "prepare", "nothing"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr.startswith("error: --only nothing: the parts are prepare")) == (1, True)
