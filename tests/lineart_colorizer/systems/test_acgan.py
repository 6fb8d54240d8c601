import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.objectives.adversarial import LOG_4
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.build import checked

LABELS = ("boxes", "disks")


def moved(before: dict, after: dict) -> set[str]:
    """Names of the networks and optimizers of which some variable changed."""
    return {name for name in before if any((one != other).any() for one, other in zip(before[name], after[name], strict=True))}


@pytest.fixture(scope="module")
def batches() -> list[dict]:
    """Ten batches of 32 px: a white picture of class 0, a dark one of class 1, and one without class."""
    colors = np.stack([np.full((32, 32, 3), value, np.float32) for value in (0.9, -0.9, 0.0)])
    return 10 * [{"color": tf.constant(colors), "label": tf.constant([0, 1, -1])}]


@pytest.fixture(scope="module")
def build(build_tiny):
    def call(objective=None, labels=LABELS, **settings):
        return build_tiny(objective, "acgan", labels=labels, noise=4, **settings)

    return call


@pytest.fixture(scope="module")
def plain(build):
    return build(class_weight=2.0)


def test_totals_are_the_weighted_terms_of_the_post(plain, batches, eagerly):
    """Critic: -(L_S + L_C); generator: -(L_C - L_S), L_S by the non-saturating term; L_C twice here."""
    (phase,) = plain.phases
    assert (phase.objective, phase.reference, phase.batches_per_step) == ("nonsaturating", LOG_4, 1)
    with eagerly():
        step = {name: float(value) for name, value in phase.train_step(batches[:1]).items()}
    kept = step["generator/adversarial"] + 2.0 * step["generator/label"] + 0.3 * step["generator/diversity"]
    assert step["generator/total"] == pytest.approx(kept, rel=1e-5)
    assert step["critic/total"] == pytest.approx(step["critic/adversarial"] + 2.0 * step["critic/label"], rel=1e-5)
    assert 0.3 < step["generator/label"] < 1.5  # about log 2: it cannot know yet


def test_the_critic_learns_classes_of_real_pictures_alone_unless_it_is_told_to(build, batches, eagerly):
    """With fakes, as the paper has it, L_C has a second term."""
    first = {}
    for fakes in (False, True):
        system = build(fake_classes=fakes)
        with eagerly():
            first[fakes] = {name: float(value) for name, value in system.phases[0].train_step(batches[:1]).items()}
    assert first[True]["critic/label"] == pytest.approx(first[False]["critic/label"] + first[False]["generator/label"], rel=1e-4)


def test_the_critic_step_leaves_the_generator_alone_and_noise_is_new_at_each(build, batches, eagerly, state_of):
    system = build("wgan")
    (phase,) = system.phases
    drawn, predict = [], phase.learner.predict
    phase.learner.predict = lambda batch: drawn.append(predict(batch)) or drawn[-1]
    phase.optimizers["critic"].learning_rate = 0.0
    before = state_of(system)
    with eagerly():
        phase.critic_step(batches[0])
        trained = [(one != other).any() for one, other in zip(before["generator"], state_of(system)["generator"], strict=True)]
        phase.critic_step(batches[0])
    names = [variable.path for variable in system.networks["generator"].variables]
    assert {name.rpartition("/")[2] for name, changed in zip(names, trained, strict=True) if changed} == {"moving_mean", "moving_variance"}
    assert np.abs(drawn[0]["color"] - drawn[1]["color"]).max() > 1e-4


def test_equal_systems_take_equal_steps_and_another_seed_draws_other_noise(build, batches, eagerly):
    def after(seed, noise_seed):
        system = build(seed=seed)
        system.phases[0].learner.seed = noise_seed
        with eagerly():
            return float(system.phases[0].train_step(batches[:1])["generator/total"])

    first = after(0, 0)
    assert after(0, 0) == first
    assert after(0, 1) != first


def test_the_average_holds_its_own_moving_statistics(plain, batches, eagerly):
    """They go the same share of the way as the weights: after the first update from 2/11 on."""
    (phase,) = plain.phases
    generator, average = (
        next(v for v in plain.networks[name].variables if v.path.endswith("moving_variance")) for name in ("generator", "average")
    )
    before = average.numpy()
    with eagerly():
        phase.train_step(batches[:1])
    updates = int(phase.optimizers["generator"].iterations)
    keep = (1 + updates) / (10 + updates)
    np.testing.assert_allclose(average.numpy(), generator.numpy() + keep * (before - generator.numpy()), rtol=1e-4)


def test_with_projection_the_critic_is_told_the_class_and_wgan_gp_too(build, batches, eagerly):
    system = build("wgan-gp", projection=True)
    (phase,) = system.phases
    assert set(system.networks["critic"].input) == {"color", "label"}
    with eagerly():
        step = {name: float(value) for name, value in phase.both_step(batches[0]).items()}
    total = step["critic/adversarial"] + 10.0 * step["critic/penalty"] + step["critic/label"]
    assert step["critic/total"] == pytest.approx(total, rel=1e-4)
    embedded = system.networks["critic"].get_layer("projection").embeddings.numpy()
    assert (np.abs(embedded).max(1) > 0.0).all()  # of no class, and of both: each was in the batch


@pytest.mark.parametrize("labels", [(), ("cat",)])
def test_one_class_or_none_is_plain_dcgan(build, batches, eagerly, labels):
    system = build(diversity_weight=0.0, labels=labels)
    batch = batches[0] | {"label": tf.fill([3], len(labels) - 1)}
    with eagerly():
        step = system.phases[0].train_step([batch])
    assert not [name for name in step if name.endswith("/label")]
    assert float(step["generator/total"]) == float(step["generator/adversarial"])
    assert system.sample(batch["label"]).shape == (3, 32, 32, 3)


def test_what_is_shown_are_true_pictures_and_three_samples_of_fixed_noise(plain, batches):
    shown, again = plain.columns(batches[0]), plain.columns(batches[0])
    assert list(shown) == ["true", "sample 1", "sample 2", "sample 3"]
    np.testing.assert_array_equal(shown["sample 1"], again["sample 1"])
    assert np.abs(shown["sample 1"] - shown["sample 2"]).max() > 1e-4
    assert (plain.product.kind, plain.product.networks) == ("sampler", {"sampler": "average"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"size": 96}, "--size 96: system acgan makes pictures of 32, 64, 128 px"),
        ({"critic": "16"}, "--critic: the critic of system acgan judges the whole picture; leave it out"),
        ({"adversarial_weight": 0.0, "class_weight": 0.0}, "all weights are 0: give --adversarial-weight or --class-weight"),
        ({"objective": "gan"}, "unknown objective 'gan'"),
    ],
)
def test_what_it_cannot_do_is_one_line(wrong, said):
    with pytest.raises(InputError) as refused:
        checked(Settings().but(**{"system": "acgan", "size": 64} | wrong))
    assert str(refused.value).startswith(said)
