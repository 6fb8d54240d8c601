"""Small garden animals: butterfly, ladybird, snail, bee."""

import numpy as np

from data_tools.drawing.brush import Brush
from data_tools.drawing.curves import arc, band, ellipse, loop, smooth
from data_tools.drawing.features import cheeks, eye, eyes, mouth
from data_tools.drawing.palettes import choose, lighter, other, pick


def butterfly(brush: Brush, rng: np.random.Generator) -> None:
    wing = pick(rng, "wing")
    spot, low = other(rng, "wing", wing), other(rng, "wing", wing) if rng.random() < 0.4 else lighter(wing, 0.3)
    reach, top = rng.uniform(0.82, 0.95), rng.uniform(-0.85, -0.68)
    pattern = choose(rng, ("spots", "edge", "rings"))
    upper = [(0.06, -0.12), (0.34, -0.62), (0.74, top), (reach, -0.5), (0.74, -0.04), (0.3, 0.1)]
    lower = [(0.08, 0.06), (0.4, 0.04), (0.72, 0.24), (0.66, 0.64), (rng.uniform(0.36, 0.5), 0.84), (0.16, 0.44)]
    for side in (-1, 1):

        def decorate(side=side):
            if pattern == "edge":
                brush.patch(ellipse(0.26 * side, -0.12, 0.46, 0.44), lighter(spot, 0.35))
            brush.patch(ellipse(0.66 * side, -0.5, 0.16), spot)
            if pattern == "rings":
                brush.patch(ellipse(0.66 * side, -0.5, 0.08), lighter(spot, 0.6))
            brush.patch(ellipse(0.4 * side, -0.28, 0.09), spot)

        def decorate_low(side=side):
            brush.patch(ellipse(0.46 * side, 0.44, 0.14), spot)
            if pattern != "spots":
                brush.patch(ellipse(0.46 * side, 0.44, 0.07), lighter(spot, 0.6))

        brush.shape(loop(*[(x * side, y) for x, y in lower]), low, inside=decorate_low)
        brush.shape(loop(*[(x * side, y) for x, y in upper]), wing, inside=decorate)
    body = pick(rng, "bark")
    for side in (-1, 1):
        brush.line(smooth((0.03 * side, -0.4), (0.12 * side, -0.68), (0.28 * side, -0.8)), width=0.9)
        brush.dot(0.28 * side, -0.8, 0.05)
    brush.shape(ellipse(0, 0.16, 0.1, 0.42), body)
    brush.shape(ellipse(0, -0.32, 0.17), lighter(body, 0.3))
    for side in (-1, 1):
        eye(brush, 0.07 * side, -0.34, 0.045)
    brush.line(arc(0, -0.28, 0.05, 0.05, 20, 160))


def ladybird(brush: Brush, rng: np.random.Generator) -> None:
    """From the side, walking to the left."""
    back, face = pick(rng, "ladybird"), (78, 70, 78)
    for x in (-0.4, 0.0, 0.4):
        brush.line(smooth((x, 0.45), (x - 0.04, 0.64), (x - 0.16, 0.78)), width=1.6)
    for bend in (0.0, 0.22):
        brush.line(smooth((-0.66 + bend, -0.05), (-0.78 + bend, -0.38), (-0.92 + 1.2 * bend, -0.5)), width=0.9)
        brush.dot(-0.92 + 1.2 * bend, -0.5, 0.06)
    brush.shape(ellipse(-0.62, 0.2, 0.34, 0.36), face)
    high = rng.uniform(-0.62, -0.48)
    number = rng.integers(4, 8)

    def spots():
        for place in range(number):
            x = -0.3 + 1.0 * (place + 0.5) / number
            y = high + (0.28 if place % 2 else 0.62) + abs(x - 0.15) * 0.35
            brush.patch(ellipse(x, y, rng.uniform(0.09, 0.13)), face)
        brush.line(smooth((0.12, high - 0.1), (0.22, 0.0), (0.2, 0.6)), width=1.0)

    brush.shape(loop((-0.5, 0.42), (-0.42, -0.14), (0.12, high), (0.64, -0.18), (0.86, 0.42), (0.2, 0.52)), back, inside=spots)
    brush.shape(ellipse(-0.68, 0.12, 0.12, 0.14), (255, 255, 255), shade=False)
    brush.dot(-0.71, 0.13, 0.065)
    brush.line(smooth((-0.84, 0.34), (-0.72, 0.42), (-0.6, 0.36)), color=(240, 230, 230))


def snail(brush: Brush, rng: np.random.Generator) -> None:
    """Creeps to the left."""
    skin, shell = pick(rng, "snail"), pick(rng, "shell")
    for x, lean in ((-0.72, -0.14), (-0.5, 0.06)):
        stalk = smooth((x, 0.1), (x + 0.4 * lean, -0.2), (x + lean, -0.44))
        brush.shape(band(stalk, 0.055, 0.05), skin, shade=False)
        brush.shape(ellipse(x + lean, -0.48, 0.11), (255, 255, 255), shade=False)
        brush.dot(x + lean - 0.03, -0.47, 0.055)
    brush.shape(
        loop((-0.9, 0.22), (-0.66, -0.04), (-0.38, 0.12), (-0.26, 0.48), (0.3, 0.6), (0.92, 0.76), (0.6, 0.84), (-0.5, 0.84), (-0.8, 0.6)),
        skin,
    )
    radius = rng.uniform(0.5, 0.58)
    x, y = 0.2, 0.64 - radius
    ringed = other(rng, "shell", shell) if rng.random() < 0.5 else lighter(shell, 0.4)
    brush.shape(ellipse(x, y, radius, 0.96 * radius), shell, inside=lambda: brush.patch(ellipse(x, y, 0.55 * radius), ringed))
    turns = np.linspace(0, 2.2, 64)
    spiral = (1 - turns / 2.5)[:, None] * radius * np.stack([np.cos(2 * np.pi * turns + 2.2), np.sin(2 * np.pi * turns + 2.2)], axis=1)
    brush.line(spiral + np.array((x, y)), width=0.9)
    cheeks(brush, -0.6, 0.28, 0.0, 0.08, skin)
    mouth(brush, rng, -0.74, 0.3, 0.08)


def bee(brush: Brush, rng: np.random.Generator) -> None:
    """Flies to the left."""
    gold, wing = pick(rng, "sun"), pick(rng, "glass")
    long = rng.uniform(0.66, 0.76)
    for direction in (-0.05, 0.3):
        brush.shape(ellipse(direction, -0.5, 0.22, 0.38, tilt=60 * direction), wing)
    brush.shape(np.array([(0.66, 0.04), (0.98, 0.16), (0.66, 0.28)]), brush.ink, shade=False)

    def stripes():
        for x in (-0.06, 0.26, 0.56):
            brush.patch(band(smooth((x, -0.5), (x + 0.06, 0.16), (x, 0.8)), 0.08, 0.08), (74, 62, 62))

    brush.shape(ellipse(0.06, 0.16, long, rng.uniform(0.4, 0.5)), gold, inside=stripes)
    for bend in (0.0, 0.2):
        brush.line(smooth((-0.5 + bend, -0.2), (-0.6 + bend, -0.5), (-0.76 + bend, -0.6)), width=0.9)
        brush.dot(-0.76 + bend, -0.6, 0.055)
    eyes(brush, rng, -0.4, 0.06, 0.12, 0.075)
    cheeks(brush, -0.4, 0.2, 0.17, 0.06, gold)
    brush.line(arc(-0.4, 0.18, 0.07, 0.07, 15, 165))
