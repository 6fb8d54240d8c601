"""Things that carry people: boat, car, balloon, rocket."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, box, ellipse, loop, polygon, rounded, smooth, symmetric
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def boat(brush: Brush, rng: np.random.Generator) -> None:
    hull = pick(rng, "hull")
    trim = other(rng, "hull", hull)
    if rng.random() < 0.6:
        _sails(brush, rng)
    else:
        _cabin(brush, rng)
    low = rng.uniform(0.68, 0.76)
    bow = rng.uniform(0.16, 0.26)
    outline = np.concatenate(
        [
            smooth((-0.86, 0.3), (0, 0.36), (0.92, bow)),
            smooth((0.92, bow), (0.74, 0.56), (0.5, low))[1:],
            smooth((0.5, low), (-0.6, low), (-0.78, 0.54), (-0.86, 0.3))[1:-1],
        ]
    )
    brush.shape(outline, hull, inside=lambda: brush.patch(box(-1, 0.4, 1, 0.48), trim))
    if rng.random() < 0.5:
        for x in (-0.5, -0.18, 0.14):
            brush.shape(ellipse(x, 0.57, 0.06), pick(rng, "glass"), shade=False)
    water = pick(rng, "water")
    waves = [(x, 0.66 if place % 2 else 0.74) for place, x in enumerate(np.linspace(-0.97, 0.97, 9))]
    brush.shape(
        np.concatenate([smooth(*waves), smooth((0.97, 0.78), (0.6, 0.92), (0, 0.96), (-0.6, 0.92), (-0.97, 0.78))]), water, shade=False
    )
    for x in (-0.4, 0.25):
        brush.line(smooth((x - 0.14, 0.84), (x, 0.8), (x + 0.14, 0.84)), color=lighter(water, 0.6))


def _sails(brush: Brush, rng: np.random.Generator) -> None:
    sail, mast, top = pick(rng, "sail"), rng.uniform(-0.12, 0.06), rng.uniform(-0.92, -0.8)
    stripe = pick(rng, "paint") if rng.random() < 0.5 else None
    brush.shape(box(mast - 0.035, top - 0.02, mast + 0.035, 0.4), pick(rng, "bark"), shade=False)

    def stripes():
        if stripe is None:
            return
        for y in (-0.45, -0.12, 0.2):
            brush.patch(box(-1, y - 0.08, 1, y + 0.06), stripe)

    right = np.concatenate(
        [smooth((mast + 0.06, top + 0.06), (mast + 0.46, -0.3), (mast + 0.74, 0.2)), smooth((mast + 0.74, 0.2), (mast + 0.06, 0.24))[1:]]
    )
    brush.shape(right, sail, inside=stripes)
    left = np.concatenate(
        [smooth((mast - 0.07, top + 0.2), (mast - 0.34, -0.1), (mast - 0.54, 0.2)), smooth((mast - 0.54, 0.2), (mast - 0.07, 0.24))[1:]]
    )
    brush.shape(left, pick(rng, "paint") if stripe is None and rng.random() < 0.5 else sail)
    brush.shape(polygon((mast, top), (mast - 0.26, top + 0.06), (mast, top + 0.14)), pick(rng, "paint"), shade=False)


def _cabin(brush: Brush, rng: np.random.Generator) -> None:
    wall, funnel = pick(rng, "wall"), pick(rng, "paint")
    x = rng.uniform(-0.2, 0.1)
    brush.shape(box(x - 0.3, -0.66, x - 0.06, 0.0), funnel, inside=lambda: brush.patch(box(x - 1, -0.5, x + 1, -0.38), (250, 246, 238)))
    brush.union(
        [ellipse(x - 0.1 + 0.16 * place, -0.76 - 0.04 * place, 0.1 + 0.02 * place) for place in range(3)], (232, 234, 238), shade=False
    )
    brush.shape(box(x - 0.46, -0.2, x + 0.44, 0.4, 0.04), wall)
    for window in (-0.28, 0.0, 0.28):
        brush.shape(box(x + window - 0.09, -0.08, x + window + 0.09, 0.14, 0.03), pick(rng, "glass"), shade=False)


def car(brush: Brush, rng: np.random.Generator) -> None:
    """Drives to the left."""
    paint, glass = pick(rng, "paint"), pick(rng, "glass")
    kind = choose(rng, ("sedan", "bubble", "van", "pickup"))
    roof = {"sedan": -0.34, "bubble": -0.5, "van": -0.52, "pickup": -0.4}[kind] + rng.uniform(-0.05, 0.05)
    front, back = {"sedan": (-0.36, 0.5), "bubble": (-0.46, 0.52), "van": (-0.52, 0.84), "pickup": (-0.4, 0.12)}[kind]
    if kind == "bubble":
        cabin = np.concatenate([arc((front + back) / 2, 0.16, (back - front) / 2 + 0.14, 0.16 - roof, 180, 360)])
    else:
        cabin = rounded(
            (front - 0.22, 0.2), (front, roof), (back, roof), (back + (0.03 if kind in ("van", "pickup") else 0.2), 0.2), radius=0.12
        )
    if rng.random() < 0.3:
        _luggage(brush, rng, (front + back) / 2, roof)
    brush.shape(cabin, paint)
    middle = (front + back) / 2 + 0.02
    for left, right in ((front - 0.04, middle - 0.05), (middle + 0.05, back - 0.02)):
        lean = 0.09 if left < middle - 0.1 else 0.0
        brush.shape(rounded((left, 0.1), (left + lean, roof + 0.11), (right, roof + 0.11), (right, 0.1), radius=0.05), glass)
    bonnet = rng.uniform(0.12, 0.2)
    body = rounded((-0.94, bonnet + 0.06), (-0.5, 0.1), (0.9, 0.1), (0.96, 0.3), (0.94, 0.6), (-0.96, 0.6), radius=0.13)
    stripe = other(rng, "paint", paint) if rng.random() < 0.4 else None
    brush.shape(body, paint, inside=(lambda: brush.patch(box(-1, 0.36, 1, 0.45), stripe)) if stripe else None)
    brush.line(np.array([(middle, 0.16), (middle, 0.52)]))
    brush.line(np.array([(middle + 0.1, 0.24), (middle + 0.2, 0.24)]), width=1.0)
    brush.shape(ellipse(-0.86, 0.3, 0.08, 0.1), pick(rng, "sun"), shade=False)
    brush.shape(box(0.86, 0.22, 0.96, 0.38, 0.03), (226, 70, 60), shade=False)
    brush.shape(box(-1.0, 0.5, -0.6, 0.62, 0.05), (206, 210, 218), shade=False)
    for x in (-0.52, 0.52):
        _wheel(brush, rng, x, 0.62)


def _wheel(brush: Brush, rng: np.random.Generator, x: float, y: float) -> None:
    brush.shape(ellipse(x, y, 0.25), pick(rng, "tyre"), shade=False)
    brush.shape(ellipse(x, y, 0.11), pick(rng, "rubber"))


def _luggage(brush: Brush, rng: np.random.Generator, x: float, y: float) -> None:
    brush.shape(box(x - 0.3, y - 0.26, x + 0.06, y + 0.05, 0.04), pick(rng, "bark"))
    brush.shape(box(x + 0.06, y - 0.18, x + 0.32, y + 0.05, 0.04), pick(rng, "cloth"))


def balloon(brush: Brush, rng: np.random.Generator) -> None:
    first = pick(rng, "paint")
    second = other(rng, "paint", first) if rng.random() < 0.6 else (252, 244, 228)
    wide, basket = rng.uniform(0.6, 0.7), pick(rng, "waffle")
    for side in (-1, 1):
        brush.line(np.array([(0.26 * side, 0.36), (0.15 * side, 0.7)]))
    outline = symmetric((0, -0.97), (0.72 * wide, -0.8), (wide, -0.32), (0.66 * wide, 0.12), (0.3, 0.42), (0, 0.46))
    pattern = choose(rng, ("gores", "gores", "bands", "zigzag"))

    def decorate():
        if pattern == "gores":
            for inner, outer in ((0.0, 0.22), (0.55, 0.8)):
                for side in (-1, 1):
                    edges = [
                        np.stack([side * share * wide * np.sin(np.linspace(0.0, 2.7, 9)), np.linspace(-1, 0.5, 9)], axis=1)
                        for share in (inner, outer)
                    ]
                    brush.patch(np.concatenate([edges[0], edges[1][::-1]]), second)
        elif pattern == "bands":
            for y in (-0.62, -0.1):
                brush.patch(box(-1, y - 0.12, 1, y + 0.12), second)
        else:
            tips = [(x, -0.44 if place % 2 else -0.2) for place, x in enumerate(np.linspace(-0.9, 0.9, 11))]
            brush.patch(np.array([*tips, *[(x, y + 0.26) for x, y in reversed(tips)]]), second)

    brush.shape(outline, first, inside=decorate)
    brush.patch(ellipse(-0.4 * wide, -0.58, 0.07, 0.16, tilt=25), lighter(first, 0.6))
    brush.shape(rounded((-0.2, 0.68), (0.2, 0.68), (0.16, 0.96), (-0.16, 0.96), radius=0.04), basket)
    brush.line(np.array([(-0.16, 0.8), (0.16, 0.8)]), color=darker(basket, 0.35))


def rocket(brush: Brush, rng: np.random.Generator) -> None:
    paint, accent = pick(rng, choose(rng, ("rubber", "metal", "paint"))), pick(rng, "paint")
    wide, glass = rng.uniform(0.3, 0.38), pick(rng, "glass")
    brush.shape(loop((-0.2, 0.56), (0.2, 0.56), (0.16, 0.8), (0, 0.98), (-0.16, 0.8)), (247, 150, 50), shade=False)
    brush.patch(loop((-0.09, 0.6), (0.09, 0.6), (0.05, 0.74), (0, 0.84), (-0.05, 0.74)), (255, 224, 110))
    for side in (-1, 1):
        brush.shape(
            loop((0.8 * wide * side, 0.12), (0.68 * side, 0.42), (0.66 * side, 0.76), (0.46 * side, 0.6), (0.7 * wide * side, 0.52)), accent
        )
    outline = symmetric((0, -0.98), (0.62 * wide, -0.66), (wide, -0.2), (0.96 * wide, 0.25), (0.66 * wide, 0.6), (0, 0.62))

    def painted():
        brush.patch(box(-1, -1.2, 1, -0.56), accent)
        brush.line(np.array([(-0.6, -0.56), (0.6, -0.56)]), width=0.9)
        brush.patch(box(-1, 0.4, 1, 0.5), accent)

    brush.shape(outline, paint, inside=painted)
    _portholes(brush, glass, 2 if rng.random() < 0.4 else 1)


def _portholes(brush: Brush, glass: Color, count: int) -> None:
    for y in (-0.28, 0.12)[:count]:
        brush.shape(ellipse(0, y, 0.19 if count == 1 else 0.15), (206, 212, 220), shade=False)
        brush.shape(ellipse(0, y, 0.12 if count == 1 else 0.09), glass, shade=False)
