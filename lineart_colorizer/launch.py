"""Starts a training on a Ray cluster, through Ray Train: a process for each worker, told of the others by TF_CONFIG."""

import os
import pathlib
import sys
from collections.abc import Callable
from typing import Any

from data_tools.errors import InputError, shortened
from data_tools.storage import REMOTE
from lineart_colorizer.settings import PLACES, Settings

PACKAGES = [str(pathlib.Path(__file__).parents[1] / name) for name in ("data_tools", "lineart_colorizer")]  # sent along


def worker_settings(settings: Settings, workers: int) -> Settings:
    """What each worker is given: the same, with folders that mean the same from anywhere: workers run elsewhere."""
    places = {name: settings.flat()[name] for name in PLACES}
    if places["init"] and not pathlib.Path(places["init"]).exists():
        del places["init"]  # a model's name
    absolute = {name: str(pathlib.Path(place).absolute()) for name, place in places.items() if place and REMOTE not in place}
    return settings.but(engine="local", workers=None, strategy="multiworker" if workers > 1 else "auto", **absolute)


def launch(settings: Settings, train: Callable[[Settings], object]) -> None:
    """Trains on the Ray cluster that RAY_ADDRESS names, else on a Ray of this machine's own. train: what each worker calls.

    Raises InputError where it fails.
    """
    os.environ.setdefault("RAY_TRAIN_V2_ENABLED", "1")
    try:
        import ray
        from ray.train import RunConfig, ScalingConfig
        from ray.train.tensorflow import TensorflowTrainer
    except ImportError as error:
        raise InputError(f"--engine ray needs Ray Train ({shortened(error)}): pip install '.[cluster]'") from None

    folder = os.getcwd()

    def train_on_worker(flat: dict) -> None:
        sys.path.insert(0, folder)  # where --extensions are looked for: a worker's own folder is another
        train(Settings.from_flat(flat))

    begun_here = not ray.is_initialized()
    if begun_here:
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        here: dict[str, Any] = {} if os.environ.get("RAY_ADDRESS") else {"address": "local", "include_dashboard": False}
        ray.init(runtime_env={"py_modules": PACKAGES}, **here | {"logging_level": "ERROR"})
    try:
        resources = ray.cluster_resources()
        gpus = 0 if settings.run.device == "cpu" else int(resources.get("GPU", 0))
        workers = settings.run.workers or gpus or sum(bool(node["Alive"]) for node in ray.nodes())
        scaling = ScalingConfig(num_workers=workers, use_gpu=gpus > 0)
        given = worker_settings(settings, workers)
        storage = str(pathlib.Path(given.run.models) / ".ray")
        print(f"ray: {workers} workers, each with {'a GPU' if gpus else 'a CPU'}", flush=True)
        trainer = TensorflowTrainer(
            train_on_worker, train_loop_config=given.flat(), scaling_config=scaling, run_config=RunConfig(storage_path=storage)
        )
        trainer.fit()
    except ray.exceptions.RayError as error:
        raise InputError(f"--engine ray: {shortened(error, 300)}") from None
    except Exception as error:
        said = [line for line in str(error).splitlines() if "InputError" in line] or [shortened(error, 300)]
        raise InputError(f"--engine ray: {said[-1].rpartition('InputError: ')[2]}") from None
    finally:
        if begun_here:
            ray.shutdown()
