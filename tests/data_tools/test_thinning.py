import cv2
import numpy as np
import pytest

from data_tools.thinning import skeleton, thin


def picture_of(*rows: str) -> np.ndarray:
    return np.array([[mark == "#" for mark in row] for row in rows])


def test_a_bar_becomes_its_middle_row():
    """Worked by hand: the first half of the first turn takes the lower row, the right column and the upper left corner; the second the
    rest of the upper row and both ends of the middle one, of which the left has two neighbours left and the right three."""
    bar = picture_of(".........", ".#######.", ".#######.", ".#######.", ".........")
    assert np.array_equal(skeleton(bar), picture_of(".........", ".........", "..####...", ".........", "........."))


def test_lines_of_one_pixel_crossings_and_lone_pixels_stay():
    for rows in (("#...#", ".#.#.", "..#..", ".#.#.", "#...#"), ("..#..", "..#..", "#####", "..#..", "..#.."), ("...", ".#.", "...")):
        assert np.array_equal(skeleton(picture_of(*rows)), picture_of(*rows))
    assert not skeleton(np.zeros((4, 5), bool)).any()


def test_the_skeleton_of_a_drawing_is_one_pixel_wide_and_as_connected_as_it_was():
    """No 2 x 2 square is left; pieces and enclosed areas are as many as before. (Zhang and Suen's own algorithm loses 2 x 2 pieces.)"""
    drawing = np.zeros((200, 200), np.uint8)
    cv2.circle(drawing, (70, 80), 50, 1, 9)
    cv2.rectangle(drawing, (90, 100), (180, 190), 1, 6)
    cv2.line(drawing, (5, 190), (60, 150), 1, 12)
    middle = skeleton(drawing > 0).astype(np.uint8)
    assert cv2.filter2D(middle, -1, np.ones((2, 2), np.float32), borderType=cv2.BORDER_CONSTANT).max() < 4
    assert (drawing >= middle).all()
    for ink, connectivity in ((1, 8), (0, 4)):
        pieces = [cv2.connectedComponents((image == ink).astype(np.uint8), connectivity=connectivity)[0] for image in (drawing, middle)]
        assert pieces[0] == pieces[1]


@pytest.mark.parametrize("side", [64, 256, 1024])
def test_lines_become_2_px_of_256_and_keep_their_darkness(side):
    line = np.full((side, side), 255, np.uint8)
    scale = side / 256
    line[:, round(60 * scale) : round(68 * scale)] = 0
    line[:, round(180 * scale) : round(184 * scale)] = 120
    thinned = thin(line)
    assert thinned.shape == line.shape
    assert thinned[:, : side // 2].min() == 0
    assert thinned[:, side // 2 :].min() == 120
    ink = (255 - thinned[:, : side // 2].astype(float)).sum(axis=1) / 255
    assert ink == pytest.approx(np.full(side, max(1, 2 * scale)), rel=0.1)  # also in the first and last rows: nothing is shortened


def test_white_and_tiny_drawings():
    assert thin(np.full((20, 30), 255, np.uint8)).min() == 255
    for shape in ((1, 1), (1, 40), (40, 1)):
        assert thin(np.zeros(shape, np.uint8)).shape == shape
