import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import OBJECTIVES
from tools.two_modes import MODES, SPREAD, Toy, draw, judge


def values_at(*shares: float) -> np.ndarray:
    """100 values: those shares of them at each mode, the others at 0."""
    counts = [round(100 * share) for share in shares]
    return np.concatenate([np.repeat(MODES, counts), np.zeros(100 - sum(counts))])


def test_a_judge_counts_covered_modes():
    outcome = judge(np.stack([values_at(0.5, 0.5), values_at(0.15, 0.85), values_at(0.14, 0.86), values_at(1.0, 0.0), values_at(0.0, 0.1)]))
    assert (outcome.both, outcome.one, outcome.none) == (2, 2, 1)
    assert outcome.hits == 1.0


def test_the_distance_is_the_way_that_values_have_to_go():
    true = np.random.default_rng(5).choice(MODES, 4000) + SPREAD * np.random.default_rng(6).normal(size=4000)
    assert judge(true[None]).distance < 0.1
    assert judge(true[None] + 3.0).distance == pytest.approx(3.0, abs=0.1)


def test_seeds_are_networks_of_their_own():
    """The same seed trained beside another begins as it does alone; its gradient does not know of the other."""
    alone, beside = (Toy(OBJECTIVES["dcgan"], seeds) for seeds in (1, 2))
    for one, two in zip(alone.generator.variables, beside.generator.variables, strict=True):
        np.testing.assert_array_equal(one[0], two[0])
    norms = beside.gradient_norms({"dcgan": OBJECTIVES["dcgan"].generator})["dcgan"]
    assert len(norms) == 2
    assert min(norms) > 0.0


def test_a_sure_critic_leaves_dcgan_without_a_gradient_and_nonsaturating_with_one():
    toy = Toy(OBJECTIVES["dcgan"], 2)
    for variable in toy.critic.variables[-1:]:
        variable.assign_sub(tf.fill(variable.shape, 20.0))  # D of every value is e^-20
    norms = toy.gradient_norms({name: OBJECTIVES[name].generator for name in ("dcgan", "nonsaturating", "kl")})
    assert max(norms["dcgan"]) < 1e-7
    assert norms["nonsaturating"] == pytest.approx(norms["kl"], rel=1e-5)
    assert min(norms["nonsaturating"]) > 1e-3


def test_it_learns_and_is_drawn():
    toy = Toy(OBJECTIVES["nonsaturating"], 1)
    before = judge(toy.values(500)).distance
    toy.learn(tf.constant(300))
    values = toy.values(500)
    assert judge(values).distance < before
    assert draw({"nonsaturating": values}).shape == (26 + 6 + 8, 5 * 208, 3)
