"""What a run's model is, for people and programs: what it learned from, how, how well, and under which licence it is given away."""

import dataclasses
import json
import pathlib
import re
from typing import Any

import yaml

from data_tools.errors import InputError
from data_tools.whole import write_whole
from lineart_colorizer.monitoring.history import newest_scores
from lineart_colorizer.publishing.page import make_page
from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.models import run_card
from lineart_colorizer.settings import PLACES
from lineart_colorizer.training.checkpoint_folder import SavedCheckpoint
from lineart_colorizer.training.learned_from import read_data
from lineart_colorizer.training.run_folder import PUBLISHED, RunFolder

CARD, PAGE, SETTINGS, SAMPLES = PUBLISHED, "card.md", "settings.yaml", "samples.png"  # files in a published folder
NOT_STATED = "not stated"
SEPARATOR = re.compile(r"[/\\]")  # of folders, on any system


@dataclasses.dataclass(frozen=True, kw_only=True)
class Card:
    """A published model.

    title: what it is called. licence: its licence's name. made_with: name and version of this program. model: as the SavedModel has it.
    data: what it learned from, as `learned_from.describe_data`; none where the run did not write it. settings: of the run, by name, without
    folders. scores: by group, `step` and what was measured there; held_out are those by which a best checkpoint is chosen.
    samples: the step that samples.png shows, None where there is none.
    """

    title: str
    licence: str
    made_with: str
    model: ModelCard
    data: list[dict]
    settings: dict
    scores: dict[str, dict[str, float]]
    samples: int | None


def make_card(
    run: RunFolder, saved: SavedCheckpoint, *, title: str | None, licence: str, logs: pathlib.Path | None, version: str
) -> tuple[Card, pathlib.Path | None]:
    """Of one of a run's checkpoints, and the picture of its samples.

    title: left out, the run's name. logs: folder of TensorBoard's logs. Left out: as the run's settings have it. version: of this program.
    Raises InputError where the run is damaged.
    """
    model, settings = run_card(run, saved), run.read_settings()
    step, picture = newest_sample(run, model.step)
    scores = read_scores(run, (logs or pathlib.Path(settings.run.logs)) / run.name, model.step)
    card = Card(
        title=one_line(title or run.name, "--title"),
        licence=one_line(licence, "--licence"),
        made_with=f"lineart_colorizer {version}",
        model=model,
        data=[dataset | {"extractors": [without_folder(name) for name in dataset["extractors"]]} for dataset in read_data(run)],
        settings={name: without_folders(name, value) for name, value in settings.flat().items()},
        scores={group: {"step": at} | values for group, (at, values) in scores.items() if values},
        samples=step,
    )
    return card, picture


def read_scores(run: RunFolder, logs: pathlib.Path, until: int) -> dict[str, tuple[int, dict[str, float]]]:
    """By group, the newest scores up to a step, and their step. logs: the run's own.

    A run keeps those of its newest validation; where its best checkpoint is older, TensorBoard's files have its scores.
    """
    found, kept = newest_scores(logs, ("validation", "held_out"), until), run.read_scores()
    return found | {"validation": kept} if 0 < kept[0] <= until else found


def newest_sample(run: RunFolder, until: int) -> tuple[int | None, pathlib.Path | None]:
    """The picture grid of the newest step, up to one, at which the run made one."""
    steps = [int(path.stem.rpartition("-")[2]) for path in run.samples.glob("step-*.png")]
    step = max((step for step in steps if step <= until), default=None)
    return step, None if step is None else run.sample(step)


def one_line(text: str, option: str) -> str:
    """Raises InputError where nothing is left of it."""
    if not (line := " ".join(text.split())):
        raise InputError(f"{option} is empty: give a text, or leave it out")
    return line


def without_folders(name: str, value: Any) -> Any:
    """A setting as it may be given away: of a path, its last part."""
    return pathlib.PurePath(value).name if name in PLACES and value else value


def without_folder(extractor: str) -> str:
    """A line style as it may be given away: of a network's path, its last part."""
    kind, colon, path = extractor.partition(":")
    return f"{kind}:{SEPARATOR.split(path)[-1]}" if colon else extractor


def write_card(card: Card, samples: pathlib.Path | None, folder: pathlib.Path, *, name: str | None = None) -> None:
    """Writes card.json, card.md, settings.yaml and samples.png into a folder.

    name: what --model calls it; None: the folder, which has a SavedModel. Raises OSError where the disk refuses.
    """
    text = json.dumps(dataclasses.asdict(card), indent=1, ensure_ascii=False)
    write_whole(folder / CARD, f"{text}\n".encode())
    write_whole(folder / PAGE, make_page(dataclasses.asdict(card), settings=SETTINGS, samples=SAMPLES, name=name).encode())
    write_whole(folder / SETTINGS, yaml.safe_dump(card.settings, sort_keys=False).encode())
    if samples:
        write_whole(folder / SAMPLES, samples.read_bytes())
