"""Finds a model by what a person calls it, and loads it as a colorizer."""

import dataclasses
import pathlib
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.unet import build_unet
from lineart_colorizer.serving.saved_model import ModelCard, is_saved_model, read_card
from lineart_colorizer.serving.signatures import ColorizerModule
from lineart_colorizer.training.checkpoints import restore_network
from lineart_colorizer.training.run_folder import RunFolder, list_runs


@dataclasses.dataclass(frozen=True)
class Colorizer:
    """A loaded model.

    predict: line float32 [B,H,W,1] and hint float32 [B,H,W,4], any H and W, to dict of color and layer float32 [B,H,W,3], in [-1,1].
    source: where it came from.
    """

    predict: Callable[[np.ndarray, np.ndarray], dict]
    card: ModelCard
    source: pathlib.Path


def find_model(name: str | None, models: str | pathlib.Path = "models") -> pathlib.Path:
    """The folder of a model: a run's name, a run's folder, or a SavedModel's (or a folder of its versions); None is the newest run.

    Raises InputError with what there is.
    """
    runs = [run.path for run in list_runs(models) if any(run.checkpoints.glob("*.index"))]
    if name is None:
        if not runs:
            raise InputError(f"no trained run in {models}/: train one with python -m lineart_colorizer.train, or name one with --model")
        return runs[0]
    for path in (pathlib.Path(name), pathlib.Path(models) / name):
        if is_saved_model(path) or (path / "settings.yaml").exists():
            return path
        versions = [version for version in path.glob("*") if version.name.isdigit() and is_saved_model(version)]
        if versions:
            return max(versions, key=lambda version: int(version.name))
    raise InputError(f"no model {name!r}: not a SavedModel, nor a run (there are: {', '.join(path.name for path in runs) or 'none'})")


def load_run_network(run: RunFolder):
    """The averaged generator of a run's newest checkpoint, and the run's settings."""
    settings = run.read_settings()
    networks = settings.networks
    network = build_unet(filters=networks.filters, palette=networks.palette, head=networks.head)
    restore_network(network, "average", run.checkpoints)
    return network, settings


def run_card(run: RunFolder, settings) -> ModelCard:
    """What a run's newest checkpoint is."""
    latest = tf.train.latest_checkpoint(str(run.checkpoints))
    return ModelCard(size=settings.data.size, head=settings.networks.head, run=run.name, step=int(latest.rpartition("-")[2]))


def load_colorizer(folder: pathlib.Path) -> Colorizer:
    """From a run's newest checkpoint or from a SavedModel. Raises InputError."""
    if is_saved_model(folder):
        card = read_card(folder)
        loaded = tf.saved_model.load(str(folder))
        signature = loaded.signatures["colorize_layer"]

        def predict(line, hint, _keep=loaded):
            return {name: value.numpy() for name, value in signature(line=tf.constant(line), hint=tf.constant(hint)).items()}

        return Colorizer(predict, card, folder)
    run = RunFolder(folder)
    network, settings = load_run_network(run)
    module = ColorizerModule(network)

    def predict(line, hint):
        return {name: value.numpy() for name, value in module.colorize_layer(line, hint).items()}

    return Colorizer(predict, run_card(run, settings), folder)
