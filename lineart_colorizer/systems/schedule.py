"""Which objectives a run has, one after the other."""

from data_tools.errors import InputError
from lineart_colorizer.objectives.adversarial import Objective, find_objective
from lineart_colorizer.settings import ObjectiveSettings


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
        return list(parse_schedule(settings.schedule))
    return [(known_objective(str(settings.objective)), None)]
