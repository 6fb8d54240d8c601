import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging.in_color import colored_share, is_in_color


def drawing(paper=(255, 255, 255), ink=(0, 0, 0), fill=None) -> np.ndarray:
    page = np.full((300, 400, 3), paper, np.uint8)
    if fill:
        cv2.circle(page, (200, 150), 80, fill, cv2.FILLED)
    cv2.circle(page, (200, 150), 80, ink, 4, cv2.LINE_AA)
    cv2.line(page, (20, 20), (380, 40), ink, 4, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("paper", [(255, 255, 255), (230, 215, 170), (200, 170, 120), (200, 215, 235)])
@pytest.mark.parametrize("ink", [(0, 0, 0), (60, 40, 20)])
def test_tinted_paper_is_not_in_colour(paper, ink):
    assert not is_in_color(drawing(paper, ink))


@pytest.mark.parametrize("ink", [(110, 60, 20), (60, 120, 220), (200, 30, 30)])
def test_coloured_ink_is_not_in_colour(ink):
    assert not is_in_color(drawing(ink=ink))


def test_paper_that_yellowed_unevenly_is_not_in_colour():
    edge = np.linspace(0, 1, 400)[None, :, None]
    paper = np.array([245, 235, 210]) * (1 - edge) + np.array([205, 180, 135]) * edge
    assert not is_in_color((drawing() / 255.0 * paper).astype(np.uint8))


@pytest.mark.parametrize("fill", [(250, 220, 60), (240, 120, 110), (120, 190, 230), (60, 120, 60)])
@pytest.mark.parametrize("paper", [(255, 255, 255), (230, 215, 170)])
def test_a_filled_drawing_is_in_colour(fill, paper):
    assert is_in_color(drawing(paper, fill=fill))


def test_the_share_is_that_of_the_area():
    """A disk of radius 80 px in 300 x 400: 0.168 of the page; its rim is lost to smoothing."""
    assert colored_share(drawing(fill=(255, 0, 0))) == pytest.approx(np.pi * 80**2 / 120_000, abs=0.02)
    assert colored_share(drawing()) == 0


def test_grey_pages_and_tiny_ones():
    grey = np.repeat(np.random.default_rng(0).integers(0, 256, (40, 50, 1)), 3, -1).astype(np.uint8)
    assert colored_share(grey) == 0
    assert not is_in_color(np.zeros((16, 16, 3), np.uint8))
