import os
import pathlib
import sys

import pytest

from data_tools.errors import InputError
from lineart_colorizer.launch import launch, worker_settings
from lineart_colorizer.settings import Settings
from lineart_colorizer.train import train


def test_workers_are_given_the_same_folders_wherever_they_run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    asked = Settings().but(engine="ray", workers=4, data="mine", batch=12, logs="/shared/logs")
    given = worker_settings(asked, 4)
    assert given == asked.but(
        engine="local", workers=None, strategy="multiworker", data=str(tmp_path / "mine"), models=str(tmp_path / "models")
    )
    assert worker_settings(asked, 1).run.strategy == "auto"


def test_without_ray_train_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray.train", None)
    with pytest.raises(InputError) as refused:
        launch(Settings(), print)
    assert str(refused.value).startswith("--engine ray needs Ray Train (")
    assert str(refused.value).endswith("): pip install '.[cluster]'")


def test_a_training_on_a_ray_of_this_machine_s_own(tiny_settings, tmp_path, monkeypatch):
    pytest.importorskip("ray.train", reason="needs Ray Train: pip install '.[cluster]'", exc_type=ImportError)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    launch(tiny_settings(tmp_path, run="rays", system="unet", engine="ray", workers=2, batch=4, steps=2), train)
    run = pathlib.Path(tmp_path / "models" / "rays")
    assert sorted(path.name for path in (run / "checkpoints").iterdir()) == ["step-0000002"]
    assert (run / "finished.txt").exists()
