import itertools
import types

import numpy as np
import pytest

from lineart_colorizer.training import loop
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.loop import Every, Limits, Moment, phase_at, train

BATCH = 3


class Clock:
    """Time that passes only as told."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class ToyPhase:
    """No network: notes which batches it was given."""

    def __init__(self, objective="toy", steps=None, batches_per_step=1, step_seconds=0.0, clock=None):
        self.objective, self.steps, self.batches_per_step = objective, steps, batches_per_step
        self.critic_updates_per_step = batches_per_step
        self.optimizers, self.reference, self.used = {}, None, []
        self.step_seconds, self.clock = step_seconds, clock

    def train_step(self, batches):
        self.used.append([batch["number"] for batch in batches])
        if self.clock:
            self.clock.now += self.step_seconds
        return {"generator/toy": float(len(self.used))}


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(loop, "time", clock)
    return clock


@pytest.fixture
def begun(tmp_path):
    """begun(phase, ...): a toy system of these phases, and its state at step 0."""

    def begin(*phases):
        system = types.SimpleNamespace(networks={}, phases=phases)
        return system, RunState(system, tmp_path)

    return begin


def numbered():
    return ({"line": np.zeros((BATCH, 1, 1, 1)), "number": number} for number in itertools.count())


def state_at(step: int, seconds: float = 0.0):
    return types.SimpleNamespace(step=step, seconds=seconds)


@pytest.mark.parametrize(
    ("limits", "step", "seconds", "share"),
    [
        (Limits(steps=10), 0, 99.0, 0.0),
        (Limits(steps=10), 5, 0.0, 0.5),
        (Limits(steps=10), 11, 0.0, 1.0),
        (Limits(seconds=60.0), 10**6, 15.0, 0.25),
        (Limits(seconds=60.0), 0, 61.0, 1.0),
        (Limits(steps=10, seconds=60.0), 2, 30.0, 0.5),
        (Limits(steps=10, seconds=60.0), 9, 30.0, 0.9),
    ],
)
def test_the_share_done_is_the_larger_of_the_two(limits, step, seconds, share):
    assert limits.share(state_at(step, seconds)) == pytest.approx(share)


def test_trains_until_the_steps_are_made(begun):
    system, state = begun(ToyPhase())
    train(system, state, numbered(), Limits(steps=5), [])
    assert system.phases[0].used == [[0], [1], [2], [3], [4]]
    assert (state.step, state.images_seen, state.critic_updates) == (5, 5 * BATCH, 5)


def test_a_step_takes_as_many_batches_as_its_phase_says(begun):
    system, state = begun(ToyPhase(batches_per_step=2))
    train(system, state, numbered(), Limits(steps=3), [])
    assert system.phases[0].used == [[0, 1], [2, 3], [4, 5]]
    assert (state.step, state.images_seen, state.critic_updates) == (3, 6 * BATCH, 6)


def test_trains_until_the_time_is_up_tasks_included(begun, clock):
    system, state = begun(ToyPhase(step_seconds=2.0, clock=clock))

    def slow_task(moment):
        clock.now += 1.0

    train(system, state, numbered(), Limits(seconds=10.0), [slow_task])
    assert (state.step, state.seconds) == (4, 12.0)


def test_time_counts_over_all_sittings_and_not_between(begun, clock):
    system, state = begun(ToyPhase(step_seconds=2.0, clock=clock))
    train(system, state, numbered(), Limits(seconds=4.0), [])
    clock.now += 1000.0
    train(system, state, numbered(), Limits(seconds=10.0), [])
    assert (state.step, state.seconds) == (5, 10.0)


def test_nothing_is_done_where_nothing_is_left(begun):
    system, state = begun(ToyPhase())
    state.advance(step=5)
    train(system, state, iter(()), Limits(steps=5), [])
    assert system.phases[0].used == []


def test_tasks_are_told_the_state_after_the_step(begun):
    system, state = begun(ToyPhase(batches_per_step=2))
    told = []

    def task(moment):
        numbers = [batch["number"] for batch in moment.batches]
        told.append((moment.state.step, moment.state.images_seen, moment.phase.objective, moment.scalars, numbers))

    train(system, state, numbered(), Limits(steps=2), [task])
    assert told == [
        (1, 2 * BATCH, "toy", {"generator/toy": 1.0}, [0, 1]),
        (2, 4 * BATCH, "toy", {"generator/toy": 2.0}, [2, 3]),
    ]


@pytest.mark.parametrize(("step", "objective"), [(0, "a"), (1, "a"), (2, "b"), (4, "b"), (5, "c"), (999, "c")])
def test_phases_take_turns(step, objective):
    system = types.SimpleNamespace(phases=(ToyPhase("a", 2), ToyPhase("b", 3), ToyPhase("c", None)))
    assert phase_at(system, step).objective == objective


def test_the_last_phase_has_what_is_left():
    assert phase_at(types.SimpleNamespace(phases=(ToyPhase("a", 2), ToyPhase("b", 3))), 7).objective == "b"


def test_a_schedule_changes_the_phase_within_one_training(begun):
    system, state = begun(ToyPhase("a", 2), ToyPhase("b", 1, batches_per_step=3))
    train(system, state, numbered(), Limits(steps=3), [])
    assert [phase.used for phase in system.phases] == [[[0], [1]], [[2, 3, 4]]]


def moments(*steps: int):
    return [Moment(state=state_at(step), phase=None, scalars={}, batches=[]) for step in steps]


def test_every_so_many_steps():
    at = []
    every = Every(lambda moment: at.append(moment.state.step), steps=3)
    for moment in moments(*range(1, 10)):
        every(moment)
    assert at == [3, 6, 9]


def test_steps_go_before_seconds(clock):
    at = []
    every = Every(lambda moment: at.append(moment.state.step), seconds=1.0, steps=2)
    for moment in moments(1, 2, 3, 4):
        clock.now += 10.0
        every(moment)
    assert at == [2, 4]


def test_every_so_many_seconds_since_it_last_ended(clock):
    at = []

    def slow(moment):
        at.append(moment.state.step)
        clock.now += 5.0

    every = Every(slow, seconds=2.0)
    for moment in moments(*range(1, 7)):
        clock.now += 1.0
        every(moment)
    assert at == [2, 4, 6]


@pytest.mark.parametrize("interval", [{"seconds": 2.0}, {"steps": 4}])
def test_at_once_is_after_the_first_step(clock, interval):
    at = []
    every = Every(lambda moment: at.append(moment.state.step), at_once=True, **interval)
    for moment in moments(1, 2, 3, 4):
        every(moment)
        clock.now += 1.0
    assert at == ([1, 3] if "seconds" in interval else [1, 4])


class ToyTeam:
    """Two workers; the other is asked to stop in the step of that number, and a second passes for the chief in each step."""

    workers = 2

    def __init__(self, asked_at: int):
        self.asked_at, self.told = asked_at, 0

    def agree(self, asked, seconds):
        self.told += 1
        return asked or self.told > self.asked_at, 1.0


def test_all_workers_end_after_the_same_step_by_the_chief_s_clock(begun, clock):
    phase = ToyPhase(step_seconds=5.0, clock=clock)
    system, state = begun(phase)
    assert train(system, state, numbered(), Limits(steps=100), [], team=ToyTeam(asked_at=3)) is True
    assert (state.step, state.seconds, state.images_seen) == (3, 3.0, 3 * 2 * BATCH)


def test_a_run_that_is_done_waits_for_nobody(begun):
    system, state = begun(ToyPhase())
    state.advance(step=2)
    team = ToyTeam(asked_at=0)
    assert train(system, state, numbered(), Limits(steps=2), [], team=team) is False
    assert team.told == 0
