import numpy as np
import pytest

from lineart_colorizer.monitoring.grids import CAPTION_HEIGHT, GAP, GREY, NO_HINT, make_grid, show, show_hint

SIDE = 32
CELL = SIDE + GAP
CAPTION = "hinge, step 7: line | hint | generated | true"


def columns(count: int) -> dict:
    """Black drawings, a red hint at one pixel, white generated pictures, blue true ones."""
    hint = np.zeros((count, SIDE, SIDE, 4), np.float32)
    hint[:, 5, 6] = (1, -1, -1, 1)
    color = np.broadcast_to(np.array([-1, -1, 1], np.float32), (count, SIDE, SIDE, 3))
    line = np.full((count, SIDE, SIDE, 1), -1, np.float32)
    return {"line": line, "hint": hint, "generated": np.ones((count, SIDE, SIDE, 3), np.float32), "true": color}


def test_hints_lie_on_light_grey():
    shown = show_hint(columns(1)["hint"][0])
    assert shown[5, 6].tolist() == [255, 0, 0]
    assert shown[0, 0].tolist() == [NO_HINT] * 3
    assert (shown.reshape(-1, 3) == NO_HINT).all(-1).sum() == SIDE * SIDE - 1


@pytest.mark.parametrize(("name", "color"), [("line", [0, 0, 0]), ("hint", [NO_HINT] * 3), ("generated", [255] * 3), ("true", [0, 0, 255])])
def test_columns_of_one_three_and_four_channels_are_shown_in_rgb(name, color):
    shown = show(columns(2)[name])
    assert shown.shape == (2, SIDE, SIDE, 3)
    assert shown.dtype == np.uint8
    assert shown[1, 9, 9].tolist() == color


def test_a_row_is_the_columns_in_their_order_with_a_gap_after_each():
    row = make_grid(columns(1), CAPTION)[CAPTION_HEIGHT : CAPTION_HEIGHT + SIDE, : 4 * CELL]
    assert [row[9, cell * CELL + 9].tolist() for cell in range(4)] == [[0, 0, 0], [NO_HINT] * 3, [255, 255, 255], [0, 0, 255]]
    assert (row[:, SIDE:CELL] == GREY).all()
    assert make_grid({"one": columns(1)["line"]}, "").shape == (CAPTION_HEIGHT + CELL, 2 * CELL, 3)


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (2, 1), (3, 2), (8, 4)])
def test_two_drawings_in_a_row_under_the_caption(count, rows):
    grid = make_grid(columns(count), CAPTION)
    assert grid.shape == (CAPTION_HEIGHT + rows * CELL, 2 * 4 * CELL, 3)
    assert grid.dtype == np.uint8
    for index in range(count):
        top, left = CAPTION_HEIGHT + index // 2 * CELL, index % 2 * 4 * CELL
        assert grid[top + 9, left + 9].tolist() == [0, 0, 0], index
        assert grid[top + 9, left + 3 * CELL + 9].tolist() == [0, 0, 255], index
    last = grid[CAPTION_HEIGHT + (rows - 1) * CELL :][:SIDE, 4 * CELL :]
    assert bool((last == 255).all()) is bool(count % 2)  # where a drawing is missing, white


def test_the_caption_is_drawn_dark_on_white():
    with_caption, without = make_grid(columns(2), CAPTION), make_grid(columns(2), "")
    assert (without[:CAPTION_HEIGHT] == 255).all()
    assert (with_caption[:CAPTION_HEIGHT] < 100).any(-1).sum() > 50
    assert (with_caption[CAPTION_HEIGHT:] == without[CAPTION_HEIGHT:]).all()
