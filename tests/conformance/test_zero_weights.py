"""A term whose weight is 0 is gone, and so is its cost."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import OBJECTIVES
from tests.conformance.cases import JUDGED, SUBJECTS

WEIGHTS = [(system, weight) for system, subject in SUBJECTS.items() for weight in subject.weights]
COUNTED = [*((*pair, 0.0) for pair in JUDGED), *((name, "nonsaturating", 1.0) for name in SUBJECTS)]


def operations(case, step: str = "_both_step") -> tuple[int, set[str]]:
    """How many operations a traced step has up to its gradients, functions in it included, and the names of its scalars."""
    for optimizer in case.phase.optimizers.values():
        optimizer.apply = lambda gradients, variables: None  # a third of the trace
    step = tf.function(getattr(case.phase, step), autograph=False).get_concrete_function(case.batches[0])
    graph = step.graph.as_graph_def()
    return len(graph.node) + sum(len(function.node_def) for function in graph.library.function), set(step.structured_outputs)


@pytest.fixture(scope="module")
def whole(make_case):
    """system -> its operations with every term."""
    return {name: operations(make_case(name, "nonsaturating")) for name in SUBJECTS}


@pytest.mark.parametrize(("system", "weight"), WEIGHTS)
def test_a_term_of_weight_0_is_not_traced(make_case, whole, system, weight):
    count, scalars = operations(make_case(system, "nonsaturating", **{weight: 0.0}))
    all_count, all_scalars = whole[system]
    gone = {name.rpartition("/")[2] for name in all_scalars - scalars}  # L_C is the critic's, too
    assert gone == {SUBJECTS[system].weights[weight].rpartition("/")[2]}
    assert count < all_count


@pytest.mark.parametrize(("system", "name", "weight"), COUNTED)
def test_the_objectives_generator_function_is_called_only_where_it_counts(make_case, registered, eagerly, system, name, weight):
    calls, function = [], OBJECTIVES[name].generator

    def counted(fake):
        calls.append(fake.shape)
        return function(fake)

    with registered(OBJECTIVES[name], generator=counted):
        case = make_case(system, name, adversarial_weight=weight)
        with eagerly():
            scalars = case.phase.both_step(case.batches[0])
    assert ("generator/adversarial" in scalars) is bool(calls) is bool(weight)


@pytest.mark.parametrize("system", SUBJECTS)
def test_a_gradient_penalty_of_weight_0_is_not_traced(make_case, registered, system):
    found = []
    for weight in (10.0, 0.0):
        with registered(dataclasses.replace(OBJECTIVES["wgan-gp"], penalty_weight=weight)):
            found.append(operations(make_case(system, "wgan-gp"), "_critic_step"))
    (with_penalty, scalars), (without, fewer) = found
    assert scalars - fewer == {"critic/penalty"}
    assert without < with_penalty


def test_paired_without_its_adversarial_term_learns_as_unet_does(make_case, state_of, eagerly):
    """Under the objective whose optimizer is unet's own: the same terms, and the same new weights of generator and average."""
    states, told = [], []
    for system, objective, settings in (("unet", None, {}), ("paired", "dcgan", {"adversarial_weight": 0.0})):
        case = make_case(system, objective, **settings)
        with eagerly():
            told.append(case.step())
        states.append(state_of(case.system))
    assert {name: told[1][name] for name in told[0]} == pytest.approx(told[0], rel=1e-5)
    for name in ("generator", "average"):
        for one, other in zip(states[0][name], states[1][name], strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)
