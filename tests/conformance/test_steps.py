"""Every objective in every system that has a critic, and those without one: what a step does, and that it goes on after a restore.

The last test builds systems anew, which makes TensorFlow prepare traced functions again: it comes last for each case. It is in this file
so that each case is traced once where files are spread over processes.
"""

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.training.checkpoints import RunState
from tests.conformance.cases import assert_same, is_critics, moved

SEVERAL = 8
RESTORED = ("dcgan", "lsgan", "wgan")  # parametrized by these alone, each would be built and traced again


def traces(phase) -> dict[str, int]:
    return {
        name: value.experimental_get_tracing_count()
        for name, value in vars(phase).items()
        if hasattr(value, "experimental_get_tracing_count")
    }


def test_a_graph_step_is_an_eager_step(case, second_step):
    """Scalars alike to a thousandth, updates to a hundredth of their length: Adam magnifies the rounding of tiny gradients.

    A second critic update in a step magnifies it again: there it is 2 and 15 percent or more.
    """
    scalars_off, updates_off = (
        (1e-3, case.subject.updates_off) if case.phase.batches_per_step == 1 else (0.02, max(0.15, 5 * case.subject.updates_off))
    )
    state, (eager, after_eager), (graph, after_graph) = second_step
    assert graph == pytest.approx(eager, rel=scalars_off, abs=1e-5)
    for name in case.system.networks:
        first, one, other = (np.concatenate([np.ravel(array) for array in arrays[name]]) for arrays in (state, after_eager, after_graph))
        assert np.linalg.norm(one - first) > 0.0, name
        assert np.linalg.norm(one - other) <= updates_off * np.linalg.norm(one - first), name


def test_one_trace_serves_all_steps(case, second_step):
    for at in range(2, 5):
        case.step(at)
    if case.objective is None:
        assert traces(case.phase) == {"generator_step": 1}
    else:
        alone = int(case.objective.critic_steps > 1)  # whether the critic ever learns alone
        assert traces(case.phase) == {"critic_step": alone, "both_step": 1}


def test_a_step_counts_its_updates_and_tells_unweighted_terms(case):
    case.put_back()
    scalars = case.step()
    updates = {name: int(optimizer.iterations) for name, optimizer in case.phase.optimizers.items()}
    terms = {name for name in scalars if name.startswith("generator/")} - {"generator/total"}
    assert terms == set(case.subject.weights.values())
    if case.objective is None:
        assert updates == {"generator": 1}
        assert not any(is_critics(name) for name in scalars)
        return
    assert updates == {"generator": 1} | dict.fromkeys(case.critics, case.objective.critic_steps)
    assert case.phase.batches_per_step == case.phase.critic_updates_per_step == case.objective.critic_steps
    assert ("critic/penalty" in scalars) is bool(case.objective.penalty_weight)
    assert ("critic/wasserstein" in scalars) is case.objective.is_wasserstein
    penalty = case.objective.penalty_weight * scalars.get("critic/penalty", 0.0)
    named = scalars["critic/adversarial"] + penalty + scalars.get("critic/label", 0.0)
    assert scalars["critic/total"] == pytest.approx(named, rel=1e-4, abs=1e-5)


def test_several_steps_learn(case):
    """What the generator is to come near to comes nearer on a batch that is seen again and again, whatever the critic says."""
    case.put_back()
    seen = [case.step(only=1) for _ in range(SEVERAL)]
    for name in case.subject.falling:
        assert seen[-1][name] < seen[0][name], name
    assert np.isfinite([list(step.values()) for step in seen]).all()


@pytest.mark.parametrize("bias", [-1e4, 1e4])
def test_finite_at_huge_logits(judged, state_of, bias):
    """Critics gone wild: their values, the gradients that go through them, and all weights after a step are finite."""
    judged.put_back()
    for critic in judged.critics.values():
        logits = critic.get_layer("logits")
        logits.kernel.assign(logits.kernel * 1e4)
        logits.bias.assign(logits.bias + bias)
    scalars = judged.step()
    assert np.isfinite(list(scalars.values())).all(), scalars
    for name, arrays in state_of(judged.system).items():
        assert all(np.isfinite(array).all() for array in arrays), name


def test_a_critic_step_moves_critics_only_and_keeps_within_their_clip(judged, eagerly, state_of):
    judged.put_back()
    with eagerly():
        judged.phase.critic_step(judged.batches[0])
    assert judged.taught(judged.first) == set(judged.critics)
    assert "phase_0_generator" not in moved(judged.first, state_of(judged.system))
    largest = max(np.abs(variable.numpy()).max() for critic in judged.critics.values() for variable in critic.trainable_variables)
    if clip := judged.objective.clip:
        assert largest == np.float32(clip)
        judged.step()  # and after the last critic update of a whole step
        assert max(
            np.abs(variable.numpy()).max() for critic in judged.critics.values() for variable in critic.trainable_variables
        ) <= np.float32(clip)
    else:
        assert largest > 0.05


def test_the_generators_update_moves_no_critic(judged, eagerly, state_of, monkeypatch):
    """A step on one batch, the critic's own update left out: what is left is the generator's."""
    judged.put_back()
    for name in judged.critics:
        monkeypatch.setattr(judged.phase.optimizers[name], "apply", lambda gradients, variables: None)
    with eagerly():
        judged.phase.both_step(judged.batches[0])
    after = moved(judged.first, state_of(judged.system))
    assert "phase_0_generator" in after
    if not judged.objective.clip:  # clipping moves the critic's first weights, which are larger
        assert not any(is_critics(name) for name in after), after
        return
    for name, arrays in state_of(judged.system).items():
        if is_critics(name) and not name.startswith("phase"):
            for array, first in zip(arrays, judged.first[name], strict=True):
                np.testing.assert_array_equal(array, np.clip(first, -judged.objective.clip, judged.objective.clip))


def test_restored_in_fresh_objects_training_goes_on_exactly(case, second_step, make_case, state_of, eagerly, tmp_path):
    """One step, save, one step; and the same second step by a new system with other weights, restored: equal to the last bit."""
    if case.objective and case.objective.name not in RESTORED:
        pytest.skip(f"keeps nothing that {', '.join(RESTORED)} do not")
    state, (scalars, after), _ = second_step
    case.put_back(state)
    counters = {"step": 1, "images_seen": 2, "critic_updates": case.phase.critic_updates_per_step, "seconds": 1.5}
    saved = RunState(case.system, tmp_path)
    saved.advance(**counters)
    saved.save()

    fresh = make_case(case.subject.name, case.objective and case.objective.name)
    for network in fresh.system.networks.values():
        for variable in network.variables:
            variable.assign(tf.cast(tf.cast(variable, tf.float32) + 1.0, variable.dtype))
    restored = RunState(fresh.system, tmp_path)
    assert restored.restore()
    assert {name: getattr(restored, name) for name in counters} == counters
    assert_same(state_of(fresh.system), state)
    with eagerly():
        shown, again = (each.system.columns(case.batches[0]) for each in (case, fresh))
        assert fresh.step(at=1) == scalars
    for caption in shown:
        np.testing.assert_array_equal(shown[caption], again[caption], err_msg=caption)
    assert_same(state_of(fresh.system), after)
