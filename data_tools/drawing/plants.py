"""Plants: tree, flower, cactus, mushroom."""

import functools

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, band, ellipse, leaf, loop, polygon, rounded, smooth, symmetric
from data_tools.drawing.features import cheeks, eyes, mouth
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def tree(brush: Brush, rng: np.random.Generator) -> None:
    kind = choose(rng, ("round", "cloudy", "cloudy", "fir", "poplar"))
    thick = rng.uniform(0.1, 0.16)
    right = smooth((0.8 * thick, -0.1), (0.9 * thick, 0.5), (1.9 * thick, 0.95))
    brush.shape(np.concatenate([right, right[::-1] * (-1, 1)]), pick(rng, "bark"))
    if kind == "fir":
        _fir(brush, rng)
        return
    season = rng.random()
    green = pick(rng, "leaf" if season < 0.82 else "autumn" if season < 0.92 else "blossom")
    spots = pick(rng, "apple") if rng.random() < 0.4 else None
    places = [(-0.34, -0.16), (0.28, -0.02), (0.05, -0.5), (0.4, -0.4), (-0.1, 0.02), (-0.28, -0.55)][: rng.integers(4, 7)]

    def decorate():
        for x, y in places:
            if spots:
                brush.shape(ellipse(x, y, 0.085), spots, shade=False)
            else:
                brush.line(arc(x, y, 0.1, 0.08, 20, 160), color=darker(green, 0.3))

    if kind == "cloudy":
        puffs = rng.integers(7, 10)
        angles = np.arange(puffs) * 2 * np.pi / puffs + rng.uniform(0, 1)
        parts = [ellipse(0.48 * np.cos(a), -0.3 + 0.36 * np.sin(a), rng.uniform(0.25, 0.33)) for a in angles]
        brush.union([*parts, ellipse(0, -0.3, 0.5, 0.4)], green, inside=decorate)
    elif kind == "poplar":
        brush.shape(symmetric((0, -1.0), (0.26, -0.7), (0.42, -0.1), (0.3, 0.36), (0, 0.44)), green, inside=decorate)
    else:
        wide = rng.uniform(0.62, 0.76)
        brush.shape(symmetric((0, -0.98), (0.7 * wide, -0.8), (wide, -0.25), (0.66 * wide, 0.22), (0, 0.32)), green, inside=decorate)


def _fir(brush: Brush, rng: np.random.Generator) -> None:
    green, tiers = pick(rng, "pine"), rng.integers(3, 5)
    snow = rng.random() < 0.25
    for tier in range(tiers):
        top, bottom = 0.2 - 1.2 * tier / tiers, 0.66 - 1.2 * tier / tiers
        wide = 0.74 - 0.46 * tier / tiers
        points = rounded((0, top - 0.36), (wide, bottom), (-wide, bottom), radius=0.09)
        cap = np.array(
            [
                (0, top - 0.5),
                (0.3 * wide, bottom - 0.26),
                (0.1 * wide, bottom - 0.34),
                (-0.08 * wide, bottom - 0.2),
                (-0.3 * wide, bottom - 0.3),
            ]
        )
        brush.shape(points, green, inside=functools.partial(brush.patch, cap, (246, 250, 253)) if snow else None)


def flower(brush: Brush, rng: np.random.Generator) -> None:
    petal, green = pick(rng, "petal"), pick(rng, "leaf")
    lean = rng.uniform(-0.14, 0.14)
    stem = smooth((lean, -0.3), (0.3 * lean, 0.3), (0, 0.95))
    brush.shape(band(stem, 0.045, 0.055), green, shade=False)
    for side, y in ((-1, 0.68), (1, rng.uniform(0.45, 0.62))):
        brush.shape(leaf(0.2 * lean, y, rng.uniform(0.45, 0.6), 0.42, -35 if side == 1 else -145), green)
        brush.line(np.array([(0.2 * lean + 0.08 * side, y - 0.06), (0.2 * lean + 0.28 * side, y - 0.2)]), color=darker(green, 0.35))
    head = brush.at(lean, -0.38, rng.uniform(0.52, 0.6), tilt=rng.uniform(-30, 30))
    if rng.random() < 0.25:
        _tulip(head, petal)
    else:
        _daisy(head, rng, petal)


def _tulip(brush: Brush, petal: Color) -> None:
    for side in (-1, 1):
        brush.shape(leaf(0, 0.7, 1.6, 1.0, -90 + 24 * side), darker(petal, 0.1))
    brush.shape(loop((0, -0.75), (0.42, -0.1), (0.5, 0.4), (0.0, 0.78), (-0.5, 0.4), (-0.42, -0.1)), petal)


