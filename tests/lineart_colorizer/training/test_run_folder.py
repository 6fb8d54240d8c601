import os
import pathlib

import pytest

from data_tools.errors import InputError
from lineart_colorizer.settings import FREE, Settings
from lineart_colorizer.training import run_folder as module
from lineart_colorizer.training.checkpoint_folder import BEST, new_checkpoint
from lineart_colorizer.training.run_folder import RunFolder, choose_run, differences, list_runs, own_run

DEFAULTS = Settings().but(objective="nonsaturating")


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def settings(models):
    """settings(name=value, ...): the defaults, with these."""
    return lambda **changed: DEFAULTS.but(**{"models": str(models)} | changed)


def begin(folder: pathlib.Path, settings: Settings, *, finished: bool = False, age: int = 0) -> RunFolder:
    """A run's folder as training leaves it, `age` seconds old."""
    run = RunFolder(folder)
    run.write_settings(settings)
    if finished:
        run.mark_finished("step 9")
    now = run.path.stat().st_mtime
    os.utime(run.path, (now - age, now - age))
    return run


def test_paths(models):
    run = RunFolder(models / "mine-1")
    assert run.name == "mine-1"
    below = [run.settings_file, run.checkpoints, run.samples, run.export]
    assert [path.relative_to(models).as_posix() for path in below] == [
        "mine-1/settings.yaml", "mine-1/checkpoints", "mine-1/samples", "mine-1/export",
    ]  # fmt: skip


def test_settings_survive_their_file(models, settings):
    written = settings(size=64, schedule="hinge:2,wgan:3", minutes=0.5, data="père", flip=False)
    run = begin(models / "a", written)
    assert run.read_settings() == written
    assert sorted(path.name for path in run.path.iterdir()) == ["settings.yaml"]


def test_no_settings(models):
    with pytest.raises(InputError) as refused:
        RunFolder(models / "none").read_settings()
    assert str(refused.value) == f"no {models / 'none' / 'settings.yaml'}: {models / 'none'} is no run's folder"


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"size: 64\n", b"{", b"size: \xff\n", b"5", b"word"])
def test_damaged_settings(models, content):
    run = begin(models / "a", DEFAULTS)
    run.settings_file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        run.read_settings()
    assert str(refused.value) == f"{run.settings_file} is damaged or of another version: train a new run"


def test_finished_is_remembered(models):
    run = begin(models / "a", DEFAULTS)
    assert not run.is_finished
    run.mark_finished("step 4")
    assert RunFolder(run.path).is_finished
    run.mark_unfinished()
    run.mark_unfinished()
    assert not run.is_finished


def test_runs_the_newest_first_and_nothing_else(models):
    for name, age in (("old", 100), ("new", 0), ("older", 200)):
        begin(models / name, DEFAULTS, age=age)
    (models / "no-run").mkdir()
    assert [run.name for run in list_runs(models)] == ["new", "old", "older"]
    assert list_runs(models / "nowhere") == []


def test_scores_of_the_newest_validation(models):
    run = RunFolder(models / "a")
    assert run.read_scores() == (0, {})
    run.write_scores(7, {"right": 0.5, "psnr": float("inf")})
    assert run.read_scores() == (7, {"right": 0.5, "psnr": float("inf")})
    run.scores_file.write_text("[]")
    with pytest.raises(InputError, match=r"scores\.json is damaged: delete it"):
        run.read_scores()


def test_a_run_is_taken_for_its_best_checkpoint_or_its_newest(models):
    run = RunFolder(models / "a")
    with pytest.raises(InputError) as refused:
        run.chosen()
    assert str(refused.value) == f"no checkpoint in {run.checkpoints}: train the run first"
    for folder, step in ((run.checkpoints, 3), (run.checkpoints, 5), (run.checkpoints / BEST, 4)):
        with new_checkpoint(folder, step) as prefix:
            pathlib.Path(f"{prefix}.index").write_bytes(b"weights")
        assert run.chosen().step == step


def test_differences_name_theirs_and_ours(settings):
    assert differences(settings(size=64, objective="wgan"), settings(size=96)) == ["size: 96, not 64", "objective: nonsaturating, not wgan"]


