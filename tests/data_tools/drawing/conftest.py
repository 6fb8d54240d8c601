import colorsys

import numpy as np
import pytest

from data_tools.drawing.brush import Brush


@pytest.fixture
def draw():
    """draw(function, seed, size=96): what it draws alone on white, uint8 [size,size,3]; its box is half as wide as the picture."""

    def drawn(function, seed, size=96):
        brush = Brush(size)
        function(brush.at(0.5, 0.5, 0.25), np.random.default_rng(seed))
        return brush.canvas

    return drawn


@pytest.fixture
def main_color():
    """main_color(picture, region): hue in degrees, saturation and value of the commonest colour that is neither paper nor ink."""

    def found(picture, region=(slice(None), slice(None))):
        pixels = picture[region].reshape(-1, 3)
        pixels = pixels[(pixels.min(axis=1) < 245) & (pixels.max(axis=1) > 90)]
        colors, counts = np.unique(pixels, axis=0, return_counts=True)
        hue, saturation, value = colorsys.rgb_to_hsv(*(colors[counts.argmax()] / 255))
        return 360 * hue, saturation, value

    return found
