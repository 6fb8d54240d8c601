"""What there is to tell of a run without loading it: its system, how far it came, its scores, its size on disk."""

import dataclasses
import pathlib

from data_tools.errors import InputError
from data_tools.storage import size_of
from lineart_colorizer.settings import HOUSEKEEPING, Settings
from lineart_colorizer.training.checkpoint_folder import list_checkpoints
from lineart_colorizer.training.run_folder import RunFolder

SHOWN = ("right", "rare", "palette", "bleed", "paper", "ms_ssim_fake")  # scores of a list


@dataclasses.dataclass(frozen=True, kw_only=True)
class Overview:
    """One run. settings: None where they cannot be read. scores: of its last validation, by name. bytes: of its folder and its logs."""

    name: str
    settings: Settings | None
    step: int
    is_finished: bool
    scores: dict[str, float]
    bytes: int

    def row(self) -> dict[str, str]:
        """As a list shows it."""
        objective = self.settings.objective if self.settings else None
        made = {"run": self.name, "system": objective.system if objective else "unreadable settings"}
        made["objective"] = (objective.schedule or objective.objective or "default") if objective else "-"
        made |= {"steps": f"{self.step:,}", "": "finished" if self.is_finished else "goes on", "on disk": f"{self.bytes / 1e6:,.0f} MB"}
        return made | {name: f"{self.scores[name]:.3f}" for name in SHOWN if name in self.scores}


def overview(run: RunFolder, logs: pathlib.Path) -> Overview:
    """Of a run, and of its folder in logs."""
    try:
        settings = run.read_settings()
    except InputError:
        settings = None
    try:
        scores = run.read_scores()[1]
    except InputError:
        scores = {}
    steps = [checkpoint.step for checkpoint in list_checkpoints(run.checkpoints)]
    return Overview(
        name=run.name,
        settings=settings,
        step=max(steps, default=0),
        is_finished=run.is_finished,
        scores=scores,
        bytes=size_of(run.path) + size_of(logs / run.name),
    )


def compare(runs: list[Overview]) -> list[dict[str, str]]:
    """Rows of what differs between runs: the settings that change what is learned, then scores; a column for each run."""
    flats = {run.name: run.settings.flat() if run.settings else {} for run in runs}
    names = dict.fromkeys(name for flat in flats.values() for name in flat if name not in HOUSEKEEPING)
    rows = [{"": name} | {run: str(flat.get(name, "-")) for run, flat in flats.items()} for name in names]
    rows = [row for row in rows if len(set(list(row.values())[1:])) > 1]
    rows.append({"": "steps"} | {run.name: f"{run.step:,}" for run in runs})
    scores = dict.fromkeys(name for run in runs for name in run.scores)
    return rows + [{"": name} | {run.name: f"{run.scores[name]:.4g}" for run in runs if name in run.scores} for name in scores]
