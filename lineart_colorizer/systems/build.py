"""From settings to a system. Importing this registers the systems that come with the package."""

import dataclasses

import lineart_colorizer.systems.acgan
import lineart_colorizer.systems.autoencoder
import lineart_colorizer.systems.cyclegan
import lineart_colorizer.systems.paired
import lineart_colorizer.systems.unet  # noqa: F401
from data_tools.errors import InputError
from lineart_colorizer.settings import CriticSettings, NetworkSettings, Settings
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.systems.registry import Plan, SystemKind, find_system
from lineart_colorizer.systems.schedule import planned_objectives

SYSTEMS_OWN = ("objective", "adversarial_weight", "generator_optimizer", "generator_rate")  # settings that, left out, the system knows


# Of other concerns than networks and critic, what some systems alone have a use for.
SOME_SYSTEMS = (
    "hint_share", "thickness", "strength", "reconstruction", "reconstruction_weight", "palette_weight", "naming_weight", "class_weight",
    "rarity", "diversity_weight", "cycle_weight", "identity_weight",
)  # fmt: skip


def checked(settings: Settings) -> Settings:
    """The same with the system's own defaults filled in. Raises InputError for an unknown system or objective, or what it cannot do."""
    kind, objective = find_system(settings.objective.system), settings.objective
    if kind.objective is None and (objective.objective or objective.schedule):
        what = "--schedule" if objective.schedule else "--objective"
        raise InputError(f"{what} is the critic's and the generator's game: system {kind.name} has no critic")
    if settings.data.target and kind.data != "unpaired":
        raise InputError(f"--target is a style to translate to: system {kind.name} learns from pairs (cyclegan learns without)")
    _check_known(kind, settings)
    left_out = [name for name in SYSTEMS_OWN if getattr(objective, name) is None]
    without_critic = {"adversarial_weight": 0.0} if kind.objective is None else {}
    settings = settings.but(**{name: getattr(kind, name) for name in left_out} | without_critic | kind.fixed)
    if kind.objective is not None:
        planned_objectives(settings.objective)
    kind.check(settings)
    return settings


def _check_known(kind: SystemKind, settings: Settings) -> None:
    """Raises InputError for what is set, and means nothing to the system."""
    if kind.knows is None:
        return
    standard = Settings().flat()
    own = {*dataclasses.asdict(NetworkSettings()), *dataclasses.asdict(CriticSettings()), *SOME_SYSTEMS} - {*kind.knows, *kind.fixed}
    unused = [name for name, value in settings.flat().items() if name in own and value != standard[name]]
    if kind.objective is None and settings.objective.adversarial_weight:
        unused.append("adversarial_weight")
    if unused:
        option = f"--{unused[0].replace('_', '-')}"
        raise InputError(f"{option}: system {kind.name} has no use for it; leave it out, or choose another --system")


def build_system(plan: Plan) -> System:
    """The system with fresh networks and built optimizers. Raises InputError as `checked`."""
    settings = checked(plan.settings)
    return find_system(settings.objective.system).build(dataclasses.replace(plan, settings=settings))
