"""Finds a model by what a person calls it, and loads it."""

import pathlib
from collections.abc import Collection, Iterator

import keras

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import ModelCard, read_card
from lineart_colorizer.serving.keras_files import SUFFIX, LoadedNetworks, is_keras_export, load_keras
from lineart_colorizer.serving.loaded import Colorizer, Model, Translator, as_colorizer, for_pages
from lineart_colorizer.serving.naming import DEMO, SHIPPED
from lineart_colorizer.serving.openvino_models import find_openvino
from lineart_colorizer.serving.operations import check_operations
from lineart_colorizer.serving.saved_model import is_saved_model, kept_alive, open_saved_model
from lineart_colorizer.serving.signatures import MODULES, STORED_AT
from lineart_colorizer.serving.versions import list_versions
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint
from lineart_colorizer.training.products import load_product, product_kind, product_labels, product_networks
from lineart_colorizer.training.run_folder import RunFolder, list_runs
from lineart_colorizer.training.start import Origin
from lineart_colorizer.training.stored_networks import StoredNetworks


def find_model(name: str | None, models: str | pathlib.Path = "models", kinds: Collection[str] = ("colorizer",)) -> pathlib.Path:
    """The folder of a model: a run's name, a run's folder, a SavedModel's or Keras export's (or a folder of its versions), or demo, which
    is shipped.

    None is the newest run whose product is of one of these kinds, else the shipped one. Raises InputError with what there is.
    """
    if name is None:
        for path in _trained(models):
            if _kind(path) in kinds:
                return path
        what = f"no trained run in {models}/ that is a {' or '.join(kinds)}"
        raise InputError(f"{what}: train one with python -m lineart_colorizer.train, or name one with --model")
    for path in (pathlib.Path(name), pathlib.Path(models) / name, SHIPPED / name):
        versions = [version for version in list_versions(path) if is_export(version)]
        if versions:
            return versions[-1]
        if is_export(path) or (path / "settings.yaml").exists():
            return path
        if path.suffix == SUFFIX and path.is_file():
            return path.parent
    if find_openvino(name, models):
        raise InputError(f"{name} is an OpenVINO export, which colorize alone runs (--runtime openvino): name its run, or a SavedModel")
    there = ", ".join(path.name for path in _trained(models))
    raise InputError(f"no model {name!r}: not a SavedModel, nor a Keras export, nor a run (there are: {there})")


def is_export(folder: pathlib.Path) -> bool:
    """Of those that are loaded here; others are for other programs."""
    return is_saved_model(folder) or is_keras_export(folder)


def _trained(models: str | pathlib.Path) -> Iterator[pathlib.Path]:
    """Runs that have a checkpoint, the newest first, then what is shipped."""
    yield from (run.path for run in list_runs(models) if run.has_checkpoint)
    yield DEMO


def _kind(path: pathlib.Path) -> str | None:
    try:
        return product_kind(RunFolder(path))
    except (InputError, OSError):  # damaged, or another user's
        return None


def run_card(run: RunFolder, saved: SavedCheckpoint) -> ModelCard:
    """What one of a run's checkpoints is. Raises InputError."""
    settings, kind = run.read_settings(), product_kind(run)
    return ModelCard(
        kind=kind,
        size=settings.data.size,
        head=settings.networks.head,
        labels=product_labels(run),
        noise=settings.networks.noise if kind == "sampler" else 0,
        run=run.name,
        step=saved.step,
    )


def load_networks(folder: pathlib.Path, *, safe_mode: bool = True) -> tuple[dict[str, keras.Model], ModelCard]:
    """By their parts, from a run's best or newest checkpoint, or from a Keras export. Raises InputError: a SavedModel has none."""
    if is_saved_model(folder):
        raise InputError(f"{folder} is a SavedModel already: name a run or a Keras export")
    if is_keras_export(folder):
        card = read_card(folder)
        return load_keras(folder, safe_mode=safe_mode), card
    run = RunFolder(folder)
    saved = run.chosen()
    card = run_card(run, saved)
    return load_product(run, saved), card


def load_model(folder: pathlib.Path, *, checked: bool = False, safe_mode: bool = True) -> Model:
    """From a run's best or newest checkpoint, from a SavedModel, or from a Keras export. Raises InputError.

    checked: `operations.check_operations` looks through a SavedModel before it is loaded. safe_mode: Keras', of a Keras export.
    """
    if is_saved_model(folder):
        card = read_card(folder)
        if checked:
            check_operations(folder)
        return Model(open_saved_model(folder), card, folder)
    networks, card = load_networks(folder, safe_mode=safe_mode)
    module = MODULES[card.kind](**networks)
    return Model(kept_alive(module.signatures, module), card, folder)


def find_origin(name: str, models: str | pathlib.Path = "models") -> Origin:
    """The model that `find_model` finds, to begin a new run with: a run's best or newest checkpoint, or an export. Raises InputError."""
    folder = find_model(name, models)
    if is_saved_model(folder):
        card, stored = read_card(folder), StoredNetworks(str(folder / "variables" / "variables"))
        return Origin(folder, card.kind, card.labels, stored, STORED_AT[card.kind])
    if is_keras_export(folder):
        card, loaded = read_card(folder), LoadedNetworks(load_keras(folder))
        return Origin(folder, card.kind, card.labels, loaded, {part: (part,) for part in loaded.networks})
    run = RunFolder(folder)
    saved = run.chosen()
    ways = {part: (name,) for part, name in product_networks(run).items()}
    return Origin(folder, product_kind(run), product_labels(run), StoredNetworks(saved.prefix), ways)


def load_colorizer(folder: pathlib.Path) -> Colorizer:
    """As `load_model`. Raises InputError, too, where the model does not colour drawings."""
    return as_colorizer(load_model(folder))


def load_for_pages(folder: pathlib.Path) -> Colorizer | Translator:
    """As `load_model`. Raises InputError, too, where the model makes no picture of a page."""
    return for_pages(load_model(folder))
