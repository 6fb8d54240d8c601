import numpy as np
import pytest

from data_tools.drawing import scenes
from data_tools.drawing.brush import Brush


def painted(scene, seed):
    brush = Brush(96)
    scene(brush, np.random.default_rng(seed))
    return brush.canvas


@pytest.mark.parametrize("scene", [scenes.meadow, scenes.air, scenes.underwater, scenes.open_sea, scenes.room, scenes.wallpaper])
def test_scenes_cover_the_paper_and_vary(scene):
    canvases = [painted(scene, seed) for seed in range(4)]
    assert len({canvas.tobytes() for canvas in canvases}) == 4
    for canvas in canvases:
        assert (canvas == 255).all(axis=-1).mean() < 0.3


def test_meadows_have_a_horizon():
    for seed in range(4):
        assert (painted(scenes.meadow, seed)[40:75].max(axis=-1) < 80).any(axis=0).mean() > 0.9


def test_water_is_blue():
    for seed in range(4):
        red, _, blue = painted(scenes.underwater, seed)[10:60].reshape(-1, 3).mean(axis=0)
        assert blue > red + 30
