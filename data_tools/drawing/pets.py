"""Furry animals: cat, dog, rabbit, bear, sheep."""

import functools

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import band, box, ellipse, loop, rounded, smooth, symmetric
from data_tools.drawing.features import cheeks, eyes, mouth, muzzle_mouth
from data_tools.drawing.palettes import choose, darker, lighter, mix, other, pick


def cat(brush: Brush, rng: np.random.Generator) -> None:
    fur = pick(rng, "cat")
    marks = darker(fur, 0.32) if sum(fur) > 330 else lighter(fur, 0.25)
    pattern = choose(rng, ("plain", "stripes", "stripes", "patch"))
    wide, ear = rng.uniform(0.5, 0.6), rng.uniform(0.3, 0.42)
    curl = rng.uniform(-0.2, 0.04)
    tail = smooth((0.3, 0.85), (0.72, 0.82), (0.86, 0.45), (0.7 + curl, 0.12), (0.84 + curl, -0.05))
    brush.union([band(tail, 0.11, 0.08), ellipse(tail[-1, 0], tail[-1, 1], 0.08)], fur)
    _sitting_body(brush, fur, lighter(fur, 0.65), stripes=marks if pattern == "stripes" else None)
    for side in (-1, 1):
        tip, base = (side * (wide - 0.06), -0.55 - ear), side * wide
        brush.shape(rounded((0.12 * side, -0.58), tip, (base, -0.24), radius=0.1), fur)
        brush.patch(rounded((0.24 * side, -0.56), (tip[0] * 0.98, tip[1] + 0.16), (base * 0.84, -0.4), radius=0.08), pick(rng, "pink"))

    def decorate():
        if pattern == "stripes":
            for x, y in ((-0.16, -0.46), (0, -0.4), (0.16, -0.46)):
                brush.patch(band(np.array([(x, -0.85), (x, y)]), 0.05, 0.03), marks)
            for side in (-1, 1):
                for y in (-0.24, -0.1):
                    brush.patch(band(np.array([(side * wide * 1.1, y), (side * wide * 0.68, y + 0.02)]), 0.035, 0.01), marks)
        elif pattern == "patch":
            brush.patch(ellipse(0.3, -0.42, 0.3, 0.32), marks)
        brush.patch(ellipse(0, 0.02, 0.25, 0.18), lighter(fur, 0.65))

    brush.shape(symmetric((0, -0.68), (0.7 * wide, -0.58), (wide, -0.22), (0.72 * wide, 0.06), (0, 0.17)), fur, inside=decorate)
    iris = pick(rng, "iris") if rng.random() < 0.4 else None
    eyes(brush, rng, 0, -0.24, 0.24, 0.095, iris=iris or ((214, 190, 70) if sum(fur) < 330 else None))
    _nose(brush, 0, -0.08, 0.065, pick(rng, "pink"))
    muzzle_mouth(brush, 0, -0.05, 0.13)
    for side in (-1, 1):
        for y, drop in ((-0.06, -0.05), (0.03, 0.04)):
            brush.line(np.array([(side * (wide - 0.12), y), (side * (wide + 0.16), y + drop)]))
    _collar(brush, rng, 0.17)


def dog(brush: Brush, rng: np.random.Generator) -> None:
    fur = pick(rng, "dog")
    marks = other(rng, "dog", fur)
    wide = rng.uniform(0.46, 0.56)
    tail = smooth((0.35, 0.75), (0.66, 0.6), (rng.uniform(0.7, 0.92), rng.uniform(0.1, 0.35)))
    brush.union([band(tail, 0.11, 0.07), ellipse(tail[-1, 0], tail[-1, 1], 0.07)], fur)
    _sitting_body(brush, fur, lighter(fur, 0.6))
    patched = rng.random() < 0.5

    def decorate():
        if patched:
            brush.patch(ellipse(0.26, -0.36, 0.26, 0.3), marks)

    brush.shape(symmetric((0, -0.78), (0.75 * wide, -0.66), (wide, -0.28), (0.82 * wide, 0.04), (0, 0.2)), fur, inside=decorate)
    ear_color = marks if rng.random() < 0.7 else darker(fur, 0.2)
    hanging = rng.random() < 0.7
    for side in (-1, 1):
        if hanging:
            length = 0.05 + 0.1 * wide
            ear = loop(
                (0.26 * side, -0.76),
                (side * wide, -0.68),
                (side * (wide + 0.22), -0.2),
                (side * (wide + 0.1), length),
                (side * (wide - 0.08), -0.22),
            )
        else:
            ear = rounded((0.14 * side, -0.7), (side * (wide + 0.02), -1.0), (side * (wide + 0.06), -0.38), radius=0.14)
        brush.shape(ear, ear_color)
    brush.shape(ellipse(0, -0.02, 0.3, 0.21), lighter(fur, 0.6), shade=False)
    eyes(brush, rng, 0, -0.34, 0.2, 0.085)
    if rng.random() < 0.45:
        brush.shape(loop((-0.07, 0.1), (0.07, 0.1), (0.08, 0.24), (0, 0.3), (-0.08, 0.24)), (240, 120, 130), shade=False)
    _nose(brush, 0, -0.11, 0.1, brush.ink)
    muzzle_mouth(brush, 0, -0.05, 0.15)
    _collar(brush, rng, 0.27)


