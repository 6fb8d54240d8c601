import math

import cv2
import keras
import numpy as np
import pytest
from keras import ops

from lineart_colorizer.networks.layers import (
    FIRST_GAIN,
    Enlarge,
    Fold,
    Gain,
    InstanceNormalization,
    LineAwareAverage,
    OneHot,
    PaletteMix,
    Unfold,
)


def random(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, np.float32)


def numbers(tensor) -> np.ndarray:
    return ops.convert_to_numpy(tensor)


def wall(height: int, width: int, column: int) -> np.ndarray:
    """White paper with a black line from top to bottom: [1,H,W,1]."""
    line = np.ones((1, height, width, 1), np.float32)
    line[:, :, column] = 0.0
    return line


def test_fold_moves_squares_into_channels():
    picture = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    folded = numbers(Fold(2)(picture))
    assert folded.shape == (1, 2, 2, 4)
    assert folded[0, 0].tolist() == [[0, 1, 4, 5], [2, 3, 6, 7]]


@pytest.mark.parametrize("block", [2, 4])
def test_unfold_undoes_fold(block):
    picture = random(2, 8, 16, 3)
    folded = Fold(block)(picture)
    assert folded.shape == (2, 8 // block, 16 // block, 3 * block**2)
    np.testing.assert_array_equal(numbers(Unfold(block)(folded)), picture)


def test_enlarge_is_opencvs_bilinear():
    picture = random(2, 5, 7, 3)
    expected = [cv2.resize(one, (14, 10), interpolation=cv2.INTER_LINEAR) for one in picture]
    np.testing.assert_allclose(numbers(Enlarge()(picture)), expected, atol=1e-6)


def test_enlarge_knows_its_shape():
    assert Enlarge().compute_output_shape((None, None, 8, 3)) == (None, None, 16, 3)


def test_gain_begins_small_and_is_learned():
    gain = Gain()
    np.testing.assert_allclose(numbers(gain(np.float32([2.0, -1.0]))), [2 * FIRST_GAIN, -FIRST_GAIN], rtol=1e-6)
    assert len(gain.trainable_weights) == 1


@pytest.mark.parametrize("line", [np.ones((1, 4, 6, 1), np.float32), random(1, 4, 6, 1), wall(4, 6, 2)], ids=["paper", "grey", "wall"])
def test_the_average_of_one_color_is_that_color(line):
    features = np.broadcast_to(np.float32([0.25, -3.0]), (1, 4, 6, 2))
    np.testing.assert_allclose(numbers(LineAwareAverage()(line, features)), features, rtol=1e-5)


def test_on_white_paper_the_average_is_of_all_pixels():
    features = random(2, 4, 6, 3)
    expected = np.broadcast_to(features.mean(axis=(1, 2), keepdims=True), features.shape)
    np.testing.assert_allclose(
        numbers(LineAwareAverage(passes=1, strength=8.0)(np.ones((2, 4, 6, 1), np.float32), features)), expected, rtol=1e-5
    )


def test_one_row_worked_out_by_hand():
    """white, black, white: ways 0, 4 and 8; a white pixel gives with 1.001, the black one with 0.001."""
    features = np.float32([1.0, 0.0, 5.0]).reshape(1, 1, 3, 1)
    white, black = 1.001, 0.001
    across, into = math.exp(-8.0), math.exp(-4.0)
    left = (white * 1.0 + white * across * 5.0) / (white + black * into + white * across)
    middle = (white * into * 1.0 + white * into * 5.0) / (2 * white * into + black)
    right = (white * across * 1.0 + white * 5.0) / (white * across + black * into + white)
    found = numbers(LineAwareAverage(passes=1, strength=8.0)(wall(1, 3, 1), features))
    np.testing.assert_allclose(found[0, 0, :, 0], [left, middle, right], rtol=1e-5)
    assert (left, right) == pytest.approx((1.00132, 4.99859), abs=1e-4)


def test_a_wall_keeps_left_and_right_apart():
    """Left 1, right 3, two columns each: the left gets 1 + 2 e^-8 / (1 + e^-8) a pass, but for the wall's own thousandth."""
    line, features = wall(6, 5, 2), np.ones((1, 6, 5, 1), np.float32)
    features[:, :, 3:] = 3.0
    once = numbers(LineAwareAverage(passes=1, strength=8.0)(line, features))
    leak = 2.0 * math.exp(-8.0) / (1.0 + math.exp(-8.0))
    np.testing.assert_allclose(once[:, :, :2], 1.0 + leak, atol=2e-5)
    np.testing.assert_allclose(once[:, :, 3:], 3.0 - leak, atol=2e-5)
    twice = numbers(LineAwareAverage(passes=2, strength=8.0)(line, features))
    assert np.abs(twice[:, :, :2] - 1.0).max() < 3 * leak
    paper = numbers(LineAwareAverage(passes=1, strength=8.0)(np.ones_like(line), features))
    np.testing.assert_allclose(paper, 1.8, rtol=1e-5)  # without the wall: (3 x 1 + 2 x 3) / 5


def test_a_lying_wall_keeps_top_and_bottom_apart():
    lying = np.swapaxes(wall(6, 5, 2), 1, 2)
    features = np.zeros((1, 5, 6, 1), np.float32)
    features[:, :2] = 1.0
    found = numbers(LineAwareAverage(passes=1, strength=8.0)(lying, features))
    assert found[:, :2].min() > 0.999
    assert found[:, 3:].max() < 0.001


def test_a_hint_on_one_side_stays_on_that_side():
    """What an artist dots into one region must colour that region, and no other."""
    features = np.zeros((1, 8, 9, 1), np.float32)
    features[0, 3, 1] = 1.0
    spread = numbers(LineAwareAverage(passes=2, strength=8.0)(wall(8, 9, 4), features))[0, :, :, 0]
    np.testing.assert_allclose(spread[:, :4], 1.0 / 32.0, rtol=0.01)  # one of 8 x 4 pixels
    assert spread[:, 5:].max() < 0.001 * spread[:, :4].min() + 1e-4


def test_line_aware_average_is_finite_on_solid_black():
    features = random(1, 64, 64, 2)
    assert np.isfinite(numbers(LineAwareAverage()(np.zeros((1, 64, 64, 1), np.float32), features))).all()


def test_one_sure_logit_gives_that_color():
    colors, shares = np.float32([[1, 1, 1], [0.8, 0.1, 0.2], [0, 0.5, 1]]), np.float32([0.5, 0.3, 0.2])
    mix = PaletteMix(3)
    mix.build((None, None, None, 3))
    mix.set_palette(colors, shares)
    np.testing.assert_allclose(numbers(mix(1e3 * np.eye(3, dtype=np.float32)[None, None])), colors[None, None], atol=1e-6)
    np.testing.assert_allclose(numbers(mix(np.zeros((1, 1, 1, 3), np.float32)))[0, 0, 0], colors.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(numbers(mix.shares), shares)


def test_a_mix_worked_out_by_hand_and_its_palette_is_not_trained():
    """Odds of 3 to 1 between white and black, before the layer sharpens them: 3^sharpness to 1."""
    mix = PaletteMix(2)
    mix.build((None, None, None, 2))
    mix.set_palette(np.float32([[1, 1, 1], [0, 0, 0]]), np.float32([0.5, 0.5]))
    odds = 3.0**mix.sharpness
    found = numbers(mix(np.float32([math.log(3.0), 0.0]).reshape(1, 1, 1, 2)))
    np.testing.assert_allclose(found[0, 0, 0], odds / (odds + 1.0), rtol=1e-5)
    assert mix.trainable_weights == []
    assert mix.compute_output_shape((None, 8, 8, 2)) == (None, 8, 8, 3)


@pytest.mark.parametrize(
    "layer",
    [Fold(4), Unfold(4), Enlarge(), Gain(), LineAwareAverage(passes=3, strength=2.0), PaletteMix(5)],
    ids=lambda layer: type(layer).__name__,
)
def test_a_layer_is_the_same_after_saving_its_settings(layer):
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()


def test_one_hot_of_no_label_is_all_zeros():
    np.testing.assert_array_equal(OneHot(3)(np.int32([0, 2, -1])), [[1, 0, 0], [0, 0, 1], [0, 0, 0]])


def test_instance_normalization_is_keras_own():
    """Group normalization in which each channel is a group, with scales, shifts and channels far from 0."""
    x = 5.0 + 3.0 * random(2, 6, 5, 4)
    ours, keras_own = InstanceNormalization(), keras.layers.GroupNormalization(groups=-1, epsilon=1e-5)
    for layer in (ours, keras_own):
        layer.build(x.shape)
        layer.set_weights([random(4, seed=1), random(4, seed=2)])
    np.testing.assert_allclose(numbers(ours(x)), numbers(keras_own(x)), atol=1e-5)


def test_instance_normalization_by_hand():
    """Mean 2 and variance 1: -1 and 1, times 3 plus 1."""
    layer = InstanceNormalization(epsilon=0.0)
    layer.build((1, 1, 2, 1))
    layer.set_weights([np.array([3.0]), np.array([1.0])])
    assert numbers(layer(np.array([1.0, 3.0], np.float32).reshape(1, 1, 2, 1))).ravel().tolist() == [-2.0, 4.0]


def test_averages_that_fade_heed_what_is_near():
    """A white row, a mark at its middle. Unfading, all of it takes the mean; fading, pixels lose exp(-fading) a step."""
    line, mark = np.ones((1, 1, 9, 1), np.float32), np.zeros((1, 1, 9, 1), np.float32)
    mark[:, :, 4] = 1.0
    np.testing.assert_allclose(numbers(LineAwareAverage(passes=1)(line, mark)).ravel(), np.full(9, 1 / 9), rtol=1e-5)
    weights = np.exp(-0.5 * np.abs(np.subtract.outer(np.arange(9), np.arange(9))))
    faded = numbers(LineAwareAverage(passes=1, fading=0.5)(line, mark)).ravel()
    np.testing.assert_allclose(faded, weights[:, 4] / weights.sum(axis=1), rtol=1e-5)
