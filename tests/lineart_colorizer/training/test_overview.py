import pytest

from data_tools.storage import size_of
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.overview import compare, overview
from lineart_colorizer.training.run_folder import RunFolder


@pytest.fixture
def make(tmp_path):
    """make(name, step, scores, **settings): a run's folder as training leaves it."""

    def make(name: str, step: int = 0, scores: dict | None = None, **settings) -> RunFolder:
        run = RunFolder(tmp_path / "models" / name)
        run.write_settings(Settings().but(**settings))
        if step:
            (run.checkpoints / f"step-{step:07}").mkdir(parents=True)
        if scores:
            run.write_scores(step, scores)
        return run

    return make


def test_a_run_is_told_by_its_files(make, tmp_path):
    run = make("fox-1", 1200, {"right": 0.25, "psnr": 18.5}, system="unet", objective="wgan")
    (tmp_path / "logs" / "fox-1").mkdir(parents=True)
    (tmp_path / "logs" / "fox-1" / "events").write_bytes(bytes(3_000_000))
    run.mark_finished("step 1200")
    told = overview(run, tmp_path / "logs")
    assert told.bytes == size_of(run.path) + 3_000_000
    assert told.row() == {
        "run": "fox-1", "system": "unet", "objective": "wgan", "steps": "1,200", "": "finished", "on disk": "3 MB", "right": "0.250",
    }  # fmt: skip


def test_a_run_that_only_began_and_a_damaged_one_are_told_too(make, tmp_path):
    new = overview(make("new"), tmp_path / "logs").row()
    assert (new["steps"], new["objective"], new[""]) == ("0", "default", "goes on")
    broken = make("broken", 3, {"right": 0.5})
    broken.settings_file.write_text("nonsense: 1\n")
    broken.scores_file.write_text("{")
    row = overview(broken, tmp_path / "logs").row()
    assert (row["system"], row["steps"]) == ("unreadable settings", "3")
    assert "right" not in row


def test_only_settings_that_differ_and_matter_are_compared(make, tmp_path):
    runs = [make("a", 10, {"right": 0.25, "rare": 0.1}, objective="wgan", log_seconds=3.0), make("b", 20, {"right": 0.125}, filters=8)]
    assert compare([overview(run, tmp_path / "logs") for run in runs]) == [
        {"": "filters", "a": "16", "b": "8"},
        {"": "objective", "a": "wgan", "b": "None"},
        {"": "steps", "a": "10", "b": "20"},
        {"": "right", "a": "0.25", "b": "0.125"},
        {"": "rare", "a": "0.1"},
    ]
