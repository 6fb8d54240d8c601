"""Half precision: a step of every system beside the same step in float32."""

import contextlib
import dataclasses
import functools

import keras
import numpy as np
import pytest

from lineart_colorizer.objectives.adversarial import OBJECTIVES
from lineart_colorizer.precision import choose_precision
from lineart_colorizer.systems import unet
from tests.conformance.cases import SUBJECTS

BOUNDED = {"spectral_norm": True, "r1": 10.0}  # gradients of gradients, and layers that assign to their own weights
SYSTEMS = {"paired": BOUNDED, "cyclegan": {"cycle_filters": 4}, "acgan": {}, "autoencoder": {}}  # unet is paired's generator alone
HALVES = [*((system, "bf16") for system in SYSTEMS), ("paired", "fp16")]
OFF = {"bf16": 0.03, "fp16": 0.003}  # of 0.1 + |value| of a scalar, and of the length of a network's gradients
NORMALIZED = 10.0  # times that in cyclegan: instance normalization of flat pictures divides what is rounded by small deviations
CANCELLED = 0.2  # at first, what a critic learns from true and from generated pictures is nearly opposite: of the rest, more is off


@contextlib.contextmanager
def computing_in(precision: str):
    choose_precision(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy("float32")


@pytest.fixture(scope="module")
def stepped(make_case, eagerly, state_of):
    """stepped(system, precision): its first state, scalars of a first step by plain gradient descent, and the state after it.

    Adam's first update is of the same size for every gradient, so that it would show the tiniest ones.
    """

    def descent(factor):
        return keras.optimizers.SGD(factor * 1e-3)

    @functools.cache
    def step(system: str, precision: str):
        with computing_in(precision), pytest.MonkeyPatch.context() as patch:
            name = "nonsaturating" if system in SUBJECTS else None
            patch.setitem(OBJECTIVES, "nonsaturating", dataclasses.replace(OBJECTIVES["nonsaturating"], optimizer=descent))
            patch.setattr(unet, "DCGAN_ADAM", descent)
            case = make_case(system, name, generator_optimizer="objective", generator_rate=1.0, **SYSTEMS[system])
            if precision == "fp16":
                for optimizer in case.phase.optimizers.values():
                    optimizer.dynamic_scale.assign(1.0)  # it would begin so large that the first gradients overflow
            with eagerly():
                scalars = case.step()
        return case.first, scalars, state_of(case.system)

    return step


def flat(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.ravel(array) for array in arrays]).astype(np.float64)


@pytest.mark.parametrize(("system", "precision"), HALVES)
def test_a_step_is_near_the_one_in_float32(stepped, system, precision):
    most = OFF[precision] * (NORMALIZED if system == "cyclegan" else 1.0)
    (first, expected, after), (same, scalars, found) = stepped(system, "float32"), stepped(system, precision)
    off = {name: abs(scalars[name] - expected[name]) / (0.1 + abs(expected[name])) for name in expected}
    for name in filter(lambda name: name.startswith("gradient_norm/critic"), off):
        off[name] *= CANCELLED
    for name in filter(is_learning, first):
        np.testing.assert_array_equal(flat(same[name]), flat(first[name]))  # variables are float32, and begin alike
        update = flat(after[name]) - flat(first[name])
        off[name] = np.linalg.norm(flat(found[name]) - flat(after[name])) / np.linalg.norm(update)
    assert {name: value for name, value in off.items() if value > most} == {}


def is_learning(name: str) -> bool:
    """Whether it is a network, by its name in `state_of`; the others are optimizers and buffers."""
    return not name.startswith(("phase_", "fakes_"))
