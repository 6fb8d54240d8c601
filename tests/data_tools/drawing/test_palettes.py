import colorsys

import numpy as np
import pytest

from data_tools.drawing.palettes import PALETTES, choose, darker, lighter, other, pick

HUES = {  # degrees
    "leaf": (75, 165),
    "pine": (110, 170),
    "sky": (185, 215),
    "water": (185, 220),
    "roof": (5, 30),
    "skin": (8, 40),
    "banana": (40, 60),
    "cherry": (340, 365),
    "bark": (15, 40),
}


@pytest.mark.parametrize("name", HUES)
def test_hues_belong_to_the_thing(name):
    low, high = HUES[name]
    rng = np.random.default_rng(0)
    for _ in range(100):
        hue = 360 * colorsys.rgb_to_hsv(*pick(rng, name))[0]
        assert low <= hue <= high or low <= hue + 360 <= high


@pytest.mark.parametrize("name", PALETTES)
def test_colours_are_bytes_that_ink_shows_on(name):
    rng = np.random.default_rng(1)
    for _ in range(20):
        color = pick(rng, name)
        assert len(color) == 3 and all(isinstance(part, int) and 0 <= part <= 255 for part in color)
        assert max(color) > 58


def test_skin_has_light_and_dark_tones():
    rng = np.random.default_rng(0)
    brightness = [sum(pick(rng, "skin")) for _ in range(100)]
    assert min(brightness) < 280 and max(brightness) > 620


def test_darker_and_lighter():
    assert sum(darker((100, 150, 200))) < 450 < sum(lighter((100, 150, 200)))


def test_other_can_be_told_apart():
    rng = np.random.default_rng(0)
    for _ in range(50):
        first = pick(rng, "cloth")
        assert sum(abs(a - b) for a, b in zip(first, other(rng, "cloth", first), strict=True)) > 40


def test_choose_reaches_every_option():
    rng = np.random.default_rng(0)
    assert {choose(rng, "abc") for _ in range(50)} == set("abc")
