"""The training loop. It knows the system's protocol, the run's state, and things to do now and then; no network, no objective."""

import dataclasses
import time
from collections.abc import Callable, Iterator

from lineart_colorizer.systems.protocol import Phase, System
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.faults import check_finite
from lineart_colorizer.training.strategies import ALONE, Team


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """Where training ends: after `steps` generator updates or `seconds` of training, over all sittings; whichever comes first."""

    steps: int | None = None
    seconds: float | None = None

    def share(self, state: RunState) -> float:
        """How much is done, 0 to 1."""
        parts = [state.step / self.steps] if self.steps else []
        parts += [state.seconds / self.seconds] if self.seconds else []
        return min(max(parts), 1.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Moment:
    """What a task is told: the state after a step, the phase it was made in, its scalars, its batches."""

    state: RunState
    phase: Phase
    scalars: dict
    batches: list[dict]


class Every:
    """Calls `task` when `seconds` have passed, or `steps` steps, since it last was; the first time after the first step if `at_once`."""

    def __init__(self, task: Callable[[Moment], None], *, seconds: float = 0.0, steps: int | None = None, at_once: bool = False):
        self._task, self._seconds, self._steps = task, seconds, steps
        self._due = at_once
        self._last = time.monotonic()

    def __call__(self, moment: Moment) -> None:
        due = moment.state.step % self._steps == 0 if self._steps else time.monotonic() - self._last >= self._seconds
        if due or self._due:
            self._due = False
            self._task(moment)
            self._last = time.monotonic()


def phase_at(system: System, step: int) -> Phase:
    """The phase in which the step after `step` updates is made; the last one has what is left."""
    for phase in system.phases:
        if phase.steps is None or step < phase.steps:
            return phase
        step -= phase.steps
    return system.phases[-1]


def count_pictures(batches: list[dict]) -> int:
    """How many pictures (or pairs of them) these batches hold."""
    return sum(len(next(iter(batch.values()))) for batch in batches)


def train(
    system: System,
    state: RunState,
    batches: Iterator[dict],
    limits: Limits,
    tasks: list[Callable[[Moment], None]],
    is_asked_to_stop: Callable[[], bool] = lambda: False,
    team: Team = ALONE,
) -> bool:
    """Trains until a limit is reached, or somebody asks to stop. Time counts all that happens here: steps, tracing, summaries.

    team: that trains together; batches are this worker's parts. All its workers end after the same step. Returns whether one of them was
    asked to stop. Raises NotFiniteError at a step of which a term is not finite; that step is not counted, and its networks are not to be
    saved.
    """
    begun = time.monotonic()
    asked = limits.share(state) < 1.0 and team.agree(is_asked_to_stop(), 0.0)[0]
    while limits.share(state) < 1.0 and not asked:
        phase = phase_at(system, state.step)
        used = [next(batches) for _ in range(phase.batches_per_step)]
        scalars = phase.train_step(used)
        check_finite(scalars, used)
        state.advance(step=1, images_seen=count_pictures(used) * team.workers, critic_updates=phase.critic_updates_per_step)
        moment = Moment(state=state, phase=phase, scalars=scalars, batches=used)
        for task in tasks:
            task(moment)
        now = time.monotonic()
        asked, passed = team.agree(is_asked_to_stop(), now - begun)
        state.advance(seconds=passed)
        begun = now
    return asked
