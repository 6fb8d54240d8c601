import dataclasses
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks.unet import PALETTE_LAYER
from lineart_colorizer.systems.muon import ConvolutionMuon
from lineart_colorizer.systems.updates import built


@pytest.fixture(scope="module")
def learner(build_tiny):
    return build_tiny("dcgan", adversarial_weight=50.0).phases[0].learner


def flat_batch(color, ink: float = 1.0) -> dict:
    """One picture of one colour (RGB in [0,1]) under even ink, -1 black to 1 white."""
    return {
        "line": tf.fill((1, 32, 32, 1), ink),
        "ink": tf.fill((1, 32, 32, 1), ink),
        "hint": tf.zeros((1, 32, 32, 4)),
        "color": tf.broadcast_to(tf.constant(color, tf.float32) * 2.0 - 1.0, (1, 32, 32, 3)),
    }


def test_the_picture_is_judged_under_the_lines_that_the_true_one_has(learner, tiny_batches):
    """`line`, which the network sees, may be paler or thicker than `ink`, which lies over both pictures."""
    batch = tiny_batches[0]
    assert np.abs(batch["line"] - batch["ink"]).max() > 0.1
    prediction = learner.predict(batch)
    layer, ink, color = ((np.asarray(value) + 1.0) / 2.0 for value in (prediction["layer"], batch["ink"], prediction["color"]))
    np.testing.assert_allclose(color, layer * ink, atol=1e-6)


def test_every_term_that_a_critic_may_add_has_a_weight(learner):
    assert (learner.weights["adversarial"], learner.weights["label"]) == (50.0, 0.0)


def test_reconstruction_terms_worked_out_by_hand(learner):
    """Colour 1 of 4 where the network is undecided: ln 4, weighed (2/9 share) by 1/(0.1 + 1/8) = 4.444 over the mean weight 3.585."""
    batch = flat_batch((0.8, 0.2, 0.2))
    prediction = {"color": batch["color"] - 0.25, "logits": tf.zeros((1, 16, 16, 4))}
    terms = learner.reconstruction_terms(prediction, batch)
    weights = [1.0 / (0.5 * share + 0.125) for share in (0.55, 0.2, 0.15, 0.1)]
    mean = sum(weight * share for weight, share in zip(weights, (0.55, 0.2, 0.15, 0.1), strict=True))
    assert {name: float(term) for name, term in terms.items()} == pytest.approx(
        {"l1": 0.25, "palette": math.log(4.0) * weights[1] / mean}, rel=1e-5
    )
    assert float(terms["palette"]) == pytest.approx(1.718, abs=1e-3)


def test_naming_worked_out_by_hand(learner):
    """Undecided between two names: ln 2; a picture without a name does not count."""
    names = {"names": tf.constant([[0.0, 1.0], [0.0, 0.0]])}
    batch = {name: tf.repeat(value, 2, axis=0) for name, value in flat_batch((0.8, 0.2, 0.2)).items()} | names
    prediction = {"color": batch["color"], "logits": tf.zeros((2, 16, 16, 4)), "names": tf.constant([[0.0, 0.0], [9.0, 0.0]])}
    assert float(learner.reconstruction_terms(prediction, batch)["naming"]) == pytest.approx(math.log(2.0), abs=1e-6)


@pytest.mark.parametrize(
    ("labels", "weight", "named"),
    [(("cat", "dog", "owl"), 100.0, (None, 3)), ((), 100.0, None), (("cat", "dog"), 0.0, None)],
)
def test_pictures_are_named_where_there_are_names_and_a_weight(build_tiny, labels, weight, named):
    learner = build_tiny(system="unet", labels=labels, naming_weight=weight).phases[0].learner
    assert learner.generator.output.get("names", tf.zeros(())).shape == (named or ())


def test_colors_under_lines_are_not_asked_for(learner):
    """Grey ink of 0.6 hides, 0.8 shows."""
    for whiteness, is_known in ((0.6, False), (0.8, True)):
        batch = flat_batch((0.8, 0.2, 0.2), ink=2.0 * whiteness - 1.0)
        terms = learner.reconstruction_terms({"color": batch["color"], "logits": tf.zeros((1, 16, 16, 4))}, batch)
        assert (float(terms["palette"]) > 1.0) == is_known
        assert float(terms["l1"]) == 0.0


