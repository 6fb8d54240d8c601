"""Every objective in every system: one property a test, over all of them.

Tracing a step is what costs, so a system is built and traced once, and each test begins by putting its first state back. Tests that
build another system come last: setting Keras' seed makes TensorFlow prepare traced functions again.
"""

import dataclasses
import itertools

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import OBJECTIVES, Objective
from lineart_colorizer.serving.saved_model import ModelCard, export_model
from lineart_colorizer.training.checkpoints import RunState

PAIRED = [("paired", objective) for objective in OBJECTIVES]
ALL = [*PAIRED, ("unet", None)]
GENERATOR_TERMS = {"l1": 100.0, "palette": 300.0, "adversarial": 50.0}  # by their default weights
SEVERAL = 8


@dataclasses.dataclass
class Case:
    """A system under test, its one phase, and the state that it began in."""

    name: str
    system: object
    functions: Objective | None  # None where there is no critic
    first: dict[str, list[np.ndarray]]

    @property
    def phase(self):
        return self.system.phases[0]

    def owners(self) -> dict:
        return self.system.networks | {f"phase_0_{name}": optimizer for name, optimizer in self.phase.optimizers.items()}

    def put_back(self, state: dict | None = None) -> None:
        for name, owner in self.owners().items():
            for variable, value in zip(owner.variables, (state or self.first)[name], strict=True):
                variable.assign(value)

    def step(self, batches: list[dict], at: int = 0) -> dict[str, float]:
        """One train_step on as many batches as it takes, from the `at`-th on, round and round."""
        used = itertools.islice(itertools.cycle(batches), at, at + self.phase.batches_per_step)
        return {name: float(value) for name, value in self.phase.train_step(list(used)).items()}


def make_case(build_tiny, state_of, system: str, objective: str | None = None) -> Case:
    built = build_tiny(objective, system)
    return Case("-".join(filter(None, (system, objective))), built, OBJECTIVES[objective] if system == "paired" else None, state_of(built))


@pytest.fixture(scope="module", params=ALL, ids=lambda pair: "-".join(filter(None, pair)))
def case(request, build_tiny, state_of):
    return make_case(build_tiny, state_of, *request.param)


@pytest.fixture
def adversarial(case):
    if case.functions is None:
        pytest.skip("unet has no critic and no adversarial term")
    return case


@pytest.fixture(scope="module")
def reconstructed(build_tiny, state_of, tiny_batches, eagerly):
    """unet's scalars and state after one step."""
    unet = make_case(build_tiny, state_of, "unet")
    with eagerly():
        scalars = unet.step(tiny_batches)
    return scalars, state_of(unet.system)


def assert_same(state: dict, other: dict) -> None:
    assert state.keys() == other.keys()
    for name in state:
        for one, two in zip(state[name], other[name], strict=True):
            np.testing.assert_array_equal(one, two, err_msg=name)


def moved(before: dict, after: dict) -> set[str]:
    """Names of the networks and optimizers of which some variable changed."""
    return {name for name in before if any((one != other).any() for one, other in zip(before[name], after[name], strict=True))}


def traces(phase) -> dict[str, int]:
    return {
        name: value.experimental_get_tracing_count()
        for name, value in vars(phase).items()
        if hasattr(value, "experimental_get_tracing_count")
    }


@pytest.fixture(scope="module")
def second_step(case, tiny_batches, eagerly, state_of):
    """The state after one step in the graph, and what a second one from there makes eagerly and in the graph: scalars and state."""
    case.put_back()
    case.step(tiny_batches)
    state = state_of(case.system)
    with eagerly():
        eager = case.step(tiny_batches, 1), state_of(case.system)
    case.put_back(state)
    graph = case.step(tiny_batches, 1), state_of(case.system)
    return state, eager, graph


def test_a_graph_step_is_an_eager_step(case, second_step):
    """Scalars alike to a thousandth, updates to a hundredth of their length: Adam magnifies the rounding of tiny gradients.

    Five critic updates in a step magnify it again and again: there it is 2 and 15 percent.
    """
    scalars_off, updates_off = (1e-3, 0.01) if case.phase.batches_per_step == 1 else (0.02, 0.15)
    state, (eager, after_eager), (graph, after_graph) = second_step
    assert graph == pytest.approx(eager, rel=scalars_off, abs=1e-5)
    for name in case.system.networks:
        first, one, other = (np.concatenate([np.ravel(array) for array in arrays[name]]) for arrays in (state, after_eager, after_graph))
        assert np.linalg.norm(one - first) > 0.0, name
        assert np.linalg.norm(one - other) <= updates_off * np.linalg.norm(one - first), name


def test_one_trace_serves_all_steps(case, second_step, tiny_batches):
    for at in range(2, 5):
        case.step(tiny_batches, at)
    alone = int(case.functions is not None and case.functions.critic_steps > 1)  # whether the critic ever learns alone
    assert traces(case.phase) == ({"generator_step": 1} if case.functions is None else {"critic_step": alone, "both_step": 1})