def rabbit(brush: Brush, rng: np.random.Generator) -> None:
    fur, pink = pick(rng, "rabbit"), pick(rng, "pink")
    wide, length = rng.uniform(0.4, 0.48), rng.uniform(0.26, 0.34)
    brush.shape(ellipse(0.44, 0.74, 0.15), lighter(fur, 0.6))
    _sitting_body(brush, fur, lighter(fur, 0.6))
    for side in (-1, 1):
        spread = rng.uniform(5, 22) * side
        x, y = 0.2 * side + 0.004 * spread, -0.98 + length
        brush.shape(ellipse(x, y - 0.02, 0.13, length, tilt=spread), fur)
        brush.patch(ellipse(x, y + 0.02, 0.06, length - 0.1, tilt=spread), pink)
    brush.shape(symmetric((0, -0.5), (0.75 * wide, -0.42), (wide, -0.12), (0.8 * wide, 0.12), (0, 0.22)), fur)
    cheeks(brush, 0, 0.04, 0.28, 0.08, fur)
    eyes(brush, rng, 0, -0.14, 0.2, 0.085)
    _nose(brush, 0, 0.0, 0.06, pink)
    muzzle_mouth(brush, 0, 0.03, 0.1)
    if rng.random() < 0.5:  # a carrot
        brush.shape(rounded((-0.16, 0.46), (0.14, 0.5), (-0.02, 0.96), radius=0.1), (245, 140, 50))
        for tip in (-0.16, 0.0, 0.14):
            brush.line(np.array([(0, 0.46), (tip, 0.3)]), width=1.3, color=(80, 160, 70))


def bear(brush: Brush, rng: np.random.Generator) -> None:
    fur = pick(rng, "fur bear")
    pale = lighter(fur, 0.55)
    wide = rng.uniform(0.5, 0.58)
    for side in (-1, 1):
        brush.shape(ellipse(0.4 * side, 0.84, 0.24, 0.14), fur)
        brush.patch(ellipse(0.42 * side, 0.85, 0.12, 0.07), pale)
    brush.shape(ellipse(0, 0.5, 0.5, 0.44), fur, inside=lambda: brush.patch(ellipse(0, 0.55, 0.32, 0.3), pale))
    raised = rng.random() < 0.4
    for side in (-1, 1):
        end = (0.8 * side, 0.12) if raised and side == 1 else (0.62 * side, 0.6)
        brush.shape(
            ellipse((0.4 * side + end[0]) / 2, (0.32 + end[1]) / 2, 0.13, 0.26, tilt=-50 * side if end[1] < 0.3 else -38 * side), fur
        )
        brush.shape(ellipse(0.42 * side, -0.72, 0.19), fur, inside=functools.partial(brush.patch, ellipse(0.42 * side, -0.72, 0.1), pale))
    brush.shape(symmetric((0, -0.82), (0.75 * wide, -0.7), (wide, -0.32), (0.75 * wide, 0.04), (0, 0.14)), fur)
    brush.shape(ellipse(0, -0.1, 0.24, 0.18), pale, shade=False)
    eyes(brush, rng, 0, -0.38, 0.22, 0.075)
    _nose(brush, 0, -0.17, 0.08, brush.ink)
    muzzle_mouth(brush, 0, -0.12, 0.11)
    if rng.random() < 0.6:  # a bow tie
        color = pick(rng, "paint")
        for side in (-1, 1):
            brush.shape(loop((0, 0.18), (0.22 * side, 0.06), (0.22 * side, 0.32)), color)
        brush.shape(ellipse(0, 0.19, 0.06), darker(color, 0.15), shade=False)


