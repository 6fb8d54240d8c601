import pathlib

import numpy as np
import pytest

from lineart_colorizer.imaging.lab import to_lab
from lineart_colorizer.metrics.color import chroma, cie76, ciede2000, hue_accuracy

SHARMA = np.loadtxt(pathlib.Path(__file__).parents[2] / "golden" / "ciede2000_sharma.txt")


def flat(*color: float, size: int = 16) -> np.ndarray:
    return np.full((size, size, 3), color, np.float32)


def lab_of(*pixels: tuple[float, float, float]) -> np.ndarray:
    """A picture of one row."""
    return np.array([pixels], np.float32)


def at_hue(degrees: float, chroma: float = 40.0) -> tuple[float, float, float]:
    return 50.0, chroma * np.cos(np.radians(degrees)), chroma * np.sin(np.radians(degrees))


@pytest.mark.parametrize(
    ("color", "lab"),
    [((1, 1, 1), (100, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((1, 0, 0), (53.24, 80.09, 67.20)), ((0, 0, 1), (32.30, 79.19, -107.86))],
)
def test_lab_of_known_colours(color, lab):
    assert to_lab(flat(*color))[3, 4] == pytest.approx(lab, abs=0.1)


@pytest.mark.parametrize("grey", [0.0, 0.2, 0.5, 1.0])
def test_grey_has_no_chroma(grey):
    assert chroma(to_lab(flat(grey, grey, grey))) == pytest.approx(0.0, abs=0.1)  # OpenCV interpolates


def test_chroma_of_half_red_half_grey():
    picture = flat(1, 0, 0)
    picture[:8] = 0.5
    assert chroma(to_lab(picture)) == pytest.approx(np.hypot(80.09, 67.20) / 2, abs=0.1)


def test_distance_of_1976_is_a_straight_line():
    assert cie76(lab_of((50, 3, 4), (10, 0, 0)), lab_of((50, 0, 0), (20, 0, 0))) == pytest.approx(np.array([[5.0, 10.0]]))


def test_distance_of_2000_on_the_published_pairs():
    assert len(SHARMA) == 34
    assert ciede2000(SHARMA[:, :3], SHARMA[:, 3:6]) == pytest.approx(SHARMA[:, 6], abs=5.1e-5)  # published to four digits
    assert ciede2000(SHARMA[:, 3:6], SHARMA[:, :3]) == pytest.approx(SHARMA[:, 6], abs=5.1e-5)


@pytest.mark.parametrize(("turn", "right"), [(0, 1.0), (29, 1.0), (-29, 1.0), (31, 0.0), (180, 0.0)])
def test_a_hue_is_right_within_thirty_degrees(turn, right):
    for hue in (5, 90, 175, 355):  # over the ends of the circle, too
        assert hue_accuracy([lab_of(at_hue(hue + turn))], [lab_of(at_hue(hue))]) == right


def test_hue_is_of_coloured_pixels_alone_and_of_all_pictures_together():
    truth = [lab_of(at_hue(10), at_hue(100), at_hue(50, chroma=14.0)), lab_of(at_hue(200), at_hue(200, chroma=3.0), at_hue(300))]
    fake = [lab_of(at_hue(10), at_hue(10), at_hue(230)), lab_of(at_hue(200), at_hue(20), at_hue(300, chroma=4.0))]
    assert hue_accuracy(fake, truth) == pytest.approx(2 / 4)  # right, wrong, not coloured; right, not coloured, too grey


def test_no_hue_where_nothing_is_coloured():
    assert hue_accuracy([lab_of(at_hue(0))], [lab_of(at_hue(0, chroma=10.0))]) is None