def test_a_step_counts_its_updates_and_tells_unweighted_terms(case, tiny_batches):
    case.put_back()
    scalars = case.step(tiny_batches)
    updates = {name: int(optimizer.iterations) for name, optimizer in case.phase.optimizers.items()}
    terms = {name.removeprefix("generator/"): value for name, value in scalars.items() if name.startswith("generator/")}
    total = terms.pop("total")
    assert total == pytest.approx(sum(GENERATOR_TERMS[name] * value for name, value in terms.items()), rel=1e-4)
    if case.functions is None:
        assert updates == {"generator": 1}
        assert set(terms) == {"l1", "palette"}
        assert not any(name.startswith("critic") for name in scalars)
        return
    assert updates == {"generator": 1, "critic": case.functions.critic_steps}
    assert case.phase.batches_per_step == case.phase.critic_updates_per_step == case.functions.critic_steps
    assert set(terms) == set(GENERATOR_TERMS)
    assert ("critic/penalty" in scalars, "critic/wasserstein" in scalars) == (case.name == "paired-wgan-gp", "wgan" in case.name)
    penalty = case.functions.penalty_weight * scalars.get("critic/penalty", 0.0)
    assert scalars["critic/total"] == pytest.approx(scalars["critic/adversarial"] + penalty, rel=1e-4, abs=1e-5)


def test_several_steps_learn(case, tiny_batches):
    """The distance to the true pictures falls on a batch that is seen again and again, whatever the critic says."""
    case.put_back()
    seen = [case.step(tiny_batches[:1]) for _ in range(SEVERAL)]
    assert seen[-1]["generator/l1"] < seen[0]["generator/l1"]
    assert seen[-1]["generator/palette"] < seen[0]["generator/palette"]
    assert np.isfinite([list(step.values()) for step in seen]).all()


@pytest.mark.parametrize("bias", [-1e4, 1e4])
def test_finite_at_huge_logits(adversarial, tiny_batches, state_of, bias):
    """A critic gone wild: its values, the gradients that go through it, and all weights after a step are finite."""
    adversarial.put_back()
    logits = adversarial.system.networks["critic"].get_layer("logits")
    logits.kernel.assign(logits.kernel * 1e4)
    logits.bias.assign(logits.bias + bias)
    scalars = adversarial.step(tiny_batches)
    assert np.isfinite(list(scalars.values())).all(), scalars
    for name, arrays in state_of(adversarial.system).items():
        assert all(np.isfinite(array).all() for array in arrays), name


def test_a_critic_step_moves_the_critic_only_and_keeps_within_its_clip(adversarial, tiny_batches, eagerly, state_of):
    adversarial.put_back()
    with eagerly():
        adversarial.phase.critic_step(tiny_batches[0])
    assert moved(adversarial.first, state_of(adversarial.system)) == {"critic", "phase_0_critic"}
    clip = adversarial.functions.clip
    largest = [np.abs(variable.numpy()).max() for variable in adversarial.system.networks["critic"].trainable_variables]
    if clip:
        assert max(largest) == np.float32(clip)
        adversarial.step(tiny_batches)  # and after the last critic update of a whole step
        assert max(np.abs(variable).max() for variable in state_of(adversarial.system)["critic"]) <= np.float32(clip)
    else:
        assert max(largest) > 0.05


def test_weight_0_removes_the_adversarial_term_and_leaves_unets_update(
    adversarial, monkeypatch, state_of, tiny_batches, eagerly, reconstructed
):
    """Eagerly: a traced step keeps the weights that it was traced with."""
    scalars, state = reconstructed
    adversarial.put_back()
    monkeypatch.setitem(adversarial.phase.learner.weights, "adversarial", 0.0)
    with eagerly():
        found = adversarial.phase.both_step(tiny_batches[0])
    assert "generator/adversarial" not in found
    assert {name: float(found[name]) for name in scalars} == pytest.approx(scalars, rel=1e-5)
    if adversarial.functions.optimizer is OBJECTIVES["dcgan"].optimizer:  # unet's own: so are the new weights
        for name in ("generator", "average"):
            for one, other in zip(state_of(adversarial.system)[name], state[name], strict=True):
                np.testing.assert_allclose(one, other, atol=1e-6)


def test_saved_and_restored_in_fresh_objects_training_goes_on_exactly(
    case, second_step, build_tiny, state_of, tiny_batches, eagerly, tmp_path
):
    """One step, save, one step; and the same second step by a new system with other weights, restored: equal to the last bit."""
    state, (scalars, after), _ = second_step
    case.put_back(state)
    counters = {"step": 1, "images_seen": 2, "critic_updates": case.phase.critic_updates_per_step, "seconds": 1.5}
    saved = RunState(case.system, tmp_path)
    saved.advance(**counters)
    saved.save()

    fresh = make_case(build_tiny, state_of, *case.name.split("-", 1))
    for network in fresh.system.networks.values():
        for variable in network.variables:
            variable.assign(variable + 1.0)
    restored = RunState(fresh.system, tmp_path)
    assert restored.restore()
    assert {name: getattr(restored, name) for name in counters} == counters
    assert_same(state_of(fresh.system), state)
    with eagerly():
        assert fresh.step(tiny_batches, 1) == scalars
    assert_same(state_of(fresh.system), after)


def test_the_saved_model_colors_as_the_network_does(build_tiny, tiny_batches, tmp_path):
    """What is exported is the colorizer alone, the same network whatever system and objective it learned by.

    So once is enough: here the other head, without a palette; tests/lineart_colorizer/serving holds the default one to the same.
    """
    colorizer = build_tiny(head="direct", palette=0).networks["average"]
    card = ModelCard(kind="colorizer", size=32, head="direct", run="test", step=0)
    loaded = tf.saved_model.load(str(export_model({"colorizer": colorizer}, card, tmp_path)))
    batch = {name: tiny_batches[0][name] for name in ("line", "hint")}
    expected = colorizer(batch, training=False)
    found = loaded.signatures["colorize_layer"](**batch)
    for name in ("color", "layer"):
        np.testing.assert_allclose(found[name], expected[name], atol=1e-5)
