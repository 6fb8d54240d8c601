import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.objectives.smoothing import smoothed_rest
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.build import checked
from lineart_colorizer.training.checkpoints import RunState


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
        np.testing.assert_allclose(outputs[name], np.ravel(critic({"line": batch["line"], "color": color})), atol=1e-6)
    assert set(outputs) == {"real", "fake"}
    assert moved(before, state_of(adversarial_alone)) == set()


EVERYTHING = {
    "critic": "1,16", "label_smoothing": 0.1, "r1": 10.0, "critic_guard": 0.8, "told": True, "dropout": 0.5,
    "palette": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def everything(build_tiny):
    return build_tiny("nonsaturating", **EVERYTHING, labels=("boxes", "disks"))


@pytest.fixture(scope="module")
def everything_stepped(everything, tiny_batches, eagerly, state_of):
    """Its first state, and the scalars and state after one eager step."""
    first = state_of(everything)
    with eagerly():
        scalars = {name: float(value) for name, value in everything.phases[0].train_step(tiny_batches[:1]).items()}
    return first, scalars, state_of(everything)


def test_every_option_at_once(everything_stepped):
    _, scalars, _ = everything_stepped
    weights = {"l1": 100.0, "adversarial": 50.0, "label": 50.0, "naming": 50.0}
    total = sum(weight * scalars[f"generator/{name}"] for name, weight in weights.items())
    assert scalars["generator/total"] == pytest.approx(total, rel=1e-5)
    critic = {name: scalars[f"critic/{name}"] for name in ("adversarial", "r1", "label")}
    assert scalars["critic/total"] == pytest.approx(critic["adversarial"] + 10.0 * critic["r1"] + critic["label"], rel=1e-5)
    assert scalars["critic/pace"] == 1.0
    assert np.isfinite(list(scalars.values())).all()


def test_every_option_in_a_graph_is_what_it_is_eagerly(everything, everything_stepped, tiny_batches):
    """Dropout's noise too: it hangs on the number of updates alone."""
    first, scalars, _ = everything_stepped
    put_back(everything, first)
    (phase,) = everything.phases
    graph = {name: float(value) for name, value in phase.train_step(tiny_batches[:1]).items()}
    assert graph == pytest.approx(scalars, rel=2e-3, abs=1e-5)
    phase.train_step(tiny_batches[1:2])
    assert phase.both_step.experimental_get_tracing_count() == 1


def test_every_option_goes_on_exactly_after_a_restore(everything, everything_stepped, build_tiny, tiny_batches, eagerly, tmp_path):
    """Also the guard's average, the power iteration's vectors, the noise."""
    _, _, state = everything_stepped
    put_back(everything, state)
    everything.networks["critic_guard"].accuracy.assign(0.875)
    RunState(everything, tmp_path).save()
    fresh = build_tiny("nonsaturating", **EVERYTHING, labels=("boxes", "disks"))
    for network in fresh.networks.values():
        for weight in network.weights:
            weight.assign(weight + 1.0)
    assert RunState(fresh, tmp_path).restore()
    assert float(fresh.networks["critic_guard"].accuracy) == 0.875
    with eagerly():
        expected, found = (
            {name: float(value) for name, value in system.phases[0].train_step(tiny_batches[1:2]).items()} for system in (everything, fresh)
        )
    assert found == expected
    assert 0.5 < found["critic/pace"] < 0.75


def put_back(system, state: dict) -> None:
    owners = system.networks | {f"phase_0_{name}": optimizer for name, optimizer in system.phases[0].optimizers.items()}
    for name, owner in owners.items():
        for variable, value in zip(owner.variables, state[name], strict=True):
            variable.assign(value)


def test_smoothing_sets_the_line_that_tensorboard_draws(everything):
    assert everything.phases[0].reference == smoothed_rest(0.1)


def test_without_options_the_networks_are_the_plain_ones(adversarial_alone):
    assert set(adversarial_alone.networks) == {"generator", "average", "critic"}
    assert set(adversarial_alone.networks["average"].input) == {"line", "hint"}
    assert adversarial_alone.networks["critic"].output.shape == (None, None, None, 1)


def test_labels_need_classes_in_the_data(build_tiny):
    with pytest.raises(InputError, match="--labels: the data has no classes"):
        build_tiny(told=True)


@pytest.mark.parametrize("settings", [{"critic": "3"}, {"label_smoothing": 0.1, "schedule": "kl:5,wgan:5"}])
def test_refused_before_anything_is_built(settings):
    with pytest.raises(InputError, match=r"^--critic '3'|^--label-smoothing 0.1: .*, not wgan$"):
        checked(Settings().but(**settings))
