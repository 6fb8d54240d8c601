import types

import keras
import pytest

from lineart_colorizer.training.decay import Decay, decayed
from lineart_colorizer.training.loop import Limits, Moment


@pytest.mark.parametrize(
    ("share", "begins", "part"),
    [
        (0.0, 1.0, 1.0),
        (1.0, 1.0, 1.0),
        (0.4, 0.5, 1.0),
        (0.5, 0.5, 1.0),
        (0.75, 0.5, 0.5),
        (1.0, 0.5, 0.0),
        (0.25, 0.0, 0.75),
        (0.9, 0.8, 0.5),
    ],
)
def test_the_rate_by_hand(share, begins, part):
    assert decayed(share, begins) == pytest.approx(part)


def system_of(*optimizers: keras.optimizers.Optimizer):
    return types.SimpleNamespace(phases=[types.SimpleNamespace(optimizers={"only": each}) for each in optimizers])


def moment(step: int, seconds: float = 0.0) -> Moment:
    return Moment(state=state_at(step, seconds), phase=None, scalars={}, batches=[])


def state_at(step: int, seconds: float = 0.0, rollbacks: int = 0):
    return types.SimpleNamespace(step=step, seconds=seconds, rollbacks=rollbacks)


def test_every_optimizer_of_every_phase_by_steps():
    slow, fast = keras.optimizers.SGD(0.1), keras.optimizers.Adam(0.4)
    decay = Decay(system_of(slow, fast), Limits(steps=10), 0.5)
    for step, part in ((5, 1.0), (6, 0.8), (9, 0.2), (10, 0.0)):
        decay(moment(step))
        assert (float(slow.learning_rate), float(fast.learning_rate)) == pytest.approx((0.1 * part, 0.4 * part))


def test_by_minutes():
    optimizer = keras.optimizers.SGD(0.1)
    Decay(system_of(optimizer), Limits(seconds=60.0), 0.0)(moment(999, seconds=45.0))
    assert float(optimizer.learning_rate) == pytest.approx(0.025)


def test_a_training_made_longer_takes_its_rates_up_again():
    """Its checkpoint holds rates near 0; the whole rates are those that were there before it was restored."""
    optimizer = keras.optimizers.SGD(0.1)
    decay = Decay(system_of(optimizer), Limits(steps=20), 0.5)
    optimizer.learning_rate = 0.0  # restored
    decay.set(state_at(10))
    assert float(optimizer.learning_rate) == pytest.approx(0.1)


@pytest.mark.parametrize(("begins", "rate"), [(1.0, 0.1 / 4), (0.5, 0.1 / 4 * 0.4)])
def test_each_roll_back_halves_the_rates_decaying_or_not(begins, rate):
    optimizer = keras.optimizers.SGD(0.1)
    Decay(system_of(optimizer), Limits(steps=10), begins).set(state_at(8, rollbacks=2))
    assert float(optimizer.learning_rate) == pytest.approx(rate)


def test_without_decay_rates_are_left_alone():
    optimizer = keras.optimizers.SGD(0.1)
    decay = Decay(system_of(optimizer), Limits(steps=10), 1.0)
    optimizer.learning_rate = 0.03
    decay(moment(9))
    assert float(optimizer.learning_rate) == pytest.approx(0.03)
