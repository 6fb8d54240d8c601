import math

import cv2
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.pipeline.hints import LONGEST, MOST_MARKS, ON_PAPER, draw_starts, simulate_hints

SIZE = 32


def seed(first: int = 0, second: int = 0):
    return tf.constant([first, second], tf.int64)


def colors(count: int, seed: int = 0):
    return tf.constant(np.random.default_rng(seed).random((count, SIZE, SIZE, 3), np.float32))


def paper(count: int):
    return tf.ones((count, SIZE, SIZE, 1))


def test_shape_range_and_true_colors():
    color = colors(16)
    hint = simulate_hints(paper(16), color, 1.0, seed()).numpy()
    assert (hint.shape, hint.dtype) == ((16, SIZE, SIZE, 4), np.float32)
    rgb, mask = hint[..., :3], hint[..., 3]
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert (rgb.min() >= -1.0, rgb.max() <= 1.0) == (True, True)
    np.testing.assert_array_equal(rgb[mask == 0.0], 0.0)
    np.testing.assert_allclose(rgb[mask == 1.0], color.numpy()[mask == 1.0] * 2.0 - 1.0, atol=1e-6)


@pytest.mark.parametrize(("share", "fewest", "most"), [(0.0, 0, 0), (0.5, 168, 232), (1.0, 400, 400)])
def test_the_share_of_pictures_with_hints(share, fewest, most):
    """Of 400 pictures; 200 +- 3 sigma of 10 at a half, with a little room."""
    hinted = simulate_hints(paper(400), colors(1) + tf.zeros((400, 1, 1, 1)), share, seed()).numpy()[..., 3].any(axis=(1, 2))
    assert fewest <= hinted.sum() <= most


def test_no_hint_under_lines():
    line = np.ones((32, SIZE, SIZE, 1), np.float32)
    line[:, :, ::4] = 0.0
    line[:, ::4] = ON_PAPER - 0.01
    hint = simulate_hints(tf.constant(line), colors(32), 1.0, seed()).numpy()
    assert hint[line[..., 0] < ON_PAPER].max() == 0.0
    assert hint[..., 3].sum() > 0.0


def test_the_same_seed_gives_the_same_hints_eagerly_and_in_tf_data():
    color = colors(8)
    eager = simulate_hints(paper(8), color, 0.5, seed(2, 4)).numpy()
    mapped = tf.data.Dataset.from_tensors(color).map(lambda color: simulate_hints(paper(8), color, 0.5, seed(2, 4)))
    np.testing.assert_array_equal(next(iter(mapped)), eager)
    for other in (seed(2, 5), seed(3, 4)):
        assert (simulate_hints(paper(8), color, 0.5, other).numpy() != eager).any()


def test_few_marks_are_common_and_many_occur():
    """Their number's logarithm is uniform between 1 and 24. A point is 1, 9 or 25 px; half of the marks are strokes of up to 8 px.

    So the barest of 400 pictures has a single small mark, half have at most four marks, and the fullest nearly all that there can be.
    """
    painted = simulate_hints(paper(400), tf.fill((400, SIZE, SIZE, 3), 0.5), 1.0, seed()).numpy()[..., 3].sum(axis=(1, 2))
    assert painted.min() <= 9
    assert np.median(painted) <= 4 * (25 + 5 * math.hypot(LONGEST * SIZE, LONGEST * SIZE))
    assert painted.max() > 4 * np.median(painted)


def test_a_mark_is_a_point_or_a_stroke_of_one_to_five_px_width():
    """Single marks: among many pictures there are points of 1, 3 and 5 px and longer strokes, none longer than the setting."""
    masks = simulate_hints(paper(400), tf.fill((400, SIZE, SIZE, 3), 0.5), 1.0, seed(5)).numpy()[..., 3]
    boxes = []
    for mask in masks:
        if cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] == 2:  # paper and one mark
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            if rows[0] > 0 and rows[-1] < SIZE - 1 and columns[0] > 0 and columns[-1] < SIZE - 1:  # whole
                boxes.append((int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1))
    assert {(1, 1), (3, 3), (5, 5)} <= set(boxes)
    assert any(max(box) > 5 for box in boxes)


def test_marks_start_on_color_rather_than_on_paper():
    """Half white, half coloured: paper weighs a tenth, so 10 of 11 marks start on the colour."""
    color = np.ones((64, SIZE, SIZE, 3), np.float32)
    color[:, :, SIZE // 2 :] = 0.5
    starts = draw_starts(tf.constant(color), seed()).numpy()
    assert starts.shape == (64, MOST_MARKS, 2)
    assert (starts.min() >= 0.0, starts.max() < SIZE) == (True, True)
    count = starts.shape[0] * starts.shape[1]
    on_color = (starts[..., 1] >= SIZE // 2).mean()
    assert on_color == pytest.approx(10 / 11, abs=4 * math.sqrt(10 / 121 / count))
    assert starts[..., 0].std() > SIZE / 8
