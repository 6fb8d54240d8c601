import numpy as np

from lineart_colorizer.imaging.region_graph import borders, merge_small, numbered, united


def test_borders_are_counted_by_sides_of_pixels():
    pairs, lengths = borders(np.array([[0, 0, 1], [2, 2, 1]], np.int32))
    assert pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert lengths.tolist() == [1, 2, 1]


def test_one_region_has_no_border():
    pairs, lengths = borders(np.zeros((1, 1), np.int32))
    assert pairs.shape == (0, 2)
    assert lengths.shape == (0,)


def test_pairs_united_get_one_number():
    assert united(6, np.array([[4, 1], [1, 2]])).tolist() == [0, 1, 1, 2, 1, 3]


def test_numbers_without_holes():
    assert numbered(np.array([[7, 2], [2, 9]], np.int32)).tolist() == [[1, 0], [0, 2]]


def test_small_regions_go_where_their_border_is_longest():
    merged = merge_small(np.array([[0, 0, 0, 0], [1, 2, 1, 1], [1, 1, 1, 1]], np.int32), 2)  # 2 has one side to 0, three to 1
    assert merged.tolist() == [[0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]]


def test_the_smallest_goes_first_and_what_grew_enough_stays():
    labels = np.array([[0] * 8, [1, 2, 2, 2, 3, 3, 3, 3]], np.int32)
    assert merge_small(labels, 2).tolist() == [[0] * 8, [0, 1, 1, 1, 2, 2, 2, 2]]  # 1 touches 0 and 2 by one side each: the first
    assert merge_small(labels, 4).tolist() == [[0] * 8, [0, 0, 0, 0, 1, 1, 1, 1]]


def test_all_small_becomes_one():
    assert merge_small(np.arange(12, dtype=np.int32).reshape(3, 4), 100).tolist() == [[0] * 4] * 3
