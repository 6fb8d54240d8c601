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
LARGEST_SEED = 2**31 - 1  # that OpenCV takes
BOUNDS = {  # of every number that is set, by what is said of one outside; label_smoothing and critic_guard are for their systems to judge
    "must be above 0": (lambda value: value > 0, (
        "size", "batch", "steps", "minutes", "checkpoint_steps", "kept", "workers", "validation_pictures", "filters", "cycle_filters",
        "critic_filters", "noise", "critic_rate", "generator_rate",
    )),
    "must be 0 or above": (lambda value: value >= 0, (
        "rollback", "log_seconds", "image_seconds", "checkpoint_seconds", "palette", "blocks", "fakes_kept", "scale", "rotation",
        "r1", "reconstruction_weight", "adversarial_weight", "palette_weight", "naming_weight", "class_weight", "diversity_weight",
        "cycle_weight", "identity_weight",
    )),
    "a share is 0 to 1": (lambda value: 0 <= value <= 1, (
        "hint_share", "shift", "thickness", "strength", "rarity", "decay_from", "average",
    )),
    "a share is 0 to below 1": (lambda value: 0 <= value < 1, ("dropout", "critic_dropout")),
    f"a seed is 0 to {LARGEST_SEED:,}": (lambda value: 0 <= value <= LARGEST_SEED, ("seed",)),
    "a share is above 0 and below 1": (lambda value: 0 < value < 1, ("held_out",)),
}  # fmt: skip


def checked(settings: Settings) -> Settings:
    """The same with the system's own defaults. Raises InputError for settings that make no sense, before anything is written."""
    objective, run, flat = settings.objective, settings.run, settings.flat()
    for bound, (is_within, names) in BOUNDS.items():
        for name in names:
            value = flat[name]
            if value is not None and not is_within(value):
                raise InputError(f"--{name.replace('_', '-')} {value}: {bound}")
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
