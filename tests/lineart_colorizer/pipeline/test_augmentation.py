import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.pipeline.augmentation import augment, choose_style, draw_transforms, draw_uniform, vary_lines, warp
from lineart_colorizer.settings import AugmentationSettings

NONE = AugmentationSettings(flip=False, shift=0.0, scale=0.0, rotation=0.0, thickness=0.0, strength=0.0)
MOVES = AugmentationSettings(thickness=0.0, strength=0.0)
SIZE = 32


def seed(first: int = 0, second: int = 0):
    return tf.constant([first, second], tf.int64)


def noise(*shape, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def batch(count: int = 4, styles: int = 2):
    return tf.constant(noise(count, SIZE, SIZE, 3)), tf.constant(noise(count, styles, SIZE, SIZE, 1, seed=1))


def dots(count: int) -> np.ndarray:
    """A white drawing with one black pixel off the middle: [count,S,S,1] in [0,1]."""
    line = np.ones((count, SIZE, SIZE, 1), np.float32)
    line[:, 8, 20] = 0.0
    return line


def test_the_same_seed_gives_the_same_batch_eagerly_and_in_tf_data():
    color, lines = batch()
    settings = AugmentationSettings()
    eager = augment(color, lines, settings, seed(3, 7))
    mapped = tf.data.Dataset.from_tensors((color, lines)).map(lambda color, lines: augment(color, lines, settings, seed(3, 7)))
    for one, same, other in zip(eager, next(iter(mapped)), augment(color, lines, settings, seed(3, 8)), strict=True):
        np.testing.assert_allclose(one, same, atol=1e-6)
        assert np.abs(one - other).max() > 0.1


def test_seed_position_and_salt_all_count():
    drawn = [tuple(draw_uniform(seed(*pair), salt, [8]).numpy()) for pair, salt in (((0, 0), 1), ((1, 0), 1), ((0, 1), 1), ((0, 0), 3))]
    assert len(set(drawn)) == 4
    assert drawn[0] == tuple(draw_uniform(seed(), 1, [8]).numpy())


def test_values_stay_in_range_and_shapes_are_kept():
    line, color, ink = augment(*batch(), AugmentationSettings(), seed())
    assert (line.shape, color.shape, ink.shape) == ((4, SIZE, SIZE, 1), (4, SIZE, SIZE, 3), (4, SIZE, SIZE, 1))
    for values in (line.numpy(), color.numpy(), ink.numpy()):
        assert values.dtype == np.float32
        assert (values.min() >= 0.0, values.max() <= 1.0) == (True, True)


def test_without_augmentation_pictures_are_as_they_are_stored():
    color, lines = batch(styles=1)
    line, same, ink = augment(color, lines, NONE, seed())
    np.testing.assert_allclose(same, color.numpy() / 255.0, atol=1e-6)
    np.testing.assert_allclose(line, lines[:, 0].numpy() / 255.0, atol=1e-6)
    np.testing.assert_allclose(ink, line, atol=1e-6)


def test_thickness_and_strength_change_what_the_network_sees_alone():
    """`ink` is the drawing as it lies over the picture."""
    color, lines = batch(styles=1)
    line, same, ink = augment(color, lines, dataclasses.replace(NONE, thickness=1.0, strength=0.5), seed())
    np.testing.assert_allclose(same, color.numpy() / 255.0, atol=1e-6)
    np.testing.assert_allclose(ink, lines[:, 0].numpy() / 255.0, atol=1e-6)
    assert (np.abs(line - ink).max(axis=(1, 2, 3)) > 0.1).all()


def test_line_and_color_are_moved_alike():
    """A picture whose every channel is its line stays so, wherever it goes; and it does go somewhere."""
    lines = tf.constant(noise(8, 1, SIZE, SIZE, 1))
    color = tf.repeat(lines[:, 0], 3, axis=-1)
    line, moved, ink = augment(color, lines, MOVES, seed())
    np.testing.assert_allclose(ink, line, atol=1e-6)
    np.testing.assert_allclose(moved, np.repeat(line, 3, axis=-1), atol=1e-6)
    for index in range(8):
        assert np.abs(line[index] - lines[index, 0].numpy() / 255.0).max() > 0.2


def test_flip_mirrors_half_of_the_pictures_exactly():
    color, lines = tf.constant(noise(64, SIZE, SIZE, 3)), tf.constant(noise(64, 1, SIZE, SIZE, 1))
    line, moved, _ = augment(color, lines, dataclasses.replace(NONE, flip=True), seed())
    stored = color.numpy() / 255.0
    same = np.abs(moved - stored).max(axis=(1, 2, 3)) < 1e-5
    mirrored = np.abs(moved - stored[:, :, ::-1]).max(axis=(1, 2, 3)) < 1e-5
    assert (same ^ mirrored).all()
    assert 20 <= mirrored.sum() <= 44  # 32 +- 3 sigma of 4
    np.testing.assert_allclose(line[mirrored], lines.numpy()[mirrored, 0, :, ::-1] / 255.0, atol=1e-5)


def middle_of_ink(line) -> np.ndarray:
    """Center (x, y) of the darkness of each drawing, px."""
    ink = 1.0 - np.asarray(line)[..., 0]
    y, x = np.mgrid[:SIZE, :SIZE]
    return np.stack([(ink * x).sum((1, 2)), (ink * y).sum((1, 2))], -1) / ink.sum((1, 2))[:, None]


@pytest.mark.parametrize(
    ("settings", "farthest", "keeps_distance"),
    [
        ({"shift": 0.125}, np.hypot(4.0, 4.0), False),  # an eighth of 32 px either way
        ({"rotation": 20.0}, 2 * np.hypot(4.5, 7.5) * np.sin(np.pi / 18), True),  # a chord of 20 degrees
        ({"scale": 0.25}, 0.25 * np.hypot(4.5, 7.5), False),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_moves_stay_within_their_settings(settings, farthest, keeps_distance):
    """Followed by a dot 4.5 px right of and 7.5 px above the middle (15.5, 15.5)."""
    transforms = draw_transforms(tf.constant(64), SIZE, dataclasses.replace(NONE, **settings), seed())
    found = middle_of_ink(warp(tf.constant(dots(64)), transforms))
    away = np.hypot(*(found - [20.0, 8.0]).T)
    assert away.max() <= farthest + 0.3  # bilinear weights move a center a little
    assert away.max() > 0.6 * farthest
    if keeps_distance:
        np.testing.assert_allclose(np.hypot(*(found - 15.5).T), np.hypot(4.5, 7.5), atol=0.3)


def test_what_comes_in_from_outside_is_white():
    transforms = draw_transforms(tf.constant(16), SIZE, dataclasses.replace(NONE, shift=0.5), seed())
    moved = warp(tf.zeros((16, SIZE, SIZE, 1)), transforms).numpy()
    assert (moved == 1.0).any(axis=(1, 2, 3)).all()
    assert (moved == 0.0).any(axis=(1, 2, 3)).all()
    assert (moved.min(), moved.max()) == (0.0, 1.0)


def test_choose_style_takes_stored_lines_whole_and_all_of_them():
    lines = tf.constant(np.broadcast_to(np.array([0, 100, 200], np.uint8).reshape(1, 3, 1, 1, 1), (60, 3, 4, 4, 1)))
    chosen = choose_style(lines, seed()).numpy()
    assert chosen.shape == (60, 4, 4, 1)
    assert (chosen == chosen[:, :1, :1]).all()
    counts = [int((chosen[:, 0, 0, 0] == value).sum()) for value in (0, 100, 200)]
    assert sum(counts) == 60
    assert min(counts) >= 8  # 20 +- 3 sigma of 3.7


def test_lines_get_paler_but_paper_stays_white():
    line = tf.constant(dots(64))
    varied = vary_lines(line, dataclasses.replace(NONE, strength=0.4), seed()).numpy()
    assert (varied[line.numpy() == 1.0] == 1.0).all()
    ink = varied[:, 8, 20, 0]
    assert ink.min() >= 0.0
    assert 0.3 < ink.max() <= 0.4 + 1e-6


def test_lines_get_thicker_and_thinner_by_up_to_a_pixel():
    """A 3 px wide line: its middle stays black, its rim pales where it thins, its neighbours darken where it thickens; never both."""
    line = np.ones((64, SIZE, SIZE, 1), np.float32)
    line[:, :, 15:18] = 0.0
    varied = vary_lines(tf.constant(line), dataclasses.replace(NONE, thickness=1.0), seed()).numpy()[:, 5, :, 0]
    np.testing.assert_array_equal(varied[:, 16], 0.0)
    np.testing.assert_array_equal(varied[:, [*range(14), *range(19, SIZE)]], 1.0)
    thinned, thickened = varied[:, 15], 1.0 - varied[:, 14]
    np.testing.assert_array_equal(np.minimum(thinned, thickened), 0.0)
    assert (thinned.max(), thickened.max()) == pytest.approx((1.0, 1.0), abs=0.15)
    np.testing.assert_array_equal(vary_lines(tf.constant(line), NONE, seed()), line)