def sheep(brush: Brush, rng: np.random.Generator) -> None:
    wool, skin = pick(rng, "wool"), pick(rng, "dark face")
    if rng.random() < 0.12:
        wool, skin = (92, 84, 88), (226, 206, 186)
    long = rng.uniform(0.55, 0.66)
    for x in (-0.42, -0.16, 0.24, 0.5):
        brush.shape(box(x - 0.07, 0.45, x + 0.07, 0.96, 0.05), skin)
    puffs = rng.integers(9, 13)
    angles = np.arange(puffs) * 2 * np.pi / puffs + rng.uniform(0, 1)
    parts = [ellipse(0.06 + long * np.cos(a), 0.16 + 0.36 * np.sin(a), rng.uniform(0.19, 0.25)) for a in angles]
    brush.union([*parts, ellipse(0.06, 0.16, long, 0.36)], wool)
    for x, y in ((0.1, 0.1), (0.42, 0.22), (0.3, -0.12)):
        brush.line(smooth((x - 0.09, y), (x, y + 0.07), (x + 0.09, y)), color=darker(wool, 0.3))
    brush = brush.at(-0.48, -0.12, 1.0, tilt=rng.uniform(-10, 10))
    for side in (-1, 1):
        brush.shape(ellipse(0.36 * side, -0.1, 0.17, 0.09, tilt=22 * side), skin)
    brush.shape(symmetric((0, -0.34), (0.22, -0.28), (0.28, 0.0), (0.2, 0.3), (0, 0.38)), skin)
    brush.union([ellipse(x, y, 0.14) for x, y in ((-0.16, -0.3), (0, -0.38), (0.16, -0.3))], wool)
    pale = sum(skin) < 400
    _sheep_face(brush, rng, skin, pale=pale)


def _sheep_face(brush: Brush, rng: np.random.Generator, skin: Color, *, pale: bool) -> None:
    if pale:  # ink would not show on a dark face
        for side in (-1, 1):
            brush.shape(ellipse(0.12 * side, -0.06, 0.085, 0.1), (255, 255, 255), shade=False)
            brush.dot(0.12 * side, -0.04, 0.045)
        brush.line(smooth((-0.08, 0.2), (0, 0.26), (0.08, 0.2)), color=lighter(skin, 0.5))
    else:
        eyes(brush, rng, 0, -0.05, 0.13, 0.07)
        mouth(brush, rng, 0, 0.18, 0.09)


def _sitting_body(brush: Brush, fur: Color, belly: Color, stripes: Color | None = None) -> None:
    """A body seen from the front, with two front legs, from y = 0 down to y = 0.97."""

    def decorate():
        brush.patch(ellipse(0, 0.5, 0.22, 0.3), belly)
        if stripes is None:
            return
        for y in (0.3, 0.5, 0.7):
            for side in (-1, 1):
                brush.patch(band(np.array([(0.6 * side, y), (0.32 * side, y + 0.03)]), 0.04, 0.015), stripes)

    brush.shape(symmetric((0, 0.0), (0.3, 0.1), (0.46, 0.55), (0.52, 0.86), (0.34, 0.96), (0, 0.96)), fur, inside=decorate)
    for side in (-1, 1):
        brush.shape(ellipse(0.2 * side, 0.89, 0.17, 0.09), lighter(fur, 0.25), shade=False)
    brush.line(np.array([(0, 0.66), (0, 0.84)]))


def _nose(brush: Brush, x: float, y: float, size: float, color: Color) -> None:
    brush.shape(rounded((x - size, y - 0.6 * size), (x + size, y - 0.6 * size), (x, y + 0.7 * size), radius=0.6 * size), color, shade=False)
    brush.dot(x - 0.3 * size, y - 0.3 * size, 0.2 * size, mix(color, (255, 255, 255), 0.8))


def _collar(brush: Brush, rng: np.random.Generator, y: float) -> None:
    if rng.random() < 0.55:
        color = pick(rng, "paint")
        brush.shape(band(smooth((-0.3, y), (0, y + 0.1), (0.3, y)), 0.055, 0.055), color, shade=False)
        brush.shape(ellipse(0, y + 0.18, 0.075), pick(rng, "sun"), shade=False)
