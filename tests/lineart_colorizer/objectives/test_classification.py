import math

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.objectives.classification import (
    label_cross_entropy,
    mean_of_known,
    names_cross_entropy,
    nearest_entries,
    palette_cross_entropy,
    rarity_weights,
)


@pytest.mark.parametrize(
    ("rarity", "expected"),
    [
        (0.0, (1.0, 1.0)),  # all pixels alike
        (0.5, (6 / 7, 10 / 7)),  # 1/(3/8 + 1/4) = 1.6 and 1/(1/8 + 1/4) = 8/3, over their mean 28/15
        (1.0, (2 / 3, 2.0)),  # all colours alike: each has weight x share = 1/2
    ],
)
def test_rarity_weights_worked_out_by_hand(rarity, expected):
    shares = tf.constant([0.75, 0.25])
    weights = rarity_weights(shares, rarity).numpy()
    np.testing.assert_allclose(weights, expected, rtol=1e-6)
    assert np.sum(weights * shares) == pytest.approx(1.0)


@pytest.mark.parametrize("rarity", [0.0, 0.5, 1.0])
def test_a_color_that_no_measured_pixel_had_weighs_finitely(rarity):
    weights = rarity_weights(tf.constant([0.75, 0.25, 0.0]), rarity).numpy()
    assert np.isfinite(weights).all()
    assert weights[2] >= weights[1] >= weights[0] > 0.0


def test_nearest_entries():
    colors = tf.constant([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    color = tf.constant([[0.9, 0.8, 0.9], [0.3, 0.1, 0.2], [0.7, 0.2, 0.1], [1.0, 0.0, 0.0]])
    entries = nearest_entries(tf.reshape(color, (1, 2, 2, 3)), colors)
    assert entries.numpy().tolist() == [[[0, 1], [2, 2]]]


def test_cross_entropy_worked_out_by_hand():
    """Pixels: undecided between two (ln 2), three quarters on the right one (ln 4/3), and one that is hidden by a line."""
    logits = tf.constant([[[[0.0, 0.0], [math.log(3.0), 0.0], [0.0, 50.0]]]])
    entries, known = tf.constant([[[1, 0, 0]]]), tf.constant([[[1.0, 1.0, 0.0]]])
    value = palette_cross_entropy(logits, entries, tf.constant([1.0, 1.0]), known).numpy()
    assert value == pytest.approx((math.log(2.0) + math.log(4.0 / 3.0)) / 2.0, rel=1e-6)
    weighted = palette_cross_entropy(logits, entries, tf.constant([0.5, 3.0]), known).numpy()
    assert weighted == pytest.approx((3.0 * math.log(2.0) + 0.5 * math.log(4.0 / 3.0)) / 2.0, rel=1e-6)


def test_where_nothing_is_known_nothing_is_lost():
    logits = tf.random.stateless_normal((1, 2, 2, 3), (0, 0))
    value = palette_cross_entropy(logits, tf.zeros((1, 2, 2), tf.int32), tf.ones(3), tf.zeros((1, 2, 2)))
    assert value.numpy() == 0.0


@pytest.mark.parametrize("logit", [-1e4, 1e4])
def test_finite_at_huge_logits(logit):
    logits = tf.constant([[[[logit, 0.0]]]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = palette_cross_entropy(logits, tf.constant([[[0]]]), tf.ones(2), tf.ones((1, 1, 1)))
    assert value.numpy() == pytest.approx(max(-logit, 0.0))
    np.testing.assert_allclose(tape.gradient(value, logits)[0, 0, 0], [-1.0, 1.0] if logit < 0 else [0.0, 0.0])


def test_what_is_very_common_counts_as_four_times_the_mean_share():
    """Of 8 colours one has 3/4 of the pixels and counts as 4/8: 1/0.5 = 2 against 28 for each of the others' 1/28, over a mean of 8.5."""
    weights = rarity_weights(tf.constant([0.75] + [0.25 / 7] * 7), 1.0).numpy()
    np.testing.assert_allclose(weights, [2 / 8.5] + [28 / 8.5] * 7, rtol=1e-5)


def test_labels_worked_out_by_hand():
    """Undecided among two: ln 2; three quarters on the right one: ln 4/3; the third picture has no label and does not count."""
    logits = tf.constant([[0.0, 0.0], [math.log(3.0), 0.0], [9.0, -9.0]])
    assert label_cross_entropy(logits, tf.constant([1, 0, -1])).numpy() == pytest.approx((math.log(2.0) + math.log(4.0 / 3.0)) / 2.0)
    assert label_cross_entropy(logits, tf.constant([-1, -1, -1])).numpy() == 0.0


def test_pictures_without_a_label_pull_nowhere():
    logits = tf.Variable([[1.0, -2.0], [1e4, -1e4]])
    with tf.GradientTape() as tape:
        value = label_cross_entropy(logits, tf.constant([-1, 1]))
    slopes = tape.gradient(value, logits).numpy()
    np.testing.assert_array_equal(slopes[0], 0.0)
    np.testing.assert_allclose(slopes[1], [1.0, -1.0])


def test_names_worked_out_by_hand():
    """Half of it on each of two names, both thought as likely as the third: ln 3; all on one of three: ln 3; without names: nothing."""
    logits = tf.zeros((3, 3))
    assert names_cross_entropy(logits, tf.constant([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])).numpy() == pytest.approx(
        math.log(3.0)
    )
    sure = tf.constant([[math.log(2.0), 0.0, 0.0]])  # a half and two quarters
    assert names_cross_entropy(sure, tf.constant([[0.5, 0.5, 0.0]])).numpy() == pytest.approx(1.5 * math.log(2.0))
    assert names_cross_entropy(logits, tf.zeros((3, 3))).numpy() == 0.0


def test_one_name_is_a_label():
    logits = tf.random.stateless_normal((4, 3), (0, 1))
    label = tf.constant([2, 0, -1, 1])
    assert names_cross_entropy(logits, tf.one_hot(label, 3)).numpy() == pytest.approx(label_cross_entropy(logits, label).numpy(), rel=1e-6)


def test_names_are_finite_at_huge_logits():
    logits = tf.Variable([[1e4, -1e4, 0.0]])
    with tf.GradientTape() as tape:
        value = names_cross_entropy(logits, tf.constant([[0.5, 0.5, 0.0]]))
    assert value.numpy() == pytest.approx(1e4)
    np.testing.assert_allclose(tape.gradient(value, logits)[0], [0.5, -0.5, 0.0])


def test_the_mean_of_replicas_is_the_mean_over_all_that_is_known():
    """Values 1, 2, 6 in one replica and 9, unknown, in the other, with counts 3 and 1: the mean of 9/2 and 9/2 is 18/4."""
    values, known = (np.array(given, np.float32) for given in ([[1.0, 2.0, 6.0], [9.0, 5.0, 5.0]], [[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]))
    parts = [float(mean_of_known(*part, shared=lambda count: 2.0)) for part in zip(values, known, strict=True)]
    assert parts == pytest.approx([4.5, 4.5])
    assert np.mean(parts) == pytest.approx(float(mean_of_known(values, known))) == pytest.approx(4.5)


def test_what_one_of_many_replicas_knows_counts_as_in_one():
    assert float(mean_of_known(np.float32([3.0]), np.float32([1.0]), shared=lambda count: count / 8.0)) == pytest.approx(24.0)  # 24 / 8 = 3
    assert float(mean_of_known(np.float32([3.0]), np.float32([0.0]))) == 0.0
