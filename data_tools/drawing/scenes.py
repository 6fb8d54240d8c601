"""What lies behind the subjects, from edge to edge. Brushes here are in picture units: (0, 0) to (1, 1)."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, band, box, ellipse, polygon, smooth, star
from data_tools.drawing.palettes import choose, darker, lighter, pick


def meadow(brush: Brush, rng: np.random.Generator) -> None:
    """Sky and ground: grass mostly, or sand or snow."""
    sky(brush, rng, "evening sky" if rng.random() < 0.15 else "sky")
    ground, hill = choose(rng, (("grass", "hill"), ("grass", "hill"), ("grass", "mountain"), ("sand", "hill"), ("snow", "mountain")))
    if rng.random() < 0.6:
        ridge(brush, pick(rng, hill), [rng.uniform(0.5, 0.62) for _ in range(4)])
    ridge(brush, pick(rng, ground), [rng.uniform(0.66, 0.74) for _ in range(3)])


def air(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, "evening sky" if rng.random() < 0.15 else "sky", clouds=3)
    if rng.random() < 0.5:
        ridge(brush, pick(rng, "hill"), [rng.uniform(0.84, 0.92) for _ in range(4)])


def underwater(brush: Brush, rng: np.random.Generator) -> None:
    water = pick(rng, "deep water")
    brush.patch(box(-0.1, -0.1, 1.1, 1.1), water)
    ridge(brush, pick(rng, "sand"), [rng.uniform(0.84, 0.9) for _ in range(4)])
    for x in rng.uniform(0.04, 0.96, rng.integers(2, 4)):
        weed, high = pick(rng, "leaf"), rng.uniform(0.18, 0.34)
        stem = smooth((x, 0.94), (x - 0.03, 0.94 - 0.4 * high), (x + 0.03, 0.94 - 0.7 * high), (x, 0.94 - high))
        brush.shape(band(stem, 0.022, 0.006), weed, shade=False)
    for _ in range(rng.integers(3, 6)):
        x, y, size = rng.uniform(0.05, 0.95), rng.uniform(0.05, 0.6), rng.uniform(0.016, 0.034)
        brush.shape(ellipse(x, y, size), lighter(water, 0.5), shade=False)


def open_sea(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, "evening sky" if rng.random() < 0.2 else "sky")
    water = pick(rng, "water")
    ridge(brush, water, [0.6, 0.6])
    for _ in range(7):
        x, y = rng.uniform(0.05, 0.95), rng.uniform(0.66, 0.96)
        brush.line(smooth((x - 0.05, y), (x, y - 0.015), (x + 0.05, y)), color=lighter(water, 0.5))


def room(brush: Brush, rng: np.random.Generator) -> None:
    """A papered wall, and a table with or without a cloth."""
    wallpaper(brush, rng)
    cloth = pick(rng, choose(rng, ("wood", "wood", "cloth")))
    edge = rng.uniform(0.7, 0.78)
    brush.shape(polygon((-0.1, edge), (1.1, edge), (1.1, 1.1), (-0.1, 1.1)), cloth, shade=False)
    if rng.random() < 0.5:
        for y in np.arange(edge + 0.09, 1.0, 0.09):
            brush.line(np.array([(-0.1, y), (1.1, y)]), color=darker(cloth, 0.2))


def wallpaper(brush: Brush, rng: np.random.Generator) -> None:
    paper = pick(rng, "wallpaper")
    motif = darker(paper, 0.09) if rng.random() < 0.5 else lighter(paper, 0.5)
    brush.patch(box(-0.1, -0.1, 1.1, 1.1), paper)
    kind = choose(rng, ("plain", "stripes", "dots", "stars"))
    if kind == "stripes":
        for x in np.arange(0.0, 1.1, 0.14):
            brush.patch(box(x, -0.1, x + 0.06, 1.1), motif)
    elif kind != "plain":
        for row, y in enumerate(np.arange(0.05, 1.05, 0.13)):
            for x in np.arange(0.0, 1.05, 0.17) + 0.085 * (row % 2):
                brush.patch(ellipse(x, y, 0.022) if kind == "dots" else star(x, y, 0.034, 0.015, 5), motif)


def sky(brush: Brush, rng: np.random.Generator, palette: str, clouds: int = 2, *, sun_share: float = 0.6, top: float = 0.0) -> None:
    """The sky over the whole picture, mostly with a sun in a corner; sun and clouds keep below `top`."""
    brush.patch(box(-0.1, -0.1, 1.1, 1.1), pick(rng, palette))
    side = choose(rng, (0, 1))
    if rng.random() < sun_share:
        sun(brush.at(0.12 + 0.76 * side, top + 0.13, rng.uniform(0.07, 0.1)), rng)
    for place in range(rng.integers(0, clouds + 1)):
        x = (0.8 - 0.62 * side if place == 0 else 0.5) + rng.uniform(-0.08, 0.08)
        cloud(brush.at(x, top + rng.uniform(0.08, 0.16) + 0.2 * (place == 2), rng.uniform(0.09, 0.13)), rng)


def sun(brush: Brush, rng: np.random.Generator) -> None:
    """In the box [-1,1]; its rays reach a little further."""
    color = pick(rng, "sun")
    if rng.random() < 0.5:
        for direction in range(0, 360, 45):
            turned = brush.at(0, 0, 1.0, tilt=direction)
            turned.line(np.array([(1.3, 0), (1.65, 0)]), width=1.0)
    brush.shape(ellipse(0, 0, 1.0), color, shade=False)


def cloud(brush: Brush, rng: np.random.Generator) -> None:
    """In the box [-1,1], flat."""
    puffs = [(-0.6, 0.15, 0.4), (-0.1, -0.12, 0.5), (0.5, 0.12, 0.42)]
    parts = [ellipse(x, y + rng.uniform(-0.06, 0.06), size * rng.uniform(0.9, 1.1)) for x, y, size in puffs]
    brush.union([*parts, box(-0.65, 0.1, 0.6, 0.52, 0.2)], pick(rng, "cloud"))


def ridge(brush: Brush, color: Color, heights: list[float], *, shade: bool = False) -> None:
    """Ground below a smooth line from edge to edge, through `heights` (y of the picture) at equal distances."""
    line = smooth(*zip(np.linspace(-0.06, 1.06, len(heights)), heights, strict=True))
    brush.shape(np.concatenate([line, [(1.06, 1.06), (-0.06, 1.06)]]), color, shade=shade)


def rainbow(brush: Brush) -> None:
    for place, color in enumerate(((238, 96, 88), (250, 176, 70), (252, 226, 100), (124, 200, 110), (110, 170, 230))):
        size = 0.42 - 0.03 * place
        ring = np.concatenate([arc(0.5, 0.62, size, size, 180, 360), arc(0.5, 0.62, size - 0.03, size - 0.03, 360, 180)])
        brush.shape(ring, color, shade=False) if place == 0 else brush.patch(ring, color)
    brush.line(arc(0.5, 0.62, 0.27, 0.27, 180, 360), width=1.0)