@pytest.mark.parametrize(("absent", "left"), [("l1", {"palette"}), ("palette", {"l1"})])
def test_a_term_of_weight_0_is_not_computed(learner, monkeypatch, absent, left):
    monkeypatch.setitem(learner.weights, absent, 0.0)
    batch = flat_batch((1.0, 1.0, 1.0))
    assert set(learner.reconstruction_terms({"color": batch["color"], "logits": tf.zeros((1, 16, 16, 4))}, batch)) == left


def test_the_total_weighs_the_terms(learner):
    terms = {"l1": tf.constant(0.5), "palette": tf.constant(2.0), "adversarial": tf.constant(3.0)}
    assert float(learner.total(terms)) == pytest.approx(100.0 * 0.5 + 300.0 * 2.0 + 50.0 * 3.0)


def test_the_average_colors_from_line_and_hint(learner, tiny_batches):
    batch = tiny_batches[0]
    before = learner.sample(batch).numpy()
    assert before.shape == (2, 32, 32, 3)
    assert (before.min() >= -1.0 - 1e-6, before.max() <= 1.0 + 1e-6) == (True, True)
    np.testing.assert_array_equal(learner.sample({name: batch[name] for name in ("line", "hint")}), before)
    weights = learner.generator.get_weights()
    learner.generator.set_weights([weight + 1.0 for weight in weights])
    np.testing.assert_array_equal(learner.sample(batch), before)
    learner.generator.set_weights(weights)


def use_objectives_own(learner, monkeypatch):
    monkeypatch.setattr(learner, "settings", dataclasses.replace(learner.settings, generator_optimizer="objective"))


def test_the_average_follows_worked_out_by_hand(learner, monkeypatch):
    """By 9/11 and 9/12 of the way at the first two updates, by a hundredth later. The palette stays."""
    use_objectives_own(learner, monkeypatch)
    network, average = learner.generator, learner.average
    average.set_weights(network.get_weights())
    colors = average.get_layer(PALETTE_LAYER).colors.numpy()
    optimizer = learner.make_optimizer(lambda factor: keras.optimizers.SGD(0.1))
    ones = [tf.ones_like(variable) for variable in network.trainable_variables]
    slow = fast = network.trainable_variables[0].numpy()
    for updates, keep in ((0, 2 / 11), (1, 3 / 12), (10_000, 0.99)):
        optimizer.iterations.assign(updates)
        learner.apply(ones, optimizer)
        fast = fast - 0.1
        slow = fast + keep * (slow - fast)
        np.testing.assert_allclose(network.trainable_variables[0], fast, atol=1e-6)
        np.testing.assert_allclose(average.trainable_variables[0], slow, atol=1e-6)
    np.testing.assert_array_equal(average.get_layer(PALETTE_LAYER).colors, colors)


def test_the_next_phase_does_not_throw_the_average_away(learner, monkeypatch):
    """Its fresh optimizer counts from 0; what was learned before counts too: the average keeps 99 %."""
    use_objectives_own(learner, monkeypatch)
    earlier, later = (learner.make_optimizer(lambda factor: keras.optimizers.SGD(0.1)) for _ in range(2))
    earlier.iterations.assign(10_000)
    slow = learner.average.trainable_variables[0].numpy()
    learner.apply([tf.ones_like(variable) for variable in learner.generator.trainable_variables], later)
    fast = learner.generator.trainable_variables[0].numpy()
    np.testing.assert_allclose(learner.average.trainable_variables[0], fast + 0.99 * (slow - fast), atol=1e-6)


def test_the_generators_optimizer_is_muon_or_the_objectives_own(learner, monkeypatch):
    """At generator_rate times the objective's rate, either way."""
    for name, kind in (("muon", ConvolutionMuon), ("objective", keras.optimizers.SGD)):
        monkeypatch.setattr(learner, "settings", dataclasses.replace(learner.settings, generator_optimizer=name, generator_rate=3.0))
        optimizer = learner.make_optimizer(lambda factor: keras.optimizers.SGD(factor * 0.01))
        assert type(optimizer) is kind
        assert float(optimizer.learning_rate) == pytest.approx(0.03)


def test_a_built_optimizer_makes_no_more_variables(learner):
    optimizer = built(keras.optimizers.Adam(1e-3), learner.generator.trainable_variables)
    count = len(optimizer.variables)
    assert count >= 2 * len(learner.generator.trainable_variables)
    optimizer.apply([tf.zeros_like(variable) for variable in learner.generator.trainable_variables])
    assert len(optimizer.variables) == count
