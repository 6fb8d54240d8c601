"""Cases, built and traced once for all files: tracing a step is what costs."""

import contextlib
import dataclasses

import pytest

from tests.conformance.cases import ALL, SUBJECTS, WITHOUT_CRITIC, Case, called


@pytest.fixture(scope="session")
def make_case(request, build_tiny, state_of):
    """make_case(system, objective, **settings) -> Case of a fresh tiny system. Where the critic learns five times a step, it does twice."""

    def make(system: str, objective: str | None = None, **settings) -> Case:
        from lineart_colorizer.objectives.adversarial import OBJECTIVES

        subject, kind = (SUBJECTS | WITHOUT_CRITIC)[system], None
        with pytest.MonkeyPatch.context() as patch:
            if objective:
                kind = dataclasses.replace(OBJECTIVES[objective], critic_steps=min(2, OBJECTIVES[objective].critic_steps))
                patch.setitem(OBJECTIVES, objective, kind)
            built = build_tiny(objective, system, **subject.settings | settings)
        return Case(subject, kind, built, request.getfixturevalue(subject.batches), state_of(built))

    return make


@pytest.fixture(scope="session", params=ALL, ids=called)
def case(request, make_case) -> Case:
    return make_case(*request.param)


@pytest.fixture
def judged(case) -> Case:
    if case.objective is None:
        pytest.skip("a system without a critic")
    return case


@pytest.fixture(scope="session")
def second_step(case, eagerly, state_of):
    """The state after one step in the graph, and what a second one from there makes eagerly and in the graph: scalars and state."""
    case.put_back()
    case.step()
    state = state_of(case.system)
    with eagerly():
        eager = case.step(at=1), state_of(case.system)
    case.put_back(state)
    graph = case.step(at=1), state_of(case.system)
    return state, eager, graph


@pytest.fixture
def registered():
    """`with registered(objective):` makes an objective known for a while. Its name may be one that is taken."""
    from lineart_colorizer.objectives.adversarial import OBJECTIVES

    @contextlib.contextmanager
    def known(objective, **changed):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(OBJECTIVES, objective.name, dataclasses.replace(objective, **changed))
            yield objective.name

    return known
