import numpy as np
import pytest


def moved(before: dict, after: dict) -> set[str]:
    """Names of the networks and optimizers of which some variable changed."""
    return {name for name in before if any((one != other).any() for one, other in zip(before[name], after[name], strict=True))}


@pytest.fixture(scope="module")
def adversarial_alone(build_tiny):
    """A generator that learns from the critic alone."""
    return build_tiny("nonsaturating", reconstruction_weight=0.0, palette_weight=0.0)


@pytest.fixture(scope="module")
def scheduled(build_tiny):
    return build_tiny(schedule="hinge:1,wgan:1")


def test_the_critic_learns_to_tell_real_from_fake(adversarial_alone, tiny_batches, eagerly, state_of):
    """On one batch its loss falls with every step, and the gap between its logits widens; the generator stays as it is."""
    (phase,) = adversarial_alone.phases
    phase.optimizers["critic"].learning_rate = 2e-3
    before = state_of(adversarial_alone)
    with eagerly():
        steps = [{name: float(value) for name, value in phase.critic_step(tiny_batches[0]).items()} for _ in range(4)]
    losses = [step["critic/adversarial"] for step in steps]
    gaps = [step["critic/logit_real"] - step["critic/logit_fake"] for step in steps]
    assert losses == sorted(losses, reverse=True)
    assert gaps == sorted(gaps)
    assert losses[0] == steps[0]["critic/total"]
    assert moved(before, state_of(adversarial_alone)) == {"critic", "phase_0_critic"}


def test_the_generator_learns_to_deceive_the_critic(adversarial_alone, tiny_batches, eagerly, state_of):
    """Against a critic that is held still, the logits of its pictures rise with every step."""
    (phase,) = adversarial_alone.phases
    phase.optimizers["critic"].learning_rate = 0.0
    before = state_of(adversarial_alone)
    with eagerly():
        steps = [phase.train_step([tiny_batches[0]]) for _ in range(3)]
    logits = [float(step["critic/logit_fake"]) for step in steps]
    terms = [float(step["generator/adversarial"]) for step in steps]
    assert logits == sorted(logits)
    assert logits[-1] > logits[0]
    assert terms == sorted(terms, reverse=True)
    assert [50.0 * term for term in terms] == pytest.approx([float(step["generator/total"]) for step in steps])
    assert moved(before, state_of(adversarial_alone)) == {"generator", "average", "phase_0_generator", "phase_0_critic"}  # its counter


def test_the_next_objective_goes_on_with_the_networks_and_fresh_optimizers(scheduled, tiny_batches, eagerly, state_of):
    first, second = scheduled.phases
    assert (first.batches_per_step, second.batches_per_step) == (1, 5)
    assert (first.critic_updates_per_step, second.critic_updates_per_step) == (1, 5)
    assert (first.reference, second.reference) == (2.0, None)
    states = [state_of(scheduled)]
    with eagerly():
        first.train_step(tiny_batches[:1])
        states.append(state_of(scheduled))
        scalars = second.train_step(tiny_batches[:5])
        states.append(state_of(scheduled))
    networks = {"generator", "average", "critic"}
    assert moved(*states[:2]) == networks | {"phase_0_generator", "phase_0_critic"}
    assert moved(*states[1:]) == networks | {"phase_1_generator", "phase_1_critic"}
    assert {name: int(optimizer.iterations) for name, optimizer in second.optimizers.items()} == {"generator": 1, "critic": 5}
    assert float(scalars["critic/wasserstein"]) == -float(scalars["critic/adversarial"])
    assert max(np.abs(variable).max() for variable in scheduled.networks["critic"].trainable_variables) <= np.float32(0.01)


def test_what_the_critic_says_of_true_and_generated_pictures(adversarial_alone, tiny_batches, state_of):
    before, batch = state_of(adversarial_alone), tiny_batches[0]
    outputs = adversarial_alone.critic_outputs(batch)
    critic = adversarial_alone.networks["critic"]
    for name, color in (("real", batch["color"]), ("fake", adversarial_alone.sample(batch))):
        np.testing.assert_allclose(outputs[name], critic({"line": batch["line"], "color": color}), atol=1e-6)
    assert set(outputs) == {"real", "fake"}
    assert moved(before, state_of(adversarial_alone)) == set()
