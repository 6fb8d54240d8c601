import numpy as np
import pytest

from lineart_colorizer.imaging.transparency import fill_enclosed, lift


def test_lifted_colours_give_the_picture_back_on_white():
    """Half transparent (128) and seen as 200: 255 - 55 * 255 / 128 = 145.4."""
    rgba = lift(np.array([[[200, 200, 200], [255, 255, 255], [9, 8, 7]]], np.uint8), np.array([[128, 0, 255]], np.uint8))
    assert rgba[0].tolist() == [[145, 145, 145, 128], [255, 255, 255, 0], [9, 8, 7, 255]]
    share = 128 / 255
    assert 145 * share + 255 * (1 - share) == pytest.approx(200, abs=0.5)


def ring(alpha: int = 255) -> np.ndarray:
    page = np.zeros((12, 12), np.uint8)
    page[2:10, 2:10] = alpha
    page[4:8, 4:8] = 0
    return page


def test_what_lines_enclose_becomes_opaque_and_the_rest_stays():
    filled = fill_enclosed(ring())
    assert (filled[2:10, 2:10] == 255).all()
    filled[2:10, 2:10] = 0
    assert not filled.any()


def test_a_gap_lets_the_outside_in():
    page = ring()
    page[2:4, 5] = 0
    assert (fill_enclosed(page) == page).all()


def test_two_corners_are_no_gap():
    page = np.zeros((4, 4), np.uint8)
    page[0, 1] = page[1, 0] = page[1, 2] = page[2, 1] = 255
    assert fill_enclosed(page)[1, 1] == 255
    assert fill_enclosed(page)[0, 0] == 0


def test_soft_inner_edges_become_opaque_and_soft_outer_ones_stay():
    page = ring()
    page[1, 2:10], page[4, 4:8] = 90, 90
    filled = fill_enclosed(page)
    assert (filled[1, 2:10] == 90).all()
    assert (filled[4, 4:8] == 255).all()


def test_an_opaque_page_and_washes_stay_as_they_are():
    page = np.full((5, 5), 200, np.uint8)
    assert (fill_enclosed(page) == page).all()
