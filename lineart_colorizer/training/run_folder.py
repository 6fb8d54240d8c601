"""A run's folder, models/<run>/, and how it is found again.

settings.yaml, model.json, data.json, scores.json, checkpoints/, samples/, export/<version>/
"""

import contextlib
import dataclasses
import json
import operator
import os
import pathlib
from collections.abc import Iterator

import yaml

from data_tools import storage
from data_tools.errors import InputError
from data_tools.whole import write_whole
from lineart_colorizer.settings import FREE, PLACES, Settings
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint, best_or_newest, list_checkpoints

PUBLISHED = "card.json"  # in a folder that `publish` wrote


@dataclasses.dataclass(frozen=True)
class RunFolder:
    """Paths of one run."""

    path: pathlib.Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def settings_file(self) -> pathlib.Path:
        return self.path / "settings.yaml"

    @property
    def model_file(self) -> pathlib.Path:
        return self.path / "model.json"

    @property
    def scores_file(self) -> pathlib.Path:
        return self.path / "scores.json"

    @property
    def data_file(self) -> pathlib.Path:
        return self.path / "data.json"

    @property
    def checkpoints(self) -> pathlib.Path:
        return self.path / "checkpoints"

    @property
    def has_checkpoint(self) -> bool:
        """Whole or not."""
        return bool(list_checkpoints(self.checkpoints))

    def chosen(self) -> SavedCheckpoint:
        """What the run is taken for: its best checkpoint, or its newest. Reads its files whole; ask once for card and networks, which are
        then of one step, even while the run trains on. Raises InputError where there is none, or none is whole."""
        if (found := best_or_newest(self.checkpoints)) is None:
            raise InputError(f"no checkpoint in {self.checkpoints}: train the run first")
        return found

    @property
    def export(self) -> pathlib.Path:
        return self.path / "export"

    @property
    def samples(self) -> pathlib.Path:
        return self.path / "samples"

    def sample(self, step: int) -> pathlib.Path:
        """The picture grid of a step."""
        return self.samples / f"step-{step:07}.png"

    @property
    def is_finished(self) -> bool:
        return (self.path / "finished.txt").exists()

    def mark_finished(self, said: str) -> None:
        write_whole(self.path / "finished.txt", f"{said}\n".encode())

    def mark_unfinished(self) -> None:
        (self.path / "finished.txt").unlink(missing_ok=True)

    def write_settings(self, settings: Settings) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.settings_file, yaml.safe_dump(settings.flat(), sort_keys=False).encode())

    def read_settings(self) -> Settings:
        """Raises InputError where there are none, or not this program's."""
        try:
            return Settings.from_flat(yaml.safe_load(self.settings_file.read_text("utf-8")))
        except FileNotFoundError:
            raise InputError(f"no {self.settings_file}: {self.path} is no run's folder") from None
        except (yaml.YAMLError, KeyError, TypeError, ValueError):
            raise InputError(f"{self.settings_file} is damaged or of another version: train a new run") from None

    def write_scores(self, step: int, scores: dict[str, float]) -> None:
        """The newest validation's, by name."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.scores_file, (json.dumps({"step": step, "scores": scores}, indent=1) + "\n").encode())

    def read_scores(self) -> tuple[int, dict[str, float]]:
        """The step of the newest validation, and its scores by name; 0 and none where there was none yet."""
        try:
            read = json.loads(self.scores_file.read_text("utf-8"))
            return int(read["step"]), {name: float(value) for name, value in read["scores"].items()}
        except FileNotFoundError:
            return 0, {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError(f"{self.scores_file} is damaged: delete it; the next validation writes it anew") from None


def list_runs(models: str | pathlib.Path) -> list[RunFolder]:
    """Runs, the newest first. What was published among them has settings, too, and is none."""
    is_run = {path: (path / "settings.yaml").exists() and not (path / PUBLISHED).exists() for path in pathlib.Path(models).glob("*")}
    folders = [path for path, whether in is_run.items() if whether]
    return [RunFolder(path) for path in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)]


def differences(settings: Settings, other: Settings) -> list[str]:
    """Settings that must not differ when a run goes on, and do: "name: theirs, not ours"."""
    ours, theirs = settings.flat(), other.flat()
    same = {name: _same_place if name in PLACES else operator.eq for name in ours}
    return [f"{name}: {theirs[name]}, not {ours[name]}" for name in ours if name not in FREE and not same[name](ours[name], theirs[name])]


def _same_place(one: str | None, other: str | None) -> bool:
    """`pictures`, `pictures/` and `./pictures` are one."""
    return one == other or (one is not None and other is not None and os.path.abspath(one) == os.path.abspath(other))


def choose_run(settings: Settings, data_name: str) -> RunFolder:
    """The run that these settings mean: the named one, the newest unfinished one with the very same settings, or a new name.

    Raises InputError where the named run exists with other settings, with the list of those that differ.
    """
    models = pathlib.Path(settings.run.models)
    if settings.run.run:
        folder = RunFolder(models / settings.run.run)
        if folder.settings_file.exists() and (differing := differences(settings, folder.read_settings())):
            raise InputError(f"run {folder.name} exists with other settings ({'; '.join(differing)}): give them, or another --run")
        return folder
    for folder in list_runs(models):
        try:
            same = not differences(settings, folder.read_settings())
        except InputError:  # an old or damaged run is not the one meant
            continue
        if same and not folder.is_finished:
            return folder
    objective = settings.objective
    words = [data_name, objective.system]
    if named := objective.schedule or objective.objective:
        words.append("-".join(part.split(":")[0].strip() for part in named.split(",")))
    number = 1
    while (models / "-".join([*words, str(number)])).exists():
        number += 1
    return RunFolder(models / "-".join([*words, str(number)]))


@contextlib.contextmanager
def own_run(settings: Settings, data_name: str) -> Iterator[RunFolder]:
    """As `choose_run`, and its folder is this process's own until the end: two that train one run would overwrite each other's files.

    Raises InputError, too, where another process trains that run.
    """
    refused = None
    while (run := choose_run(settings, data_name)) != refused:  # a new run's name may have been taken meanwhile: then there is a next one
        with storage.owned_folder(run.path) as is_own:
            if is_own:
                yield run
                return
        refused = run
    raise InputError(f"run {run.name} is being trained by another process: wait, or give another --run")
