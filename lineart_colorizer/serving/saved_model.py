"""Writes and reads SavedModel folders, with what a colouring program must know of them in assets.extra/model.json."""

import dataclasses
import errno
import json
import os
import pathlib
import shutil

import keras
import tensorflow as tf

from data_tools.errors import InputError
from data_tools.tensorflow_errors import plain_words
from lineart_colorizer.serving.signatures import MODULES

CARD = pathlib.Path("assets.extra") / "model.json"  # TensorFlow Serving leaves assets.extra alone


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a model says of itself.

    kind: colorizer, ..., as `systems.protocol.Product`. size: the pictures' side that it learned from, px. head: multiply or direct.
    labels: names of the classes that it learned from, by index. noise: values of noise that a sampler takes. run, step: its origin.
    """

    kind: str
    size: int
    head: str
    labels: tuple[str, ...] = ()
    noise: int = 0
    run: str
    step: int


def next_version(folder: pathlib.Path) -> int:
    return max((int(path.name) for path in folder.glob("*") if path.name.isdigit()), default=0) + 1


def export_model(networks: dict[str, keras.Model], card: ModelCard, folder: pathlib.Path) -> pathlib.Path:
    """Writes folder/<next version>/: to a temporary name first, then renamed, so that a watching server never sees half a model.

    networks: the product's, by their parts. Returns the version's folder. Raises InputError where the disk refuses; what was exported
    before stays.
    """
    partial = folder / f".partial-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        module = MODULES[card.kind](**networks)
        tf.saved_model.save(module, str(partial), signatures=module.signatures)
        (partial / CARD).parent.mkdir(exist_ok=True)
        (partial / CARD).write_text(json.dumps(dataclasses.asdict(card), indent=1) + "\n", "utf-8")
        final = folder / str(next_version(folder))
        partial.rename(final)
        return final
    except (OSError, tf.errors.OpError) as error:
        is_full = getattr(error, "errno", None) == errno.ENOSPC or isinstance(error, tf.errors.ResourceExhaustedError)
        advice = "free some space" if is_full else "check the disk and the folder's rights"
        raise InputError(f"cannot export to {folder}: {plain_words(error)}; nothing there was changed: {advice}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def is_saved_model(folder: pathlib.Path) -> bool:
    return (folder / "saved_model.pb").exists()


def read_card(folder: pathlib.Path) -> ModelCard:
    """Raises InputError where the folder is a SavedModel of another make."""
    try:
        about = json.loads((folder / CARD).read_text("utf-8"))
        return ModelCard(**about | {"labels": tuple(about["labels"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(f"{folder} has no {CARD}: it was not exported by python -m lineart_colorizer.export") from None
