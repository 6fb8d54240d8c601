"""What models there are: runs, exports with their versions, by the names that requests call them. Nothing is loaded here."""

import contextlib
import dataclasses
import functools
import pathlib
from typing import Literal

from data_tools.errors import InputError
from lineart_colorizer.serving.cards import ModelCard, read_card
from lineart_colorizer.serving.keras_files import is_keras_export
from lineart_colorizer.serving.models import find_model, run_card
from lineart_colorizer.serving.naming import DEMO, is_shipped
from lineart_colorizer.serving.operations import read_graphs
from lineart_colorizer.serving.saved_model import is_saved_model
from lineart_colorizer.serving.versions import list_versions
from lineart_colorizer.training.products import product_kind
from lineart_colorizer.training.run_folder import RunFolder

KIND = "colorizer"
Source = Literal["run", "export", "demo"]


@dataclasses.dataclass(frozen=True)
class Shelved:
    """A model that may be asked for. folder: a run's, a SavedModel's, or that of an export's versions."""

    name: str
    folder: pathlib.Path
    source: Source

    @property
    def is_run(self) -> bool:
        """Else it is an export."""
        return self.source != "export"

    def versions(self) -> list["Version"]:
        """The newest first; none where all have gone. Raises InputError for a run without a checkpoint."""
        if self.is_run:
            run = RunFolder(self.folder)
            return [Version(str(run.chosen().step), self.folder, stamp(run.checkpoints))]
        if is_saved_model(self.folder):
            return [Version(self.folder.name if self.folder.name.isdigit() else "1", self.folder, stamp(self.folder))]
        return [Version(folder.name, folder, stamp(folder)) for folder in reversed(saved_models_in(self.folder))]


@dataclasses.dataclass(frozen=True)
class Version:
    """stamp: of its files, so that what is written anew is told from what was."""

    name: str
    folder: pathlib.Path
    stamp: tuple = ()


@dataclasses.dataclass(frozen=True)
class About:
    """card: of its newest version. knows_labels, varies: as `serving.models.Colorizer`."""

    version: str
    card: ModelCard
    knows_labels: bool
    varies: bool


def saved_models_in(folder: pathlib.Path) -> list[pathlib.Path]:
    """SavedModels in folders with numbers for names, the newest last."""
    return [path for path in list_versions(folder) if is_saved_model(path)]


def stamp(folder: pathlib.Path) -> tuple:
    """Names, sizes and times of a folder's files."""
    found = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):  # it goes while we look
            status = path.stat()
            found.append((str(path.relative_to(folder)), status.st_size, status.st_mtime_ns) if path.is_file() else str(path))
    return tuple(found)


def about(shelved: Shelved) -> About:
    """Raises InputError where it is damaged or no colorizer."""
    if shelved.is_run:
        run = RunFolder(shelved.folder)
        settings, card = run.read_settings(), run_card(run, run.chosen())
        version = str(card.step)
        knows_labels, varies = settings.networks.labels, settings.networks.dropout > 0
    else:
        found = shelved.versions()
        if not found:
            raise InputError(f"{shelved.name}: no version of it is left")
        version, folder = found[0].name, found[0].folder
        card = read_card(folder)
        names = _signatures(folder, (folder / "saved_model.pb").stat().st_mtime_ns)
        knows_labels, varies = "colorize_label" in names, "colorize_variant" in names
    if card.kind != KIND:
        raise InputError(f"{shelved.name} is a {card.kind}, not a {KIND}")
    return About(version, card, knows_labels, varies)


@functools.lru_cache(64)
def _signatures(folder: pathlib.Path, changed: int) -> frozenset[str]:
    """Names of a SavedModel's signatures."""
    return frozenset(read_graphs(folder)[0].signature_def)


def list_shelf(models: str | pathlib.Path) -> dict[str, Shelved]:
    """What comes with the program, and all below a folder, by name: run NAME, what it exported as NAME-export, and exports NAME."""
    found = {DEMO.name: Shelved(DEMO.name, DEMO, "demo")} if RunFolder(DEMO).has_checkpoint else {}
    try:
        folders = sorted(path for path in pathlib.Path(models).iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return found
    for folder in folders:
        run = RunFolder(folder)
        if is_saved_model(folder) or saved_models_in(folder):
            found[folder.name] = Shelved(folder.name, folder, "export")
        elif run.settings_file.exists() and run.has_checkpoint:
            found[folder.name] = Shelved(folder.name, folder, "run")
            if saved_models_in(run.export):
                found.setdefault(f"{folder.name}-export", Shelved(f"{folder.name}-export", run.export, "export"))
    return found


def shelve(model: str | None, models: str | pathlib.Path) -> Shelved:
    """What --model means, as `find_model` has it. Raises InputError."""
    folder = find_model(model, models)
    if is_keras_export(folder):
        raise InputError(f"{folder} is a Keras export: name a run, or a SavedModel (export --format savedmodel)")
    if not is_saved_model(folder):
        product_kind(RunFolder(folder))
        return Shelved(folder.name, folder, "demo" if is_shipped(folder) else "run")
    given = pathlib.Path(model or "")
    if not any(is_saved_model(path) for path in (given, pathlib.Path(models) / given)):
        folder = folder.parent  # a folder of versions was named: later ones count
    named = folder.parent if folder.name.isdigit() else folder
    return Shelved(f"{named.parent.name}-export" if named.name == "export" else named.name, folder, "export")