def _daisy(brush: Brush, rng: np.random.Generator, petal: Color) -> None:
    count, kind = rng.integers(5, 10), choose(rng, ("round", "pointed", "heart"))
    width = 2.1 / count
    for place in range(count):
        direction = 360 * place / count
        turned = brush.at(0, 0, 1.0, tilt=direction)
        if kind == "pointed":
            turned.shape(leaf(0.1, 0, 0.88, 2.0 * width, 0), petal)
        elif kind == "heart":
            turned.shape(loop((0.15, 0), (0.6, -width), (0.95, -0.6 * width), (0.86, 0), (0.95, 0.6 * width), (0.6, width)), petal)
        else:
            turned.shape(ellipse(0.6, 0, 0.36, width), petal)
    upright = brush
    middle = other(rng, "pollen", petal)
    upright.shape(ellipse(0, 0, 0.34), middle)
    if rng.random() < 0.3:
        eyes(upright, rng, 0, -0.04, 0.13, 0.06)
        upright.line(arc(0, 0.08, 0.1, 0.08, 15, 165))
    else:
        for x, y in ((-0.1, -0.08), (0.1, -0.1), (0.0, 0.08), (0.16, 0.1), (-0.16, 0.1)):
            upright.dot(x, y, 0.04, darker(middle, 0.35))


def cactus(brush: Brush, rng: np.random.Generator) -> None:
    green, pot = pick(rng, "cactus"), pick(rng, "pot")
    wide, top = rng.uniform(0.26, 0.34), rng.uniform(-0.85, -0.6)
    for side in (-1, 1):
        if rng.random() < 0.8:
            y, reach = rng.uniform(-0.05, 0.25), rng.uniform(0.24, 0.34)
            arm = smooth(
                (0.6 * wide * side, y),
                (side * (wide + 0.8 * reach), y),
                (side * (wide + reach), y - 0.2),
                (side * (wide + reach), y - 0.42),
            )
            brush.union([band(arm, 0.13, 0.12), ellipse(arm[-1, 0], arm[-1, 1], 0.12)], green)

    def spines():
        for x in (-0.5 * wide, 0, 0.5 * wide):
            for y in np.arange(top + 0.2, 0.5, 0.2):
                brush.line(np.array([(x, y), (x, y + 0.07)]), color=darker(green, 0.4))

    brush.shape(
        symmetric((0, top), (0.75 * wide, top + 0.1), (wide, top + 0.4), (wide, 0.4), (0.7 * wide, 0.6), (0, 0.62)), green, inside=spines
    )
    if rng.random() < 0.5:
        cheeks(brush, 0, 0.05, 0.6 * wide, 0.06, green)
        eyes(brush, rng, 0, -0.06, 0.45 * wide, 0.06)
        mouth(brush, rng, 0, 0.06, 0.08)
    if rng.random() < 0.6:
        petal = pick(rng, "blossom")
        brush.union([ellipse(0.09 * np.cos(a), top + 0.09 * np.sin(a), 0.085) for a in np.arange(5) * 1.257], petal, shade=False)
        brush.dot(0, top, 0.06, (250, 205, 70))
    brush.shape(polygon((-0.4, 0.56), (0.4, 0.56), (0.31, 0.96), (-0.31, 0.96)), pot)
    brush.shape(rounded((-0.47, 0.42), (0.47, 0.42), (0.47, 0.6), (-0.47, 0.6), radius=0.05), lighter(pot, 0.15))


def mushroom(brush: Brush, rng: np.random.Generator) -> None:
    cap, stalk = pick(rng, "mushroom"), pick(rng, "stalk")
    wide, high, stout = rng.uniform(0.7, 0.9), rng.uniform(-0.9, -0.7), rng.uniform(0.22, 0.32)
    right = smooth((0.8 * stout, 0.0), (0.85 * stout, 0.4), (1.25 * stout, 0.86))
    left = right[::-1] * (-1, 1)
    brush.shape(np.concatenate([right, smooth(right[-1], (0, 0.95), left[0])[1:-1], left]), stalk)
    if rng.random() < 0.5:
        cheeks(brush, 0, 0.52, 0.66 * stout, 0.06, stalk)
        eyes(brush, rng, 0, 0.4, 0.45 * stout, 0.06)
        mouth(brush, rng, 0, 0.52, 0.07)
    spots = rng.random() < 0.75 and [(rng.uniform(-0.1, 0.1), rng.uniform(0.1, 0.17)) for _ in range(5)]

    def decorate():
        for x, (shift, size) in zip((-0.62, -0.3, 0.05, 0.38, 0.68), spots or (), strict=False):
            brush.patch(ellipse(x * wide * 1.15, -0.3 + shift - 0.25 * (1 - abs(x)), size, 0.85 * size), (255, 248, 238))

    rim = smooth((-wide, 0.02), (-0.5 * wide, 0.14), (0, 0.17), (0.5 * wide, 0.14), (wide, 0.02))
    dome = smooth(
        (wide, 0.02),
        (0.9 * wide, -0.4),
        (0.45 * wide, 0.9 * high),
        (0, high),
        (-0.45 * wide, 0.9 * high),
        (-0.9 * wide, -0.4),
        (-wide, 0.02),
    )
    brush.shape(np.concatenate([rim, dome[1:-1]]), cap, inside=decorate)
    if rng.random() < 0.6:
        green = pick(rng, "grass")
        for x, direction in ((-0.5, -110), (-0.44, -75), (0.46, -100), (0.52, -65)):
            brush.shape(leaf(x, 0.96, 0.32, 0.16, direction), green, shade=False)
