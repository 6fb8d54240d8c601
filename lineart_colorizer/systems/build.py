"""From settings to a system. Importing this registers the systems that come with the package."""

import dataclasses

import lineart_colorizer.systems.autoencoder
import lineart_colorizer.systems.paired
import lineart_colorizer.systems.unet  # noqa: F401
from data_tools.errors import InputError
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.systems.registry import Plan, find_system
from lineart_colorizer.systems.schedule import planned_objectives


def checked(settings: Settings) -> Settings:
    """The same with the system's own defaults filled in. Raises InputError for an unknown system or objective, or what it cannot do."""
    kind, objective = find_system(settings.objective.system), settings.objective
    if kind.objective is None and (objective.objective or objective.schedule):
        what = "--schedule" if objective.schedule else "--objective"
        raise InputError(f"{what} is the critic's and the generator's game: system {kind.name} has no critic")
    weight = kind.adversarial_weight if objective.adversarial_weight is None else objective.adversarial_weight
    settings = settings.but(objective=objective.objective or kind.objective, adversarial_weight=weight, **kind.fixed)
    if kind.objective is not None:
        planned_objectives(settings.objective)
    kind.check(settings)
    return settings


def build_system(plan: Plan) -> System:
    """The system with fresh networks and built optimizers. Raises InputError as `checked`."""
    settings = checked(plan.settings)
    return find_system(settings.objective.system).build(dataclasses.replace(plan, settings=settings))
