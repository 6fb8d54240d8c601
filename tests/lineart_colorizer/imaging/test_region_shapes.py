import numpy as np
import pytest

from lineart_colorizer.imaging.region_shapes import LENGTH, NAMES, describe


def shapes(regions: np.ndarray) -> list[dict[str, float]]:
    """By name; the neighbours' numbers under `around`."""
    found = describe(regions)
    assert found.shape == (regions.max() + 1, LENGTH)
    half = len(NAMES)
    return [dict(zip(NAMES, row[:half], strict=True)) | {"around": row[half:].tolist()} for row in found.astype(float)]


def bar(rows: slice = slice(4, 8), columns: slice = slice(2, 18), side: int = 20) -> np.ndarray:
    """Paper with one region in it."""
    regions = np.zeros((side, side), np.int32)
    regions[rows, columns] = 1
    return regions


def test_a_bar_by_hand():
    """16 x 4 px: moments 16^2 / 12 and 4^2 / 12; 64 px of area, 40 of outline."""
    paper, lying = shapes(bar())
    assert lying["size"] == 0  # the largest that is not at the edge
    assert lying["elongation"] == pytest.approx(np.log(4))
    assert lying["spread"] == pytest.approx(np.log(4 * np.pi / 12))  # a box has a little more than an ellipse
    assert lying["outline"] == pytest.approx(np.log(40 / 8))
    assert (lying["edge"], paper["edge"]) == (0, pytest.approx(80 / 120))
    assert lying["upright"] == pytest.approx(16 / (16 + 256))
    assert paper["size"] == pytest.approx(np.log(336 / 64))


def test_neighbours_count_by_their_border():
    """Paper's only neighbour is the bar, the bar's the paper."""
    paper, lying = shapes(bar())
    assert lying["around"] == pytest.approx([paper[name] for name in NAMES])
    regions = bar()
    regions[4:8, 10:18] = 2  # the bar in two: each shares 4 px with the other and 20 with paper
    paper, left, right = shapes(regions)
    assert left["around"] == pytest.approx([(20 * paper[name] + 4 * right[name]) / 24 for name in NAMES])


def test_moved_mirrored_or_larger_a_region_is_the_same_and_turned_it_stands():
    own = slice(len(NAMES))
    here = describe(bar())[1]
    assert describe(bar(slice(12, 16), slice(2, 18)))[1, own] == pytest.approx(here[own])
    assert describe(bar()[::-1, ::-1])[1] == pytest.approx(here, abs=1e-6)
    assert describe(np.kron(bar(), np.ones((3, 3), np.int32)))[1] == pytest.approx(here, abs=0.01)
    assert describe(bar().T)[1, 5] == pytest.approx(1 - here[5])


def test_one_region_alone():
    """It is all of the page's edge, and has no neighbour."""
    (alone,) = shapes(np.zeros((6, 6), np.int32))
    assert (alone["size"], alone["edge"], alone["around"]) == (0, 1, [0] * len(NAMES))
