import keras
import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.objectives.adversarial import find_objective
from lineart_colorizer.objectives.smoothing import smooth, smoothed_rest
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.critic_learner import CriticLearner, check_critic

SIDE = 8


def learner(*, classes: int = 0, **settings) -> CriticLearner:
    keras.utils.set_random_seed(0)
    return CriticLearner(Settings().but(critic_filters=2, **settings), classes=classes, channels={"color": 3})


@pytest.fixture(scope="module")
def batch():
    """Two pictures, of labels 1 and none, and what the generator made in their place."""
    return {"color": tf.random.stateless_uniform((2, SIDE, SIDE, 3), (0, 1)), "label": tf.constant([1, -1])}


@pytest.fixture(scope="module")
def fake_color():
    return tf.random.stateless_uniform((2, SIDE, SIDE, 3), (0, 2))


def make_linear(critic: CriticLearner, weight) -> None:
    """In place of its network: at every pixel the logit weight . color."""
    inputs = {"color": keras.Input((None, None, 3), name="color")}
    logits = keras.layers.Conv2D(1, 1, use_bias=False, kernel_initializer=keras.initializers.Constant(0.0), name="logits")(inputs["color"])
    critic.network = keras.Model(inputs, logits)
    critic.network.set_weights([np.reshape(weight, (1, 1, 3, 1))])


def numbers(terms: dict) -> dict[str, float]:
    return {name: float(value) for name, value in terms.items()}


def test_pictures_are_normalized_each_by_itself_where_asked():
    plain, normalized = (CriticLearner(Settings().but(critic_filters=2), instance_norm=asked).network for asked in (False, True))
    assert [layer.name for layer in normalized.layers if layer.name.startswith("norm_")] == ["norm_1", "norm_2"]
    assert len(normalized.layers) == len(plain.layers) + 2


@pytest.mark.parametrize("name", ["nonsaturating", "wgan", "lsgan", "hinge"])
def test_the_objective_is_averaged_over_critics_of_any_size(name, batch, fake_color):
    critic, objective = learner(critic="1,16,image"), find_objective(name)
    terms, total, (on_fake, label) = critic.terms(objective, batch, fake_color, 0)
    on_real = critic.judge(batch, batch["color"])[0]
    each = [float(objective.critic(real, fake)) for real, fake in zip(on_real, on_fake, strict=True)]
    assert len(set(each)) == 3
    assert label is None
    assert float(total) == float(terms["critic/adversarial"]) == pytest.approx(np.mean(each), rel=1e-5)
    assert float(terms["critic/logit_real"]) == pytest.approx(np.mean([np.mean(logits) for logits in on_real]), rel=1e-5)


@pytest.mark.parametrize(("weight", "length"), [((3.0, 0.0, 4.0), 5.0), ((0.0, 12.0, 0.0), 12.0)])
def test_penalties_of_a_linear_critic_in_closed_form(weight, length, batch, fake_color):
    """A picture's score is the mean of its 64 logits, so its slope is w / 64 at 64 pixels, of norm |w| / 8, at any picture.

    R1 is |w|^2 / 64 / 2, the gradient penalty (|w| / 8 - 1)^2.
    """
    critic = learner(r1=10.0)
    make_linear(critic, weight)
    terms, total, _ = critic.terms(find_objective("wgan-gp"), batch, fake_color, 0)
    terms = numbers(terms)
    assert terms["critic/r1"] == pytest.approx(length**2 / 128.0, rel=1e-5)
    assert terms["critic/penalty"] == pytest.approx((length / 8.0 - 1.0) ** 2, rel=1e-5)
    assert float(total) == pytest.approx(terms["critic/adversarial"] + 10.0 * terms["critic/penalty"] + 10.0 * terms["critic/r1"], rel=1e-5)


def test_r1_is_learned_from(batch, fake_color):
    """Its gradient by w is w / 64; what is not asked for is not computed."""
    critic = learner(r1=10.0)
    make_linear(critic, (3.0, 0.0, 4.0))
    with tf.GradientTape() as tape:
        terms, _, _ = critic.terms(find_objective("hinge"), batch, fake_color, 0)
    (gradient,) = tape.gradient(terms["critic/r1"], critic.network.trainable_variables)
    np.testing.assert_allclose(np.ravel(gradient), np.array([3.0, 0.0, 4.0]) / 64.0, rtol=1e-5, atol=1e-7)
    plain, _, _ = learner().terms(find_objective("hinge"), batch, fake_color, 0)
    assert set(plain) == {"critic/adversarial", "critic/logit_real", "critic/logit_fake"}


