import pytest


@pytest.fixture(scope="module")
def system(build_tiny):
    return build_tiny(system="unet", reconstruction="l2", reconstruction_weight=10.0)


def test_learns_a_batch_by_heart(system, tiny_batches, eagerly):
    (phase,) = system.phases
    with eagerly():
        steps = [{name: float(value) for name, value in phase.train_step([tiny_batches[0]]).items()} for _ in range(3)]
    assert set(steps[0]) == {"generator/l2", "generator/palette", "generator/total", "gradient_norm/generator"}
    for step in steps:
        assert step["generator/total"] == pytest.approx(10.0 * step["generator/l2"] + 300.0 * step["generator/palette"], rel=1e-5)
        assert step["gradient_norm/generator"] > 0.0
    totals = [step["generator/total"] for step in steps]
    assert totals == sorted(totals, reverse=True)


def test_takes_one_batch_a_step_and_has_no_critic(system, tiny_batches):
    (phase,) = system.phases
    assert (phase.objective, phase.steps, phase.reference) == ("reconstruction", None, None)
    assert (phase.batches_per_step, phase.critic_updates_per_step) == (1, 0)
    assert set(phase.optimizers) == {"generator"}
    with pytest.raises(ValueError, match="too many values"):
        phase.train_step(tiny_batches[:2])
