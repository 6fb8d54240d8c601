"""One whole picture: a main subject, sometimes companions, on white paper or in a scene."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from data_tools.drawing import scenes
from data_tools.drawing.brush import Brush
from data_tools.drawing.palettes import choose
from data_tools.drawing.subjects import LABELS, SUBJECTS

SCENE_SHARE = 1 / 4
COMPANY_SHARE = 1 / 3
INKS = ((32, 28, 36), (32, 28, 36), (45, 32, 30), (30, 34, 52))  # all nearly black


class Place(NamedTuple):
    """scene: paints what lies behind. high, low: labels of companions above and beside the main subject."""

    scene: Callable[[Brush, np.random.Generator], None]
    high: tuple[str, ...]
    low: tuple[str, ...]


PLACES = {
    "ground": Place(scenes.meadow, ("butterfly", "bee", "balloon"), ("flower", "mushroom", "snail", "tree", "chick", "rabbit", "ladybird")),
    "air": Place(scenes.air, ("butterfly", "bee", "balloon"), ("butterfly", "bee", "balloon")),
    "sea": Place(scenes.open_sea, ("balloon",), ("boat",)),
    "underwater": Place(scenes.underwater, ("fish",), ("octopus", "fish")),
    "table": Place(scenes.room, ("butterfly", "bee"), ("cup", "fruit", "icecream", "cactus")),
    "portrait": Place(scenes.wallpaper, ("butterfly", "balloon", "bee"), ("flower", "cat", "chick", "cup", "bear")),
}


def draw_picture(seed: int, index: int, size: int) -> tuple[np.ndarray, str]:
    """Picture number `index` of a seed: (RGB uint8 [size,size,3], label of its main subject).

    Depends on the three numbers alone, not on what was drawn before; another size is the same picture, larger or smaller.
    Labels take turns, so that any run of len(LABELS) pictures has each of them.
    """
    rng = np.random.default_rng((seed, index))
    label = LABELS[index % len(LABELS)]
    light = (choose(rng, (-0.7, 0.7)), -0.6)
    brush = Brush(size, ink=choose(rng, INKS), light=light, wobble=rng.uniform(0, 2 * np.pi, 2))
    if label == "landscape":
        SUBJECTS[label].draw(brush.at(0.5, 0.5, 0.46), rng)
        return brush.canvas, label
    place = PLACES[SUBJECTS[label].place]
    if rng.random() < SCENE_SHARE:
        place.scene(brush, rng)
    if rng.random() < COMPANY_SHARE:
        _draw_company(brush, rng, label, place)
    else:
        scale = rng.uniform(0.38, 0.45)
        _draw_subject(brush, rng, label, 0.5 + rng.uniform(-1, 1) * (0.47 - scale), 0.97 - scale, scale)
    return brush.canvas, label


def _draw_subject(brush: Brush, rng: np.random.Generator, label: str, x: float, y: float, scale: float) -> None:
    tilt = rng.normal(0, 2.5)
    SUBJECTS[label].draw(brush.at(x, y, scale, mirrored=rng.random() < 0.5, tilt=tilt), rng)


def _draw_company(brush: Brush, rng: np.random.Generator, label: str, place: Place) -> None:
    """Two of a kind side by side, or a large one with one or two small ones beside it; their boxes do not overlap."""
    if rng.random() < 0.25:
        for x in (0.26, 0.74):
            scale = rng.uniform(0.2, 0.23)
            _draw_subject(brush, rng, label, x, 0.84 - scale, scale)
        return
    large = rng.uniform(0.3, 0.32)
    small = 0.5 - large - 0.02
    left = rng.random() < 0.5
    near, far = (0.03 + large, 0.98 - small) if left else (0.97 - large, 0.02 + small)
    _draw_subject(brush, rng, label, near, 0.96 - large, large)
    which = rng.random()
    if which < 0.7:
        _draw_subject(brush, rng, choose(rng, place.low), far, 0.96 - small, small)
    if which > 0.45:
        _draw_subject(brush, rng, choose(rng, place.high), far, 0.06 + small + rng.uniform(0, 0.08), small)