def test_classes_are_named_where_there_is_a_label(batch, fake_color):
    """By a head that is undecided among four: ln 4 for the real and ln 4 for the fake picture of label 1; none counts not."""
    critic = learner(classes=4, class_weight=2.0)
    head = critic.network.get_layer("label")
    head.set_weights([np.zeros_like(weight) for weight in head.get_weights()])
    terms, total, (_, label) = critic.terms(find_objective("kl"), batch, fake_color, 0)
    assert label.shape == (2, 4)
    assert float(terms["critic/label"]) == pytest.approx(2.0 * np.log(4.0), rel=1e-5)
    assert float(total) == pytest.approx(float(terms["critic/adversarial"]) + 2.0 * float(terms["critic/label"]), rel=1e-5)
    unlabelled, _, _ = critic.terms(find_objective("kl"), batch | {"label": tf.constant([-1, -1])}, fake_color, 0)
    assert float(unlabelled["critic/label"]) == 0.0


def test_weight_0_takes_the_naming_away(batch, fake_color):
    terms, _, _ = learner(classes=4, class_weight=0.0).terms(find_objective("kl"), batch, fake_color, 0)
    assert "critic/label" not in terms


@pytest.mark.parametrize(("accuracy", "pace"), [(0.5, 1.0), (0.9, 0.5), (1.0, 0.0)])
def test_the_guard_slows_a_critic_that_wins(accuracy, pace):
    critic = learner(critic_guard=0.8)
    critic.guard.accuracy.assign(accuracy)
    before = critic.network.get_weights()
    optimizer = keras.optimizers.SGD(1.0)
    critic.apply([tf.ones_like(weight) for weight in before], optimizer, clip=0.0)
    for old, new in zip(before, critic.network.get_weights(), strict=True):
        np.testing.assert_allclose(new, old - pace, atol=1e-5)
    assert int(optimizer.iterations) == 1
    assert set(critic.networks) == {"critic", "critic_guard"}


def test_the_guard_is_told_of_every_judgement(batch, fake_color):
    terms, _, _ = learner(critic_guard=0.8).terms(find_objective("hinge"), batch, fake_color, 0)
    assert float(terms["critic/accuracy"]) in (pytest.approx(0.475), pytest.approx(0.5), pytest.approx(0.525))
    assert float(terms["critic/pace"]) == 1.0


def test_the_critic_learns_at_a_multiple_of_the_objectives_rate():
    objective = find_objective("nonsaturating")
    rates = [
        float(CriticLearner(Settings().but(critic_rate=rate, critic="1", critic_filters=2)).make_optimizer(objective).learning_rate)
        for rate in (1.0, 5.0)
    ]
    assert rates == pytest.approx([2e-4, 1e-3])


def test_smoothing_goes_into_the_objective():
    objective = smooth(find_objective("nonsaturating"), 0.1)
    assert objective.rest == smoothed_rest(0.1) == pytest.approx(1.376, abs=1e-3)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"critic": "64"}, "--critic '64': choose 50, 1, 16, 70, image, or several divided by commas, as in 16,70"),
        ({"critic": "16,16"}, "--critic 16,16: each but once"),
        ({"label_smoothing": 0.7}, "--label-smoothing 0.7: give 0 (none) to below 0.5; 0.1 is usual"),
        (
            {"label_smoothing": 0.1, "objective": "hinge"},
            "--label-smoothing 0.1: for critics of cross entropy (dcgan, nonsaturating, kl), not hinge",
        ),
        ({"critic_guard": 0.5}, "--critic-guard 0.5: give an accuracy above 0.5 (chance) and below 1, or 0 for no guard"),
    ],
)
def test_what_means_nothing_is_refused_in_one_line(settings, said):
    settings = Settings().but(**{"objective": "kl"} | settings)
    with pytest.raises(InputError) as refused:
        check_critic(settings)
    assert str(refused.value) == said
