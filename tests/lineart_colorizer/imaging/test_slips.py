import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging.slips import COLORS, SIDE, without_slips

RED, BLUE = (220, 40, 40), (40, 60, 220)


def drawing() -> np.ndarray:
    """A box from 50 to 150, its line 5 px wide, uint8 grey [200,200]."""
    line = np.full((200, 200), 255, np.uint8)
    cv2.rectangle(line, (50, 50), (150, 150), 0, 3)
    return line


def paint(*areas, scale: int = 1) -> np.ndarray:
    """Each: rows, columns and colour."""
    painted = np.zeros((200 * scale, 200 * scale, 4), np.uint8)
    for (top, bottom), (left, right), color in areas:
        painted[top * scale : bottom * scale, left * scale : right * scale] = (*color, 255)
    return painted


def columns(painted: np.ndarray) -> list[int]:
    return sorted(set(np.nonzero(painted[..., 3])[1].tolist()))


def test_of_a_dab_over_a_line_what_is_in_the_shape_stays():
    """Columns 48 to 52 are line: 46 and 47 are out, and go with it; 53 to 55 stay."""
    left = without_slips(paint(((90, 96), (46, 56), RED)), drawing())
    assert columns(left) == [53, 54, 55]
    assert left[92, 53].tolist() == [*RED, 255]


@pytest.mark.parametrize(
    "area",
    [
        ((90, 96), (42, 56), RED),  # 6 px outside, 3 inside
        ((90, 96), (20, 30), RED),  # outside alone
        ((90, 96), (40, 48), RED),  # outside alone, up to the line
        ((90, 96), (60, 70), RED),  # inside alone
        ((60, 140), (30, 140), RED),  # far out
    ],
)
def test_what_was_meant_stays(area):
    painted = paint(area)
    assert without_slips(painted, drawing()) is painted


def test_a_brush_with_a_smooth_rim_is_one_colour():
    """At half of the alpha, a canvas gives colours back that are rounded."""
    painted = paint(((89, 97), (45, 57), (221, 41, 41)), ((90, 96), (46, 56), RED))
    painted[89, 45:57, 3] = painted[96, 45:57, 3] = painted[89:97, 45, 3] = painted[89:97, 56, 3] = 130
    assert columns(without_slips(painted, drawing())) == [53, 54, 55, 56]


def test_colours_are_judged_by_themselves():
    """Blue outside touches red inside: no dab of one colour covers the line."""
    painted = paint(((90, 96), (44, 51), BLUE), ((90, 96), (51, 60), RED))
    assert without_slips(painted, drawing()) is painted
    both = paint(((90, 96), (44, 51), BLUE), ((90, 96), (51, 60), RED), ((120, 126), (46, 56), BLUE))
    left = without_slips(both, drawing())
    assert columns(left[100:]) == [53, 54, 55]
    assert (left[:100] == both[:100]).all()


def test_between_two_shapes_nothing_is_a_slip():
    line = drawing()
    line[100:103, 50:150] = 0
    painted = paint(((97, 104), (80, 86), RED))
    assert without_slips(painted, line) is painted


def test_on_a_page_without_lines_or_all_of_ink():
    painted = paint(((90, 96), (46, 56), RED))
    for line in (np.full((200, 200), 255, np.uint8), np.zeros((200, 200), np.uint8)):
        assert without_slips(painted, line) is painted


@pytest.mark.parametrize("scale", [1, 4])
def test_pages_and_hints_of_any_size(scale):
    """Looked for at SIDE px; hints of another size than the page's."""
    line = cv2.resize(drawing(), (6 * SIDE, 6 * SIDE), interpolation=cv2.INTER_NEAREST)
    left = without_slips(paint(((90, 96), (46, 56), RED), scale=scale), line)
    assert set(columns(left)) <= set(range(52 * scale, 56 * scale))
    assert set(columns(left)) >= set(range(54 * scale, 56 * scale))


def test_faint_paint_is_none_and_a_picture_of_many_colours_is_as_it_is():
    faint = paint(((90, 96), (46, 56), RED))
    faint[..., 3] //= 4
    assert without_slips(faint, drawing()) is faint
    many = paint(((90, 96), (46, 56), RED))
    many[90:96, 46:56, :3] = np.random.default_rng(0).integers(0, 256, (6, 10, 3))
    assert COLORS < 60
    assert without_slips(many, drawing()) is many
