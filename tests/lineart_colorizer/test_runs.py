import io
import subprocess
import sys

import pytest

from data_tools import storage
from data_tools.errors import InputError
from lineart_colorizer.runs import columns, main
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.run_folder import RunFolder


@pytest.fixture
def places(tmp_path):
    """The arguments that name models and logs, in which there are the runs a and b."""
    for name, objective in (("a", "wgan"), ("b", "kl")):
        run = RunFolder(tmp_path / "models" / name)
        run.write_settings(Settings().but(objective=objective))
        run.write_scores(7, {"right": 0.5})
        (run.checkpoints / "step-0000007").mkdir(parents=True)
        (tmp_path / "logs" / name).mkdir(parents=True)
        (tmp_path / "logs" / name / "events").write_bytes(b"x")
    return ["--models", str(tmp_path / "models"), "--logs", str(tmp_path / "logs")]


def left(tmp_path) -> list[str]:
    return sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*"))


def test_columns_are_aligned_and_gaps_are_dashes():
    assert columns([{"run": "long name", "right": "0.5"}, {"run": "b", "rare": "1"}]) == (
        "run        right  rare\nlong name  0.5    -\nb          -      1"
    )


def test_without_a_word_and_with_list_all_are_listed(places, capsys):
    assert main(places) == 0
    first = capsys.readouterr().out
    assert main([*places, "list"]) == 0
    assert capsys.readouterr().out == first
    assert "2 runs" in first
    assert sorted(line.split()[:4] for line in first.splitlines()[1:3]) == [["a", "paired", "wgan", "7"], ["b", "paired", "kl", "7"]]


def test_no_runs_say_how_to_make_one(tmp_path, capsys):
    assert main(["--models", str(tmp_path / "none")]) == 0
    assert "python -m lineart_colorizer.train makes one" in capsys.readouterr().out


def test_compare_shows_what_differs(places, capsys):
    main([*places, "compare", "a", "b"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [["a", "b"], ["objective", "wgan", "kl"], ["steps", "7", "7"], ["right", "0.5", "0.5"]]


def test_delete_removes_the_named_run_with_its_logs_alone(places, tmp_path, capsys):
    main([*places, "delete", "a", "--yes"])
    assert left(tmp_path) == ["logs/b", "models/b"]
    assert "deleted a" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked")
def test_a_run_that_is_being_trained_is_not_deleted(places, tmp_path):
    with storage.owned_folder(tmp_path / "models" / "a"), pytest.raises(InputError, match=r"^run a is being trained: stop it first$"):
        main([*places, "delete", "a", "--yes"])
    assert left(tmp_path) == ["logs/a", "logs/b", "models/a", "models/b"]


def test_nothing_is_deleted_without_a_yes(places, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="add --yes"):
        main([*places, "delete", "a"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(InputError, match="nothing was deleted"):
        main([*places, "delete", "a"])
    assert left(tmp_path) == ["logs/a", "logs/b", "models/a", "models/b"]


def test_one_unknown_name_deletes_nothing(places, tmp_path):
    with pytest.raises(InputError, match=r"no run 'c' in .*models \(there are: "):
        main([*places, "delete", "a", "c", "--yes"])
    assert left(tmp_path) == ["logs/a", "logs/b", "models/a", "models/b"]


def test_tensorflow_is_not_needed(places):
    code = "import sys; from lineart_colorizer.runs import main; main(sys.argv[1:]); sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, *places], capture_output=True, check=False).returncode == 0
