import itertools

import numpy as np
import pytest

from lineart_colorizer.imaging.tiles import OVERLAP, POINTS_APART, TILE, guide, predict_in_tiles, spans, weights


@pytest.mark.parametrize("length", [16, 500, 512, 513, 960, 1024, 1500, 4001, 8000])
def test_tiles_cover_a_side_and_overlap(length):
    tiles = spans(length)
    assert tiles[0].start == 0
    assert tiles[-1].stop == length
    assert {tile.stop - tile.start for tile in tiles} == {min(tiles[0].stop, length)}
    assert tiles[0].stop <= TILE
    for one, following in itertools.pairwise(tiles):
        assert OVERLAP <= one.stop - following.start < TILE


def test_spans_by_hand():
    """1024: ceil(960 / 448) = 3 tiles; (1024 + 2 * 64) / 3 = 384 px, at 0, 320, 640."""
    assert spans(1024) == [slice(0, 384), slice(320, 704), slice(640, 1024)]
    assert spans(300) == [slice(0, 300)]


@pytest.mark.parametrize("length", [300, 1024, 1500, 4001])
def test_weights_sum_to_one(length):
    tiles, total = spans(length), np.zeros(length)
    for tile, share in zip(tiles, weights(tiles), strict=True):
        total[tile] += share
    assert total == pytest.approx(np.ones(length), abs=1e-6)


def test_weights_rise_over_the_overlap():
    """The first of 64 pixels of overlap: half a pixel into one tile, 63.5 before the other's end."""
    first, second, _ = weights(spans(1024))
    assert first[:320].tolist() == [1] * 320
    assert second[0] == pytest.approx(0.5 / 64)
    assert first[320] == pytest.approx(63.5 / 64)


def test_what_depends_on_the_place_alone_has_no_seam():
    line = np.random.default_rng(0).integers(0, 256, (700, 1100)).astype(np.uint8)

    def predict(tile, rows, columns):
        assert tile.shape == (1, rows.stop - rows.start, columns.stop - columns.start, 1)
        return np.repeat((tile[0] + 1) / 2, 3, -1)

    made = predict_in_tiles(line, predict)
    assert made.dtype == np.uint8
    assert (made == line[..., None]).all()


def test_tiles_that_differ_blend_into_one_another():
    """Tiles of 0 and of 1: steps are no larger than 1 / 64 of 255."""
    made = predict_in_tiles(
        np.zeros((100, 1024), np.uint8), lambda tile, rows, columns: np.full((*tile.shape[1:3], 3), columns.start % 640 > 0, np.float32)
    )
    assert made[0, 0, 0] == made[0, -1, 0] == 0
    assert made[0, 512, 0] == 255
    assert np.abs(np.diff(made[0, :, 0].astype(int))).max() <= 4


def test_points_of_the_whole_guide_a_tile():
    """Of rows 48 to 57 and columns 60 to 85 only row 48 and columns 60, 72, 84 are of the grid; 2 px from an edge there is no room."""
    whole = np.full((10, 20, 3), (1.0, 0.5, 0.0), np.float32)
    whole_line = np.full((10, 20), 255, np.uint8)
    hint = np.zeros((12, 25, 4), np.float32)
    guide(hint, np.full((12, 25), 255, np.uint8), whole, whole_line, slice(46, 58), slice(60, 85), (200, 400))
    assert POINTS_APART == 12
    assert hint[0:5, 10:15].tolist() == [[[1, 0, -1, 1]] * 5] * 5
    assert np.count_nonzero(hint[..., 3]) == 25


def test_a_point_has_the_colour_of_its_place():
    """Column 24 of 400 is in small column 1 of 20; column 36 too, as columns 20 to 39 are."""
    whole = np.repeat(np.linspace(0, 1, 20, dtype=np.float32)[None, :, None], 10, 0).repeat(3, -1)
    hint = np.zeros((50, 100, 4), np.float32)
    guide(hint, np.full((50, 100), 255, np.uint8), whole, np.full((10, 20), 255, np.uint8), slice(0, 50), slice(0, 100), (200, 400))
    assert hint[24, 24, 0] == hint[24, 36, 0] == pytest.approx(2 / 19 - 1)
    assert hint[24, 48, 0] == pytest.approx(4 / 19 - 1)


def test_a_guide_leaves_lines_and_hints_alone():
    whole, whole_line = np.ones((10, 10, 3), np.float32), np.full((10, 10), 255, np.uint8)
    line = np.full((30, 30), 255, np.uint8)
    line[15], line[26] = 0, 0
    hint = np.zeros((30, 30, 4), np.float32)
    hint[14, 14] = (0, 0, 0, 1)
    before = hint.copy()
    guide(hint, line, whole, whole_line, slice(0, 30), slice(0, 30), (100, 100))
    assert (hint == before).all()
    whole_line[:] = 0
    guide(hint, np.full((30, 30), 255, np.uint8), whole, whole_line, slice(0, 30), slice(0, 30), (100, 100))
    assert (hint == before).all()
