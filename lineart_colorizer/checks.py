"""What a person asks of `train`, checked before anything is written, and how long it is to train."""

import importlib
import os
import pathlib
import sys
from typing import TYPE_CHECKING

from data_tools.errors import InputError
from lineart_colorizer.settings import Settings

if TYPE_CHECKING:
    from lineart_colorizer.training.loop import Limits

DEMO_MINUTES = 5.0
DEFAULT_STEPS = 100_000


def checked(settings: Settings) -> Settings:
    """The same with the system's own defaults. Raises InputError for settings that make no sense, before anything is written."""
    data, objective, run = settings.data, settings.objective, settings.run
    for name in ("size", "batch", "steps", "minutes", "checkpoint_steps", "kept"):
        value = settings.flat()[name]
        if value is not None and value <= 0:
            raise InputError(f"--{name.replace('_', '-')} {value}: must be above 0")
    if not 0.0 <= data.hint_share <= 1.0:
        raise InputError(f"--hint-share {data.hint_share}: a share is 0 to 1")
    if not 0.0 <= objective.decay_from <= 1.0:
        raise InputError(f"--decay-from {objective.decay_from}: a share of the training is 0 to 1")
    if not 0.0 < data.held_out < 1.0:
        raise InputError(f"--held-out {data.held_out}: a share of the pictures is above 0 and below 1")
    for name in ("seed", "rollback"):
        if (value := getattr(run, name)) < 0:
            raise InputError(f"--{name} {value}: must be 0 or above")
    if run.steps and run.minutes:
        raise InputError("give --steps or --minutes, not both")
    if run.run and pathlib.Path(run.run).name != run.run:
        raise InputError(f"--run {run.run}: a name, not a path (folders: --models, --logs)")
    from lineart_colorizer.systems import build  # before the extensions: the names of what comes with the package are taken
    from lineart_colorizer.systems.schedule import parse_schedule
    from lineart_colorizer.training.best import higher_is_better

    if run.best:
        higher_is_better(run.best)
    import_extensions(run.extensions)
    settings = build.checked(settings)
    if objective.schedule:
        total = sum(steps for _, steps in parse_schedule(objective.schedule))
        if run.minutes or (run.steps and run.steps != total):
            raise InputError(f"--schedule says {total:,} steps in all: leave --steps and --minutes out")
    return settings


def import_extensions(modules: str | None) -> None:
    """Imports a person's own modules, which register systems and objectives. Raises InputError for one that fails."""
    if modules and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    for name in filter(None, (part.strip() for part in (modules or "").split(","))):
        try:
            importlib.import_module(name)
        except Exception as error:
            raise InputError(f"--extensions {name}: {type(error).__name__}: {error}") from error


def limits_of(settings: Settings) -> "Limits":
    """When training ends: as asked, else the schedule's sum, else 5 minutes on the demo set and 100,000 steps on other data."""
    from lineart_colorizer.systems.schedule import parse_schedule
    from lineart_colorizer.training.loop import Limits

    run, objective = settings.run, settings.objective
    if objective.schedule:
        return Limits(steps=sum(steps for _, steps in parse_schedule(objective.schedule)))
    minutes = run.minutes or (DEMO_MINUTES if settings.data.data is None and not run.steps else None)
    if minutes:
        return Limits(seconds=60.0 * minutes)
    return Limits(steps=run.steps or DEFAULT_STEPS)
