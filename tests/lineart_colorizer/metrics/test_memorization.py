import numpy as np
import pytest

from lineart_colorizer.metrics.memorization import AT_ONCE, GAP, find_nearest, nearness, show_nearest


def test_nearest_by_hand():
    index, distance = find_nearest(np.array([[0.0, 0.0], [9.0, 9.0]]), np.array([[9.0, 8.0], [3.0, 4.0], [30.0, 0.0]]))
    assert index.tolist() == [1, 0]
    assert distance.tolist() == [5.0, 1.0]


def test_nearest_of_many_is_that_of_all_distances():
    rng = np.random.default_rng(0)
    vectors, among = rng.normal(size=(AT_ONCE + 30, 5)), rng.normal(size=(70, 5))
    every = np.linalg.norm(vectors[:, None] - among[None], axis=-1)
    index, distance = find_nearest(vectors, among)
    assert index.tolist() == every.argmin(1).tolist()
    assert distance == pytest.approx(every.min(1))


def test_pictures_are_compared_pixel_by_pixel_without_overflow():
    dark, bright = np.zeros((1, 4, 4, 3), np.uint8), np.full((1, 4, 4, 3), 255, np.uint8)
    index, distance = find_nearest(dark, np.concatenate([bright, bright - 5]))
    assert index.tolist() == [1]
    assert distance == pytest.approx([250 * np.sqrt(48)])


def test_copies_are_near_and_new_pictures_are_not():
    rng = np.random.default_rng(0)
    training, held_out, new = (rng.normal(size=(200, 3)) for _ in range(3))
    assert nearness(training[:50], held_out, training) == 0.0
    assert nearness(new, held_out, training) == pytest.approx(1.0, abs=0.3)
    assert nearness(training[:50] + 1e-3, held_out, training) < 0.05


def test_the_picture():
    fakes = [np.full((4, 4, 3), 10 + index, np.uint8) for index in range(3)]
    reals = [np.full((4, 4, 3), 100 + index, np.uint8) for index in range(5)]
    sheet = show_nearest(fakes, reals, np.array([4, 0, 1]), np.array([3, 2, 0]), columns=2)
    assert sheet.shape == (2 * (4 + GAP), 2 * (12 + 3 * GAP), 3)
    assert sheet[0, [0, 4, 8], 0].tolist() == [10, 104, 103]
    assert sheet[0, 12 + 3 * GAP + np.array([0, 4, 8]), 0].tolist() == [11, 100, 102]
    assert sheet[4 + GAP, [0, 4, 8], 0].tolist() == [12, 101, 100]
    assert (sheet[4 + GAP :, 12 + 3 * GAP :] == 255).all()  # an empty place


def test_what_was_not_held_out_tells_nothing():
    training = np.random.default_rng(0).normal(size=(20, 3))
    assert nearness(training + 1.0, training[:9], training) is None
