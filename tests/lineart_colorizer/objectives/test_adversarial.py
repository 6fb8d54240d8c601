import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import LOG_4, OBJECTIVES, adam, find_objective, rmsprop

AT_2_AND_MINUS_1 = {  # critic and generator for real logits 2 and fake logits -1: DESIGN section 5, by hand
    "dcgan": (0.440190, -0.313262),
    "nonsaturating": (0.440190, 1.313262),
    "kl": (0.440190, 1.0),
    "wgan": (-3.0, 1.0),
    "wgan-gp": (-3.0, 1.0),
    "lsgan": (1.0, 2.0),
    "hinge": (0.0, 1.0),
}
AT_HALF_AND_QUARTER = {  # for real 0.5 and fake 0.25: ln(1 + e^-0.5) = 0.474077, ln(1 + e^0.25) = 0.825939
    "dcgan": (1.300016, -0.825939),
    "nonsaturating": (1.300016, 0.575939),
    "kl": (1.300016, -0.25),
    "wgan": (-0.25, -0.25),
    "wgan-gp": (-0.25, -0.25),
    "lsgan": (0.15625, 0.28125),
    "hinge": (1.75, -0.25),
}
SLOPES_AT_0 = {  # critic by real, critic by fake, generator by fake
    "dcgan": (-0.5, 0.5, -0.5),
    "nonsaturating": (-0.5, 0.5, -0.5),
    "kl": (-0.5, 0.5, -1.0),
    "wgan": (-1.0, 1.0, -1.0),
    "wgan-gp": (-1.0, 1.0, -1.0),
    "lsgan": (-1.0, 0.0, -1.0),
    "hinge": (-1.0, 1.0, -1.0),
}
SHAPES = {"flat": (3, 1), "patches": (3, 2, 2, 1)}


def values_and_slopes(objective, real, fake):
    """Critic's and generator's values, and the sums of the critic's slopes by real and by fake and the generator's by fake."""
    real, fake = tf.constant(real, tf.float32), tf.constant(fake, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        critic, generator = objective.critic(real, fake), objective.generator(fake)
    slopes = (tape.gradient(critic, real), tape.gradient(critic, fake), tape.gradient(generator, fake))
    return critic.numpy(), generator.numpy(), [float(tf.reduce_sum(slope)) for slope in slopes]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", OBJECTIVES)
def test_values_worked_out_by_hand(name, shape):
    for real, fake, expected in ((2.0, -1.0, AT_2_AND_MINUS_1), (0.5, 0.25, AT_HALF_AND_QUARTER)):
        critic, generator, _ = values_and_slopes(find_objective(name), np.full(shape, real), np.full(shape, fake))
        assert (critic.shape, generator.shape) == ((), ())
        assert (critic, generator) == pytest.approx(expected[name], abs=1e-6)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_logits_are_averaged_over_pictures_and_patches(name):
    """Two patches each: the value is the mean of the two values, not the value of the mean."""
    objective = find_objective(name)
    critic, generator, _ = values_and_slopes(
        objective, np.array([2.0, 0.5]).reshape(1, 1, 2, 1), np.array([-1.0, 0.25]).reshape(1, 1, 2, 1)
    )
    assert (critic, generator) == pytest.approx(np.mean([AT_2_AND_MINUS_1[name], AT_HALF_AND_QUARTER[name]], axis=0), abs=1e-6)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_slopes_pull_the_right_way(name):
    *_, slopes = values_and_slopes(find_objective(name), np.zeros((2, 1)), np.zeros((2, 1)))
    assert slopes == pytest.approx(SLOPES_AT_0[name], abs=1e-6)


@pytest.mark.parametrize("real", [-1e4, 1e4])
@pytest.mark.parametrize("fake", [-1e4, 1e4])
@pytest.mark.parametrize("name", OBJECTIVES)
def test_finite_at_huge_logits(name, real, fake):
    critic, generator, slopes = values_and_slopes(find_objective(name), np.full((2, 2, 2, 1), real), np.full((2, 2, 2, 1), fake))
    assert np.isfinite([critic, generator, *slopes]).all()


def test_the_generators_differ_where_the_critic_rejects_surely():
    """At fake = -1e4: the saturating generator has no slope left, the others have all of theirs."""
    slope = {name: values_and_slopes(find_objective(name), [[0.0]], [[-1e4]])[2][2] for name in ("dcgan", "nonsaturating", "kl")}
    assert slope == pytest.approx({"dcgan": 0.0, "nonsaturating": -1.0, "kl": -1.0})
    critic, _, slopes = values_and_slopes(find_objective("nonsaturating"), [[-1e4]], [[1e4]])
    assert (critic, *slopes[:2]) == pytest.approx((2e4, -1.0, 1.0))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_rest_is_the_critics_loss_when_it_cannot_tell(name):
    """The same best logit for both: 0, but for lsgan halfway between its targets 0 and 1."""
    logit = [[0.5 if name == "lsgan" else 0.0]]
    objective = find_objective(name)
    assert values_and_slopes(objective, logit, logit)[0] == pytest.approx(objective.rest)
    assert pytest.approx(1.386294, abs=1e-6) == LOG_4 == math.log(4.0)


def test_settings_are_the_papers():
    found = {}
    for name, objective in OBJECTIVES.items():
        optimizer = objective.optimizer(1.0)
        betas = (getattr(optimizer, "beta_1", None), getattr(optimizer, "beta_2", None))
        rate = pytest.approx(float(optimizer.learning_rate))
        found[name] = (type(optimizer).__name__, rate, *betas, objective.critic_steps, objective.clip, objective.penalty_weight)
        assert objective.name == name
        assert objective.is_wasserstein == name.startswith("wgan")
    usual = ("Adam", 2e-4, 0.5, 0.999, 1, 0.0, 0.0)
    assert found == {
        "dcgan": usual,
        "nonsaturating": usual,
        "kl": usual,
        "wgan": ("RMSprop", 5e-5, None, None, 5, 0.01, 0.0),
        "wgan-gp": ("Adam", 1e-4, 0.0, 0.9, 5, 0.0, 10.0),
        "lsgan": usual,
        "hinge": usual,
    }


def test_an_optimizer_is_fresh_and_its_rate_a_multiple_of_the_papers():
    for make, kind, rate in ((adam(2e-4, 0.5), keras.optimizers.Adam, 2e-4), (rmsprop(5e-5), keras.optimizers.RMSprop, 5e-5)):
        one, five = make(1.0), make(5.0)
        assert isinstance(one, kind)
        assert one is not make(1.0)
        assert (float(one.learning_rate), float(five.learning_rate)) == pytest.approx((rate, 5 * rate))


def test_an_unknown_name_is_answered_with_the_list():
    with pytest.raises(ValueError) as refused:
        find_objective("wgan_gp")
    assert str(refused.value) == ("unknown objective 'wgan_gp': choose one of dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge")
