"""Sweet things: fruit, cake, ice cream, cup."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, band, box, ellipse, heart, leaf, loop, polygon, rounded, smooth, star, symmetric
from data_tools.drawing.features import cheeks, eyes, mouth
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def fruit(brush: Brush, rng: np.random.Generator) -> None:
    kind = choose(rng, (_apple, _apple, _pear, _orange, _cherries, _strawberry, _banana, _lemon, _plum))
    kind(brush.at(0, 0, rng.uniform(0.9, 1.0), tilt=rng.uniform(-12, 12)), rng)


def _stalk_and_leaf(brush: Brush, rng: np.random.Generator, y: float) -> None:
    brush.shape(band(smooth((0, y + 0.1), (0.02, y - 0.1), (0.1, y - 0.26)), 0.035, 0.045), pick(rng, "bark"), shade=False)
    green = pick(rng, "leaf")
    brush.shape(leaf(0.05, y - 0.06, 0.46, 0.34, -22), green)


def _shine(brush: Brush, x: float, y: float, color: Color, size: float = 1.0) -> None:
    brush.patch(ellipse(x, y, 0.08 * size, 0.15 * size, tilt=28), lighter(color, 0.6))


def _maybe_face(brush: Brush, rng: np.random.Generator, y: float, color: Color) -> None:
    if rng.random() < 0.4:
        cheeks(brush, 0, y + 0.14, 0.32, 0.08, color)
        eyes(brush, rng, 0, y, 0.2, 0.08)
        mouth(brush, rng, 0, y + 0.13, 0.11)


def _apple(brush: Brush, rng: np.random.Generator) -> None:
    color, wide = pick(rng, "apple"), rng.uniform(0.7, 0.82)
    brush.shape(symmetric((0, -0.48), (0.4, -0.62), (wide, -0.28), (0.92 * wide, 0.32), (0.45, 0.84), (0.15, 0.86), (0, 0.8)), color)
    _stalk_and_leaf(brush, rng, -0.52)
    _shine(brush, -0.42, -0.22, color)
    _maybe_face(brush, rng, 0.12, color)


def _pear(brush: Brush, rng: np.random.Generator) -> None:
    color, wide = pick(rng, "pear"), rng.uniform(0.56, 0.66)
    brush.shape(symmetric((0, -0.66), (0.24, -0.58), (0.34, -0.2), (wide, 0.28), (0.85 * wide, 0.72), (0.3, 0.92), (0, 0.9)), color)
    _stalk_and_leaf(brush, rng, -0.64)
    _shine(brush, -0.32, 0.2, color)
    _maybe_face(brush, rng, 0.36, color)


def _orange(brush: Brush, rng: np.random.Generator) -> None:
    color = pick(rng, "orange")
    if rng.random() < 0.4:  # cut in half
        brush.shape(ellipse(0, 0.05, 0.8), color)
        brush.shape(ellipse(0, 0.05, 0.64), (255, 240, 205), shade=False)
        for place in range(8):
            brush.at(0, 0.05, 1.0, tilt=45 * place).patch(loop((0.08, 0), (0.5, -0.17), (0.58, 0), (0.5, 0.17)), lighter(color, 0.2))
        return
    brush.shape(ellipse(0, 0.08, 0.78, 0.76), color)
    for x, y in ((0.3, 0.4), (0.45, 0.15), (-0.3, 0.5), (0.1, 0.6), (0.5, -0.2)):
        brush.dot(x, y, 0.025, darker(color, 0.3))
    _stalk_and_leaf(brush, rng, -0.62)
    _shine(brush, -0.4, -0.22, color)
    _maybe_face(brush, rng, 0.08, color)


def _cherries(brush: Brush, rng: np.random.Generator) -> None:
    color, green = pick(rng, "cherry"), pick(rng, "leaf")
    low = rng.uniform(0.4, 0.55)
    for x, y in ((-0.42, low), (0.4, 0.92 - low)):
        brush.shape(band(smooth((x, y - 0.2), (0.5 * x, -0.3), (0.06, -0.84)), 0.03, 0.035), green, shade=False)
        brush.shape(ellipse(x, y, 0.39, 0.37), color)
        _shine(brush, x - 0.16, y - 0.12, color, 0.8)
    brush.shape(leaf(0.06, -0.82, 0.72, 0.46, 20), green)
    brush.line(np.array([(0.2, -0.77), (0.5, -0.66)]), color=darker(green, 0.35))


def _strawberry(brush: Brush, rng: np.random.Generator) -> None:
    color, wide = pick(rng, "strawberry"), rng.uniform(0.6, 0.7)

    def seeds():
        for row, y in enumerate((-0.2, 0.06, 0.32, 0.58)):
            for x in np.arange(-3, 4) * 0.28 + (row % 2) * 0.14:
                brush.patch(ellipse(x, y, 0.03, 0.05), (255, 222, 130))

    brush.shape(symmetric((0, -0.5), (0.4, -0.52), (wide, -0.22), (0.5, 0.42), (0.14, 0.9), (0, 0.95)), color, inside=seeds)
    brush.shape(star(0, -0.5, 0.56, 0.2, 7, tilt=rng.uniform(0, 40)) * (1, 0.5) + (0, -0.25), pick(rng, "leaf"), shade=False)
    brush.line(smooth((0, -0.55), (0.04, -0.75), (0.12, -0.85)), width=1.4)


def _banana(brush: Brush, rng: np.random.Generator) -> None:
    color, bend = pick(rng, "banana"), rng.uniform(0.5, 0.62)
    outer = smooth((-0.7, -0.62), (-0.62, 0.1), (-0.12, bend), (0.5, 0.62), (0.86, 0.4))
    inner = smooth((0.82, 0.28), (0.42, 0.26), (0.0, 0.0), (-0.34, -0.35), (-0.5, -0.7))
    brush.shape(np.concatenate([outer, inner]), color)
    brush.line(smooth((-0.58, -0.5), (-0.4, 0.0), (0.1, 0.38), (0.6, 0.46)), color=darker(color, 0.25))
    brush.shape(polygon((-0.7, -0.62), (-0.7, -0.84), (-0.56, -0.88), (-0.5, -0.7)), pick(rng, "bark"), shade=False)
    brush.shape(ellipse(0.86, 0.33, 0.05, 0.08), (120, 90, 60), shade=False)


def _lemon(brush: Brush, rng: np.random.Generator) -> None:
    color, high = pick(rng, "lemon"), rng.uniform(0.5, 0.6)
    brush.shape(
        loop(
            (-0.94, 0.1),
            (-0.66, -0.2 * high),
            (0, -high),
            (0.66, -0.2 * high),
            (0.94, 0.1),
            (0.66, 0.6 * high),
            (0, high + 0.12),
            (-0.66, 0.6 * high),
        ),
        color,
    )
    _shine(brush, -0.36, -0.12, color)
    brush.shape(leaf(0.6, -0.2, 0.5, 0.36, -50), pick(rng, "leaf"))
    _maybe_face(brush, rng, 0.04, color)


def _plum(brush: Brush, rng: np.random.Generator) -> None:
    color = pick(rng, "plum")
    brush.shape(loop((0, -0.52), (0.5, -0.42), (0.72, 0.14), (0.3, 0.78), (-0.3, 0.78), (-0.72, 0.14), (-0.5, -0.42)), color)
    brush.line(smooth((0.02, -0.48), (0.16, 0.0), (0.06, 0.5)), color=darker(color, 0.3))
    _stalk_and_leaf(brush, rng, -0.5)
    _shine(brush, -0.36, -0.1, color)


def cake(brush: Brush, rng: np.random.Generator) -> None:
    cream = pick(rng, "cream")
    layers, wide = rng.integers(1, 4), rng.uniform(0.72, 0.84)
    brush.shape(ellipse(0, 0.82, 0.96, 0.13), lighter(pick(rng, "glass"), 0.3))
    top = 0.84
    for layer in range(layers):
        high = (0.72, 0.5, 0.38)[layers - 1]
        _cake_layer(brush, rng, wide * (1 - 0.24 * layer), top - high, top, cream)
        top -= high
    if rng.random() < 0.6:
        for x in (-0.2, 0, 0.2) if layers < 3 else (0,):
            _candle(brush, rng, x, top + 0.03)
    else:
        brush.shape(ellipse(0, top - 0.1, 0.13), pick(rng, "cherry"))
        brush.line(smooth((0, top - 0.2), (0.03, top - 0.32), (0.12, top - 0.4)))


def _cake_layer(brush: Brush, rng: np.random.Generator, wide: float, top: float, bottom: float, cream: Color) -> None:
    """One drum of sponge with icing that runs down its side."""
    sponge = pick(rng, "sponge")
    filling = other(rng, "cream", sponge)
    middle = (top + 0.14 + bottom) / 2 + 0.06

    def inside():
        brush.patch(box(-1, middle, 1, middle + 0.07), filling)

    side = np.concatenate([arc(0, bottom - 0.06, wide, 0.1, 0, 180), arc(0, top + 0.06, wide, 0.1, 180, 360)])
    brush.shape(side, sponge, inside=inside)
    drops = 2 * int(rng.integers(3, 5)) + 1
    bulges = 0.06 * (1 - np.abs(np.linspace(-1, 1, drops)))
    depths = [top + bulge + (0.12 if place % 2 else rng.uniform(0.2, 0.28)) for place, bulge in enumerate(bulges)]
    runs = smooth(*zip(np.linspace(wide, -wide, drops), depths, strict=True))
    brush.shape(np.concatenate([arc(0, top + 0.06, wide, 0.1, 180, 360), runs]), cream)
    if rng.random() < 0.5:
        for x in np.linspace(-0.75, 0.75, 6) * wide:
            brush.patch(ellipse(x, top + 0.07 + 0.05 * rng.random(), 0.045, 0.028, tilt=rng.uniform(-60, 60)), pick(rng, "paint"))


def _candle(brush: Brush, rng: np.random.Generator, x: float, foot: float) -> None:
    color = pick(rng, "paint")
    brush.shape(box(x - 0.045, foot - 0.26, x + 0.045, foot, 0.02), color, shade=False)
    brush.shape(loop((x, foot - 0.46), (x + 0.07, foot - 0.34), (x, foot - 0.28), (x - 0.07, foot - 0.34)), pick(rng, "sun"), shade=False)


def icecream(brush: Brush, rng: np.random.Generator) -> None:
    waffle, scoops = pick(rng, "waffle"), rng.integers(1, 4)
    wide = 0.44

    def lattice():
        for shift in np.arange(-5, 6) * 0.2:
            for lean in (-0.5, 0.5):
                brush.line(np.array([(shift - lean, 0.1), (shift + lean, 1.0)]), color=darker(waffle, 0.3))

    piles: dict[int, list[tuple[float, float]]] = {1: [(0, -0.08)], 2: [(0, -0.42), (0, 0.02)], 3: [(0, -0.5), (-0.32, 0.02), (0.32, 0.02)]}
    places = piles[int(scoops)]
    cone = rounded((-wide - 0.06, 0.14), (wide + 0.06, 0.14), (0, 0.98), radius=0.07)
    brush.shape(cone, waffle, inside=lattice)
    color = (0, 0, 0)
    for place, (x, y) in enumerate(reversed(places)):
        size = 0.52 if scoops == 1 else 0.4
        color = other(rng, "scoop", color)
        hem = smooth(
            (size, 0.06), (0.7 * size, 0.3), (0.35 * size, 0.16), (0, 0.32), (-0.35 * size, 0.16), (-0.7 * size, 0.3), (-size, 0.06)
        )
        brush.shape(np.concatenate([arc(0, 0, size, size, 180, 360), hem]) + np.array((x, y)), color)
        brush.patch(ellipse(x - 0.45 * size, y - 0.4 * size, 0.05, 0.1, tilt=40), lighter(color, 0.6))
        if rng.random() < 0.5:
            for _ in range(5):
                spot = (x + rng.uniform(-0.6, 0.6) * size, y - rng.uniform(0, 0.6) * size)
                brush.patch(ellipse(*spot, 0.05, 0.028, tilt=rng.uniform(0, 180)), pick(rng, "paint"))
        if place == len(places) - 1 and rng.random() < 0.6:
            brush.shape(ellipse(x, y - size - 0.05, 0.12), pick(rng, "cherry"))


def cup(brush: Brush, rng: np.random.Generator) -> None:
    color = pick(rng, "cloth")
    wide, high = rng.uniform(0.5, 0.6), rng.uniform(-0.3, -0.15)
    handle = smooth((0.9 * wide, high + 0.25), (wide + 0.32, high + 0.22), (wide + 0.3, 0.5), (0.8 * wide, 0.56))
    brush.shape(band(handle, 0.075, 0.075), color)
    motif, trim = choose(rng, ("face", "heart", "stripe", "dots")), other(rng, "cloth", color)

    def decorate():
        if motif == "stripe":
            brush.patch(band(smooth((-0.8, 0.3), (0, 0.38), (0.8, 0.3)), 0.12, 0.12), trim)
        elif motif == "dots":
            for x, y in ((-0.35, 0.2), (0.0, 0.28), (0.35, 0.2), (-0.18, 0.52), (0.18, 0.52), (0, 0.76), (-0.34, 0.74), (0.34, 0.74)):
                brush.dot(x, y, 0.075, trim)

    right = smooth((wide, high), (0.96 * wide, 0.4), (0.7 * wide, 0.86))
    left = right[::-1] * (-1, 1)
    brush.shape(np.concatenate([right, smooth(right[-1], (0, 0.94), left[0])[1:-1], left]), color, inside=decorate)
    if motif == "heart":
        brush.shape(heart(0, 0.34, 0.2), trim, shade=False)
    elif motif == "face":
        cheeks(brush, 0, 0.42, 0.32, 0.08, color)
        eyes(brush, rng, 0, 0.26, 0.2, 0.08)
        mouth(brush, rng, 0, 0.4, 0.1)
    brush.shape(ellipse(0, high, wide, 0.15), lighter(color, 0.4), shade=False)
    brush.shape(ellipse(0, high + 0.03, 0.82 * wide, 0.1), pick(rng, choose(rng, ("chocolate", "autumn"))), shade=False)
    for x in (-0.2, 0.05, 0.3):
        brush.line(
            smooth((x, high - 0.22), (x + 0.08, high - 0.34), (x - 0.04, high - 0.46), (x + 0.06, high - 0.6)), color=(176, 180, 190)
        )
