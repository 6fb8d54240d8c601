import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging.parts import FIT, SCALES, SIDE, find_parts, lay_over, match

RED, BLUE = (200, 30, 30), (20, 40, 210)


def drawing(shift: int = 0, scale: int = 1) -> np.ndarray:
    """A tall box, a disk, and a flat box below it, uint8 grey."""
    line = np.full((200 * scale, 200 * scale), 255, np.uint8)
    for top, left, bottom, right in ((20, 20 + shift, 150, 90 + shift), (120, 110 + shift, 150, 180 + shift)):
        cv2.rectangle(line, (left * scale, top * scale), (right * scale, bottom * scale), 0, 3 * scale)
    cv2.circle(line, ((140 + shift) * scale, 60 * scale), 22 * scale, 0, 3 * scale)
    return line


TALL, DISK, FLAT = (80, 55), (60, 140), (135, 145)  # rows and columns of the middles


def dabs(**colors) -> np.ndarray:
    """RGBA uint8: dabs of 6 px in the middle of parts."""
    painted = np.zeros((200, 200, 4), np.uint8)
    for (row, column), color in colors.values():
        painted[row - 3 : row + 3, column - 3 : column + 3] = (*color, 255)
    return painted


def test_regions_have_the_colour_of_their_hint():
    parts = find_parts(drawing())
    found = parts.hinted(dabs(disk=(DISK, RED), flat=(FLAT, BLUE)))
    assert found == {parts.regions[DISK]: RED, parts.regions[FLAT]: BLUE}


def test_a_hint_that_grazes_a_region_is_its_neighbours():
    parts = find_parts(drawing())
    painted = np.zeros((200, 200, 4), np.uint8)
    painted[130:140, 115:185] = (*RED, 255)  # over the flat box's right line, by 3 px
    assert parts.hinted(painted) == {parts.regions[FLAT]: RED}
    assert parts.grazing(painted) == 0
    painted[130:140, 188:190] = (*BLUE, 255)  # outside, by that line
    assert (parts.hinted(painted), parts.grazing(painted)) == ({parts.regions[FLAT]: RED}, 1)


def test_the_deepest_pixel_tells_the_colour():
    parts = find_parts(drawing())
    painted = dabs(disk=(DISK, RED))
    painted[45, 135:145] = (*BLUE, 255)  # nearer to the line
    assert parts.hinted(painted) == {parts.regions[DISK]: RED}


def test_the_middle_of_a_region_is_painted():
    parts = find_parts(drawing())
    painted = parts.paint({int(parts.regions[DISK]): RED})
    assert painted[DISK].tolist() == [*RED, 255]
    assert painted[60, 140 - 18].tolist() == painted[TALL].tolist() == [0, 0, 0, 0]
    distance = np.hypot(*(np.argwhere(painted[..., 3]) - DISK).T)
    assert distance.max() == pytest.approx(10, abs=1.5)  # half of what is inside the line


def test_large_pages_are_looked_at_reduced():
    parts = find_parts(drawing(scale=4))
    assert parts.regions.shape == (SIDE, SIDE)
    assert len(parts.peaks) == 4


def test_parts_are_told_again_elsewhere_and_larger():
    here, there = find_parts(drawing()), find_parts(drawing(shift=15, scale=2))
    found = match(here.shapes, there.shapes)
    for row, column in (TALL, DISK, FLAT):
        assert found[there.regions[2 * row, 2 * (column + 15)]] == here.regions[row, column]


def test_matches_are_mutual_and_near():
    scale = np.asarray(SCALES)
    known = np.stack([0 * scale, 10 * scale])
    assert match(known, known[::-1]) == {0: 1, 1: 0}
    assert match(known, np.stack([0.2 * scale, 0.1 * scale, 5 * scale])) == {1: 0}  # the first is farther, the last no part's
    assert match(known, (10 + FIT * 0.99) * scale[None]) == {0: 1}
    assert match(known, (10 + FIT * 1.01) * scale[None]) == {}
    assert match(known[:0], known) == match(known, known[:0]) == {}


def test_what_is_painted_lies_over_the_rest():
    below = np.zeros((2, 2, 4), np.uint8)
    below[:, 0] = (*BLUE, 255)
    painted = np.zeros((4, 4, 4), np.uint8)
    painted[0, 0] = (*RED, 255)
    painted[1, 0] = (*RED, 100)  # too faint to count
    laid = lay_over(painted, below)
    assert laid[0, 0].tolist() == [*RED, 255]
    assert laid[1, 0].tolist() == laid[3, 1].tolist() == [*BLUE, 255]
    assert laid[0, 2].tolist() == [0, 0, 0, 0]
    assert lay_over(None, below) is below
