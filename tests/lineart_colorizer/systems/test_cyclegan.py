import itertools

import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.objectives.adversarial import OBJECTIVES
from lineart_colorizer.pipeline.unpaired import UnpairedPictures
from lineart_colorizer.settings import AugmentationSettings, Settings
from lineart_colorizer.systems.build import checked

GENERATORS = {"forward", "backward", "forward_average", "backward_average", "phase_0_generator"}
CRITICS = {"critic_source", "critic_target", "fakes_source", "fakes_target", "phase_0_critic_source", "phase_0_critic_target"}
WEIGHTS = {"adversarial": 2.0, "cycle": 10.0, "identity": 5.0}


@pytest.fixture(scope="module")
def unpaired(dataset) -> list[dict]:
    """Six batches of two pictures a side."""
    batches = UnpairedPictures(dataset, None).training(batch=2, augmentation=AugmentationSettings(), seed=0)
    return list(batches.take(6))


@pytest.fixture
def build(build_tiny):
    return lambda objective=None, **settings: build_tiny(objective, "cyclegan", **settings)


@pytest.fixture(scope="module")
def shared(build_tiny):
    """A system for tests that do not mind what was learned before, and put back what they change."""
    return build_tiny(None, "cyclegan")


def step(system, batches: list[dict], at: int = 0) -> dict[str, float]:
    (phase,) = system.phases
    used = itertools.islice(itertools.cycle(batches), at, at + phase.batches_per_step)
    return {name: float(value) for name, value in phase.train_step(list(used)).items()}


def moved(before: dict, after: dict) -> set[str]:
    """Names of the networks, buffers and optimizers of which some variable changed."""
    return {name for name in before if any((one != other).any() for one, other in zip(before[name], after[name], strict=True))}


def terms_of(scalars: dict) -> dict[str, float]:
    terms = {name.removeprefix("generator/"): value for name, value in scalars.items() if name.startswith("generator/")}
    del terms["total"]
    return terms


@pytest.mark.parametrize("objective", ["lsgan", "wgan", "wgan-gp"])
def test_a_step_of_every_kind_of_objective_moves_all_and_tells_unweighted_terms(build, unpaired, eagerly, state_of, objective):
    system = build(objective)
    functions, before = OBJECTIVES[objective], state_of(system)
    with eagerly():
        scalars = step(system, unpaired)
    assert moved(before, state_of(system)) == GENERATORS | CRITICS
    terms = terms_of(scalars)
    assert scalars["generator/total"] == pytest.approx(sum(WEIGHTS[name] * terms[name] for name in WEIGHTS), rel=1e-4)
    penalty = functions.penalty_weight * scalars.get("critic/penalty", 0.0)
    assert scalars["critic/total"] == pytest.approx(scalars["critic/adversarial"] + penalty, rel=1e-4, abs=1e-5)
    assert ("critic/penalty" in scalars, "critic/wasserstein" in scalars) == (objective == "wgan-gp", "wgan" in objective)
    updates = {name: int(optimizer.iterations) for name, optimizer in system.phases[0].optimizers.items()}
    assert updates == {"generator": 1, "critic_source": functions.critic_steps, "critic_target": functions.critic_steps}
    assert int(system.networks["fakes_target"].uses) == functions.critic_steps
    assert np.isfinite(list(scalars.values())).all()
    if functions.clip:
        largest = max(np.abs(variable).max() for side in ("source", "target") for variable in state_of(system)[f"critic_{side}"])
        assert largest <= np.float32(functions.clip)


def test_terms_are_those_of_the_paper(shared, unpaired, eagerly):
    """Against the networks called one by one, as equations 1 to 3 and section 5.2 have it; means over both directions."""
    system = shared
    networks, batch = system.networks, unpaired[0]
    source, target = batch["source"], batch["target"]
    fake_target, fake_source = networks["forward"](source), networks["backward"](target)
    distance = {
        "cycle": [(networks["backward"](fake_target), source), (networks["forward"](fake_source), target)],
        "identity": [(networks["backward"](source), source), (networks["forward"](target), target)],
    }
    expected = {name: np.mean([np.abs(one - other).mean() for one, other in pairs]) for name, pairs in distance.items()}
    logits = {side: [networks[f"critic_{side}"]({"color": x}) for x in (real, fake)] for side, real, fake in (
        ("source", source, fake_source), ("target", target, fake_target))}  # fmt: skip
    expected["adversarial"] = np.mean([np.square(fake - 1.0).mean() / 2 for _, fake in logits.values()])
    critic = np.mean([np.square(real - 1.0).mean() / 2 + np.square(fake).mean() / 2 for real, fake in logits.values()])
    with eagerly():
        scalars = step(system, unpaired)
    assert terms_of(scalars) == pytest.approx(expected, rel=1e-4)
    assert scalars["critic/adversarial"] == pytest.approx(critic, rel=1e-4)