def test_these_may_differ_and_no_others(settings):
    changed = dict.fromkeys(DEFAULTS.flat(), "other")
    differing = {line.partition(":")[0] for line in differences(settings(), settings(**changed))}
    assert differing == set(DEFAULTS.flat()) - FREE
    assert {"run", "steps", "minutes", "checkpoint_steps", "log_seconds", "device", "precision", "jit", "profile"} <= FREE
    assert not FREE & {"size", "batch", "seed", "objective", "schedule", "filters", "deterministic", "data", "flip", "init"}


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "cats-paired-nonsaturating-1"),
        ({"objective": "wgan-gp"}, "cats-paired-wgan-gp-1"),
        ({"schedule": "hinge:5, wgan:3"}, "cats-paired-hinge-wgan-1"),
        ({"system": "unet", "objective": None}, "cats-unet-1"),
    ],
)
def test_a_new_run_is_called_after_data_system_and_objective(settings, changed, name):
    assert choose_run(settings(**changed), "cats").name == name


def test_a_new_run_takes_the_next_free_number_and_writes_nothing(models, settings):
    begin(models / "cats-paired-nonsaturating-1", settings(), finished=True)
    begin(models / "cats-paired-nonsaturating-2", settings(size=64))
    assert choose_run(settings(), "cats").path == models / "cats-paired-nonsaturating-3"
    assert not (models / "cats-paired-nonsaturating-3").exists()


def test_the_newest_unfinished_run_with_these_settings_goes_on(models, settings):
    begin(models / "oldest", settings(), age=300)
    begin(models / "meant", settings(), age=200)
    begin(models / "finished", settings(), age=100, finished=True)
    begin(models / "another", settings(seed=1))
    assert choose_run(settings(steps=99, minutes=1.0, log_seconds=1.0, run=None), "cats").name == "meant"


def test_a_full_disk_leaves_the_settings_that_were_there(models, settings, full_disk):
    run = RunFolder(models / "run")
    run.write_settings(settings())
    with full_disk(10), pytest.raises(OSError, match="File too large") as refused:
        run.write_settings(settings(steps=9))
    assert refused.value.filename == str(run.settings_file)
    with full_disk(1), pytest.raises(OSError, match="File too large"):
        run.mark_finished("step 9")
    assert (run.read_settings(), run.is_finished) == (settings(), False)
    assert [path.name for path in run.path.iterdir()] == ["settings.yaml"]


def test_a_damaged_run_is_passed_over(models, settings):
    begin(models / "meant", settings(), age=100)
    begin(models / "damaged", settings()).settings_file.write_text("{")
    assert choose_run(settings(), "cats").name == "meant"


def test_a_named_run_is_taken_new_old_or_finished(models, settings):
    assert choose_run(settings(run="mine"), "cats").path == models / "mine"
    begin(models / "mine", settings(), finished=True)
    assert choose_run(settings(run="mine", steps=7), "cats").path == models / "mine"


def test_a_named_run_with_other_settings_is_refused_with_the_list(models, settings):
    begin(models / "mine", settings(size=64, objective="wgan", steps=3))
    with pytest.raises(InputError) as refused:
        choose_run(settings(run="mine", steps=4), "cats")
    assert str(refused.value) == (
        "run mine exists with other settings (size: 64, not 128; objective: wgan, not nonsaturating): give them, or another --run"
    )


def test_a_run_that_another_process_trains_is_refused(models, settings):
    begin(models / "mine", settings())
    for asked in (settings(run="mine"), settings()):
        with own_run(asked, "cats") as run, pytest.raises(InputError) as refused, own_run(asked, "cats"):
            pass
        assert run.path == models / "mine"
        assert str(refused.value) == "run mine is being trained by another process: wait, or give another --run"
    with own_run(settings(), "cats"):  # it has ended
        pass


def test_two_new_runs_begun_at_once_have_two_names(models, settings, monkeypatch):
    with own_run(settings(seed=1), "cats") as first:
        chosen = iter([first])  # as the second found it before the first made its folder
        monkeypatch.setattr(module, "choose_run", lambda *asked: next(chosen, None) or choose_run(*asked))
        with own_run(settings(seed=2), "cats") as second:
            assert (first.name, second.name) == ("cats-paired-nonsaturating-1", "cats-paired-nonsaturating-2")
    assert not models.exists()


def test_a_place_is_the_same_however_it_is_written(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for other in ("pictures/", "./pictures", str(tmp_path / "pictures")):
        assert differences(settings(data="pictures"), settings(data=other)) == []
    assert differences(settings(data="pictures"), settings(data="pictures2")) == ["data: pictures2, not pictures"]
    assert differences(settings(data=None), settings(data="pictures")) == ["data: pictures, not None"]


def test_what_was_published_among_the_runs_is_none(models, settings):
    (begin(models / "given", settings(data="foxes")).path / "card.json").touch()
    assert list_runs(models) == []
    assert choose_run(settings(data="foxes"), "foxes").name == "foxes-paired-nonsaturating-1"
