"""Buildings: house, castle."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, box, ellipse, heart, polygon, smooth
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def house(brush: Brush, rng: np.random.Generator) -> None:
    wall, roof, glass = pick(rng, "wall"), pick(rng, "roof"), pick(rng, "glass")
    wide, eaves = rng.uniform(0.58, 0.72), rng.uniform(-0.22, -0.02)
    ridge = eaves - rng.uniform(0.5, 0.66)
    if rng.random() < 0.6:
        _chimney(brush, rng, choose(rng, (-0.36, 0.36)), ridge)
    brush.shape(box(-wide, eaves - 0.05, wide, 0.92), wall)
    flat_top = choose(rng, (0.0, 0.0, 0.35))
    corners = ((-flat_top, ridge), (flat_top, ridge)) if flat_top else ((0, ridge),)

    def tiles():
        if rng.random() < 0.6:
            for row, y in enumerate(np.arange(ridge + 0.18, eaves, 0.16)):
                for x in np.arange(-5, 5) * 0.2 + (row % 2) * 0.1:
                    brush.line(arc(x, y, 0.1, 0.07, 0, 180), color=darker(roof, 0.3))

    brush.shape(polygon(*corners, (wide + 0.16, eaves), (-wide - 0.16, eaves)), roof, inside=tiles)
    door = choose(rng, (-0.3, 0.0, 0.3))
    places = {-0.3: ((0.28, 0.3),), 0.3: ((-0.28, 0.3),), 0.0: ((-0.42, 0.28), (0.42, 0.28))}[door]
    _door(brush, rng, door)
    trim = other(rng, "cloth", wall)
    for x, y in places:
        _window(brush, x, y, 0.15, glass, trim if rng.random() < 0.5 else None)
    if rng.random() < 0.7:
        brush.shape(ellipse(0, (ridge + 2 * eaves) / 3, 0.11), glass, shade=False)
    for side in (-1, 1):
        if rng.random() < 0.5:
            brush.union(
                [ellipse(side * (wide + 0.06) + x, 0.88 + y, 0.14) for x, y in ((-0.12, 0), (0.12, 0), (0, -0.12))], pick(rng, "leaf")
            )


def _chimney(brush: Brush, rng: np.random.Generator, x: float, ridge: float) -> None:
    brush.shape(box(x - 0.1, ridge - 0.08, x + 0.1, ridge + 0.6), (190, 120, 100))
    brush.shape(box(x - 0.13, ridge - 0.14, x + 0.13, ridge - 0.04), (160, 96, 82), shade=False)
    if rng.random() < 0.5 and ridge > -0.72:
        brush.union([ellipse(x + 0.02, ridge - 0.24, 0.06), ellipse(x + 0.1, ridge - 0.3, 0.08)], (236, 238, 242), shade=False)


def _door(brush: Brush, rng: np.random.Generator, x: float) -> None:
    color, round_top = pick(rng, "door"), rng.random() < 0.5
    outline = box(x - 0.15, 0.4, x + 0.15, 0.92)
    if round_top:
        outline = np.concatenate([[(x - 0.15, 0.92)], arc(x, 0.5, 0.15, 0.16, 180, 360), [(x + 0.15, 0.92)]])
    brush.shape(outline, color)
    brush.dot(x + 0.08, 0.68, 0.03, (250, 215, 100))
    if rng.random() < 0.4:
        brush.shape(heart(x, 0.54, 0.06), lighter(color, 0.6), shade=False)


def _window(brush: Brush, x: float, y: float, size: float, glass: Color, shutters: Color | None) -> None:
    if shutters:
        for side in (-1, 1):
            brush.shape(box(x + side * 1.45 * size - 0.06, y - size, x + side * 1.45 * size + 0.06, y + size), shutters, shade=False)
    brush.shape(box(x - size, y - size, x + size, y + size), glass)
    brush.line(np.array([(x, y - size), (x, y + size)]))
    brush.line(np.array([(x - size, y), (x + size, y)]))


def castle(brush: Brush, rng: np.random.Generator) -> None:
    stone, roof, flag = pick(rng, choose(rng, ("stone", "wall"))), pick(rng, choose(rng, ("roof", "paint"))), pick(rng, "paint")
    top, tower = rng.uniform(0.0, 0.15), rng.uniform(-0.35, -0.2)
    _tower(brush, 0, 0.22, tower - 0.12, top + 0.2, stone, roof)
    brush.line(np.array([(0, tower - 0.5), (0, tower - 0.74)]))
    brush.shape(polygon((0, tower - 0.74), (0.26, tower - 0.66), (0, tower - 0.56)), flag, shade=False)

    def bricks():
        for x, y in ((-0.3, 0.3), (0.32, 0.34), (-0.36, 0.6), (0.34, 0.72), (-0.28, 0.84)):
            brush.line(smooth((x - 0.06, y), (x + 0.06, y)), color=darker(stone, 0.3))

    teeth = [
        (x + shift, top - (0.0 if notch else 0.13))
        for x in np.linspace(-0.5, 0.3, 3)
        for shift, notch in ((0, True), (0, False), (0.2, False), (0.2, True))
    ]
    brush.shape(polygon(*teeth, (0.5, 0.92), (-0.5, 0.92)), stone, inside=bricks)
    for side in (-1, 1):
        _tower(brush, 0.64 * side, 0.2, tower, 0.94, darker(stone, 0.06), roof)
    gate = np.concatenate([[(-0.18, 0.92)], arc(0, 0.52, 0.18, 0.2, 180, 360), [(0.18, 0.92)]])

    def grid():
        for x in (-0.09, 0.0, 0.09):
            brush.line(np.array([(x, 0.3), (x, 1.0)]))

    brush.shape(gate, pick(rng, "bark"), inside=grid)


def _tower(brush: Brush, x: float, half: float, top: float, bottom: float, stone: Color, roof: Color) -> None:
    brush.shape(box(x - half, top, x + half, bottom), stone)
    brush.shape(polygon((x, top - 0.44), (x + half + 0.09, top + 0.02), (x - half - 0.09, top + 0.02)), roof)
    window = np.concatenate([[(x - 0.07, top + 0.34)], arc(x, top + 0.2, 0.07, 0.08, 180, 360), [(x + 0.07, top + 0.34)]])
    brush.shape(window, (96, 104, 128), shade=False)
