"""What the phases of all systems with a critic share: the objectives in turn, and how batches are spent."""

from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.smoothing import smooth
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.replicas import compiled
from lineart_colorizer.systems.schedule import planned_objectives


def smoothed_objectives(settings: Settings) -> list[tuple[Objective, int | None]]:
    """As `planned_objectives`, with the label smoothing that the settings say. Raises ValueError where it means nothing."""
    return [(smooth(objective, settings.critic.label_smoothing), steps) for objective, steps in planned_objectives(settings.objective)]


class AdversarialPhase:
    """One objective, as `protocol.Phase` says, but for optimizers, `_critic_step` and `_both_step`, which are a system's own.

    A step uses `objective.critic_steps` batches: the critic alone learns on all but the last, then both learn on the last, where each
    picture is generated once for both.
    """

    def __init__(self, objective: Objective, steps: int | None, jit: bool = False):
        self.objective = objective.name
        self.steps = steps
        self.batches_per_step = self.critic_updates_per_step = objective.critic_steps
        self.reference = objective.rest or None
        self.functions = objective
        self.critic_step = compiled(self._critic_step, jit)
        self.both_step = compiled(self._both_step, jit)

    def train_step(self, batches: list[dict]) -> dict:
        *for_critic, for_both = batches
        for batch in for_critic:
            self.critic_step(batch)
        return self.both_step(for_both)

    def _critic_step(self, batch: dict) -> dict:
        """One update of the critic alone. Returns scalars to log."""
        raise NotImplementedError

    def _both_step(self, batch: dict) -> dict:
        """One update of critic and generator. Returns scalars to log."""
        raise NotImplementedError
