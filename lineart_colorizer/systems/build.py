"""From settings to a system."""

from data_tools.errors import InputError
from lineart_colorizer.networks.patchgan import build_patchgan
from lineart_colorizer.objectives.adversarial import Objective, find_objective
from lineart_colorizer.settings import NetworkSettings, ObjectiveSettings
from lineart_colorizer.systems.learner import Learner
from lineart_colorizer.systems.paired import Paired
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.systems.unet import Unet


def parse_schedule(schedule: str) -> list[tuple[Objective, int]]:
    """ "nonsaturating:5000,wgan:20000" to objectives and steps. Raises InputError that says what is wrong."""
    phases = []
    for part in schedule.split(","):
        name, _, steps = part.strip().partition(":")
        if not steps.isdecimal() or int(steps) == 0:
            raise InputError(f"schedule part {part.strip()!r}: write OBJECTIVE:STEPS, as in nonsaturating:5000,wgan:20000")
        phases.append((known_objective(name), int(steps)))
    return phases


def known_objective(name: str) -> Objective:
    """The objective of that name. Raises InputError with the list."""
    try:
        return find_objective(name)
    except ValueError as error:
        raise InputError(str(error)) from None


def planned_objectives(settings: ObjectiveSettings) -> list[tuple[Objective, int | None]]:
    """Objectives in turn with their steps; a single one has all. Raises InputError for unknown names or a broken schedule."""
    if settings.schedule:
        return parse_schedule(settings.schedule)
    return [(known_objective(settings.objective), None)]


def build_system(objective: ObjectiveSettings, networks: NetworkSettings, *, colors=None, shares=None, seed: int = 0) -> System:
    """The system with fresh networks and built optimizers.

    colors [K,3] RGB in [0,1], shares [K]: the palette; not needed where `networks.palette` is 0. Raises InputError.
    """
    if objective.system not in ("paired", "unet"):
        raise InputError(f"unknown system {objective.system!r}: choose one of paired, unet")
    objectives = planned_objectives(objective)
    learner = Learner(networks, objective, colors, shares)
    if objective.system == "unet":
        return Unet(learner)
    return Paired(learner, build_patchgan(filters=networks.critic_filters), objectives, seed)
