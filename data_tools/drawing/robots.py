"""Robots."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, band, box, ellipse, heart, smooth
from data_tools.drawing.features import eye
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def robot(brush: Brush, rng: np.random.Generator) -> None:
    metal = pick(rng, choose(rng, ("metal", "metal", "paint")))
    accent = other(rng, "paint", metal)
    wide, chest = rng.uniform(0.42, 0.54), rng.uniform(0.36, 0.46)
    for side in (-1, 1):
        brush.shape(box(0.22 * side - 0.09, 0.55, 0.22 * side + 0.09, 0.86), darker(metal, 0.15), shade=False)
        brush.shape(box(0.24 * side - 0.17, 0.82, 0.24 * side + 0.17, 0.96, 0.06), accent)
        _arm(brush, side, chest, metal, accent, raised=rng.random() < 0.3)
    brush.shape(box(-0.12, -0.1, 0.12, 0.14), darker(metal, 0.2), shade=False)
    brush.shape(box(-chest, 0.04, chest, 0.66, rng.uniform(0.06, 0.16)), metal)
    _panel(brush, rng, accent)
    _antenna(brush, rng, accent)
    for side in (-1, 1):
        brush.shape(box(side * wide - 0.08, -0.5, side * wide + 0.08, -0.24, 0.03), accent)
    brush.shape(box(-wide, -0.74, wide, -0.04, rng.uniform(0.08, 0.3)), metal)
    _face(brush, rng, wide)


def _arm(brush: Brush, side: int, chest: float, metal: Color, accent: Color, *, raised: bool) -> None:
    hand = (0.82 * side, -0.08) if raised else (0.78 * side, 0.56)
    arm = smooth((side * (chest - 0.06), 0.18), (side * 0.72, 0.2 if raised else 0.28), hand)
    brush.shape(band(arm, 0.075, 0.075), darker(metal, 0.15), shade=False)
    brush.shape(ellipse(*hand, 0.13), accent)


def _panel(brush: Brush, rng: np.random.Generator, accent: Color) -> None:
    """What is on its chest."""
    kind = choose(rng, ("heart", "buttons", "dial"))
    if kind == "heart":
        brush.shape(heart(0, 0.33, 0.17), (232, 84, 96), shade=False)
    elif kind == "buttons":
        brush.shape(box(-0.27, 0.18, 0.27, 0.52, 0.05), lighter(accent, 0.7), shade=False)
        for x in (-0.15, 0.0, 0.15):
            brush.dot(x, 0.28, 0.05, pick(rng, "paint"))
        brush.line(np.array([(-0.15, 0.42), (0.15, 0.42)]))
    else:
        brush.shape(ellipse(0, 0.34, 0.19), (255, 252, 240), shade=False)
        turn = rng.uniform(0, np.pi)
        brush.line(np.array([(0, 0.34), (0.13 * np.cos(turn), 0.34 - 0.13 * np.sin(turn))]))


def _antenna(brush: Brush, rng: np.random.Generator, accent: Color) -> None:
    if rng.random() < 0.5:
        brush.line(np.array([(0, -0.74), (0, -0.88)]), width=1.0)
        brush.shape(ellipse(0, -0.9, 0.08), accent, shade=False)
    else:
        for side in (-1, 1):
            brush.line(smooth((0.12 * side, -0.72), (0.18 * side, -0.84), (0.3 * side, -0.9)), width=1.0)
            brush.dot(0.3 * side, -0.9, 0.06, accent)


def _face(brush: Brush, rng: np.random.Generator, wide: float) -> None:
    screen = rng.random() < 0.5
    if screen:
        brush.shape(box(-wide + 0.11, -0.64, wide - 0.11, -0.14, 0.1), (214, 240, 244), shade=False)
    gap, style = rng.uniform(0.16, 0.2), choose(rng, ("dot", "round", "round", "happy"))
    for side in (-1, 1):
        eye(brush, gap * side, -0.43, 0.095, style=style)
    if rng.random() < 0.5:
        brush.line(arc(0, -0.27, 0.12, 0.08, 10, 170), width=0.9)
    else:
        brush.shape(box(-0.17, -0.28, 0.17, -0.18, 0.03), (255, 255, 255), shade=False)
        for x in (-0.06, 0.06):
            brush.line(np.array([(x, -0.28), (x, -0.18)]))
