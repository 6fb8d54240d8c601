import os
import pathlib
import sys
import types

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


def test_remote_places_and_names_of_models_stay_as_they_are(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    asked = Settings().but(data="gs://bucket/mine", target="s3://bucket/style", models="/m", logs="gs://bucket/logs", init="demo")
    given = worker_settings(asked, 2).flat()
    assert [given[name] for name in ("data", "target", "init", "models", "logs")] == [
        "gs://bucket/mine", "s3://bucket/style", "demo", "/m", "gs://bucket/logs",
    ]  # fmt: skip
    (tmp_path / "served").mkdir()
    assert worker_settings(asked.but(init="served"), 2).run.init == str(tmp_path / "served")


def test_workers_look_for_extensions_where_the_person_is(monkeypatch, tmp_path):
    class Trainer:
        def __init__(self, loop, *, train_loop_config, **_):
            self.fit = lambda: loop(train_loop_config)

    cluster = {"is_initialized": lambda: False, "cluster_resources": lambda: {"CPU": 2}, "nodes": lambda: [{"Alive": True}]}
    cluster |= {"init": lambda **_: None, "shutdown": lambda: None}
    errors = types.SimpleNamespace(RayError=ArithmeticError)
    monkeypatch.setitem(sys.modules, "ray", types.SimpleNamespace(exceptions=errors, **cluster))
    monkeypatch.setitem(sys.modules, "ray.train", types.SimpleNamespace(RunConfig=dict, ScalingConfig=dict))
    monkeypatch.setitem(sys.modules, "ray.train.tensorflow", types.SimpleNamespace(TensorflowTrainer=Trainer))
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    trained = []
    launch(Settings().but(engine="ray"), lambda settings: trained.append((settings.run.engine, sys.path[0])))
    assert trained == [("local", str(tmp_path))]


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