@pytest.mark.parametrize(
    ("removed", "calls"),
    [(("identity",), 4), (("cycle",), 2), (("adversarial",), 4), ((), 4)],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_weight_0_removes_a_term_and_its_cost(shared, unpaired, eagerly, monkeypatch, removed, calls):
    """Counts passes through generators, their pictures, and passes through critics."""
    system = shared
    for name in removed:
        monkeypatch.setitem(system.weights, name, 0.0)
    passes, judged = [], []
    for name in ("forward", "backward"):
        network = getattr(system, name)
        monkeypatch.setattr(system, name, lambda x, training, _network=network: passes.append(len(x)) or _network(x, training=training))
    for learner in system.critics.values():
        real = learner.judge
        monkeypatch.setattr(learner, "judge", lambda pictures, color, _real=real: judged.append(1) or _real(pictures, color))
    monkeypatch.setattr(system, "average", lambda optimizers: None)
    with eagerly():
        scalars = step(system, unpaired)
    assert set(terms_of(scalars)) == set(WEIGHTS) - set(removed)
    assert len(passes) == calls
    assert sum(passes) == 2 * (2 + 2 * ("identity" not in removed) + 2 * ("cycle" not in removed))
    assert len(judged) == (4 if "adversarial" in removed else 6)


def test_without_a_buffer_each_fake_is_judged_once(shared, unpaired, eagerly, monkeypatch):
    system = shared
    monkeypatch.setattr(system.phases[0], "buffers", {})
    judged = []
    for learner in system.critics.values():
        real = learner.judge
        monkeypatch.setattr(learner, "judge", lambda pictures, color, _real=real: judged.append(1) or _real(pictures, color))
    with eagerly():
        step(system, unpaired)
    assert len(judged) == 4


def test_no_buffer_where_no_fakes_are_kept(build):
    system = build(fakes_kept=0)
    assert not system.phases[0].buffers
    assert not any(name.startswith("fakes") for name in system.networks)


def test_a_critic_step_leaves_the_generators_unchanged(shared, unpaired, eagerly, state_of):
    system = shared
    before = state_of(system)
    with eagerly():
        system.phases[0].critic_step(unpaired[0])
    assert moved(before, state_of(system)) == CRITICS


def test_generators_learn_to_translate_back(build, unpaired, eagerly):
    """By the cycle term alone it falls on a batch that is seen again and again."""
    system = build(adversarial_weight=0.0, identity_weight=0.0, generator_rate=10.0)
    with eagerly():
        seen = [step(system, unpaired[:1])["generator/cycle"] for _ in range(4)]
    assert seen[-1] < 0.9 * seen[0]


def test_the_average_is_what_translates(shared, unpaired):
    system = shared
    source = unpaired[0]["source"]
    shown = {name: np.asarray(picture) for name, picture in system.columns(unpaired[0]).items()}
    assert list(shown) == ["source", "to target", "back", "target", "to source", "and back"]
    translated = system.networks["forward_average"](source)
    np.testing.assert_allclose(shown["to target"], translated, atol=1e-5)
    np.testing.assert_allclose(shown["back"], system.networks["backward_average"](translated), atol=1e-4)
    assert system.product.networks == {"forward": "forward_average", "backward": "backward_average"}


def test_scores_of_an_identity_and_of_an_inverter():
    """Pictures of 0.5: the identity changes nothing; two inversions restore, and each changes by 1."""
    from lineart_colorizer.training.scoring import score_translations

    class Toy:
        def __init__(self, sign):
            self.to_target = self.to_source = lambda picture: sign * picture

    batch = {"source": tf.fill((2, 8, 8, 3), 0.5), "target": tf.fill((2, 8, 8, 3), -0.5)}
    names = ("cycle_source", "cycle_target", "change_source", "change_target")
    assert score_translations(Toy(1.0), [batch]) == dict.fromkeys(names, 0.0)
    assert score_translations(Toy(-1.0), [batch]) == pytest.approx(dict(zip(names, (0.0, 0.0, 1.0, 1.0), strict=True)))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"size": 36}, "--size 36: translator and critic need a multiple of 8, such as 32"),
        ({"size": 32, "critic": "image"}, "a multiple of 32, such as 64"),
        ({"size": 40, "translator": "unet"}, "a multiple of 16, such as 32"),
        ({"critic": "17"}, "critic '17': choose"),
        ({"adversarial_weight": 0.0, "cycle_weight": 0.0, "identity_weight": 0.0}, "all weights are 0"),
        ({"system": "paired", "target": "other"}, "--target is a style to translate to: system paired learns from pairs"),
    ],
)
def test_settings_that_make_no_sense(settings, said):
    with pytest.raises(InputError) as refused:
        checked(Settings().but(**{"system": "cyclegan"} | settings))
    assert said in str(refused.value)


def test_the_systems_own_defaults():
    objective = checked(Settings().but(system="cyclegan")).objective
    assert (objective.objective, objective.adversarial_weight, objective.generator_optimizer, objective.generator_rate) == (
        "lsgan", 2.0, "objective", 1.0,
    )  # fmt: skip
    assert checked(Settings().but(system="cyclegan", generator_optimizer="muon")).objective.generator_optimizer == "muon"


def test_every_option_of_the_critics_at_once(build, unpaired, eagerly):
    system = build("nonsaturating", critic="1,16", spectral_norm=True, label_smoothing=0.1, r1=10.0, critic_guard=0.8)
    assert {"critic_source_guard", "critic_target_guard"} <= set(system.networks)
    with eagerly():
        scalars = step(system, unpaired)
    assert scalars["critic/total"] == pytest.approx(scalars["critic/adversarial"] + 10.0 * scalars["critic/r1"], rel=1e-4)
    assert scalars["critic/pace"] == 1.0
    assert np.isfinite(list(scalars.values())).all()


def test_what_the_critics_say(shared, unpaired, state_of):
    before = state_of(shared)
    outputs = shared.critic_outputs(unpaired[0])
    assert set(outputs) == {"real_source", "real_target", "fake_source", "fake_target"}
    expected = shared.networks["critic_target"]({"color": shared.to_target(unpaired[0]["source"])})
    np.testing.assert_allclose(outputs["fake_target"], np.ravel(expected), atol=1e-5)
    assert moved(before, state_of(shared)) == set()
