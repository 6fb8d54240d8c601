import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging.cleaning import clean_line, find_paper


def drawing(side: int = 400) -> np.ndarray:
    line = np.full((side, side), 255, np.uint8)
    cv2.circle(line, (side // 2, side // 2), side // 3, 0, side // 100, cv2.LINE_AA)
    cv2.rectangle(line, (side // 8, side // 8), (side // 4, side // 4), 0, side // 100)
    return line


def photo(line: np.ndarray, *, shadow: float = 0.6, ink: float = 0.2, grain: float = 3.0) -> np.ndarray:
    """Lit from the left, with a soft-edged shadow over the lower right half."""
    height, width = line.shape
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = (230 - 70 * across) * cv2.GaussianBlur(np.where(down + across > 1.1, shadow, 1.0), (0, 0), 5)
    page = (ink + (1 - ink) * line / 255.0) * light + np.random.default_rng(0).normal(0, grain, line.shape)
    return np.clip(page, 0, 255).astype(np.uint8)


def test_paper_is_found_under_the_lines():
    paper = find_paper((drawing() / 255.0 * 200).astype(np.uint8))
    assert paper == pytest.approx(np.full((400, 400), 200), abs=1)


@pytest.mark.parametrize("side", [400, 900])
def test_paper_becomes_white_and_ink_dark(side):
    line = drawing(side)
    page = photo(line, ink=0.45)
    cleaned = clean_line(page)
    paper, ink = cv2.erode(line, np.ones((9, 9))) == 255, line == 0
    assert page[paper].min() < page[ink].max()  # no threshold would tell them apart
    assert (cleaned[paper] == 255).mean() > 0.98
    assert np.median(cleaned[ink]) < 20
    assert cleaned[ink].mean() < 50


def test_a_clean_drawing_hardly_changes():
    line = drawing()
    assert np.abs(clean_line(line).astype(int) - line).mean() < 1.5


def test_pale_pencil_becomes_dark():
    page = (255 - (255 - drawing().astype(float)) * 0.4).astype(np.uint8)
    assert clean_line(page)[drawing() == 0].mean() < 30


def test_a_black_area_stays_black():
    line = drawing()
    line[250:330, 150:330] = 0
    cleaned = clean_line((line / 255.0 * 220).astype(np.uint8))
    assert cleaned[260:320, 160:320].max() < 30


def test_a_blank_page_stays_blank_and_a_tiny_one_is_done():
    blank = np.full((100, 120), 190, np.uint8)
    blank[50, 50] = 185
    assert (clean_line(blank) == 255).all()
    assert clean_line(np.full((16, 16), 200, np.uint8)).shape == (16, 16)
    assert clean_line(np.zeros((16, 16), np.uint8)).max() == 0
