"""Landscapes: pictures of a place rather than of a thing."""

import functools

import numpy as np

from data_tools.drawing.brush import Brush
from data_tools.drawing.curves import band, box, ellipse, polygon, smooth
from data_tools.drawing.palettes import choose, lighter, pick
from data_tools.drawing.plants import cactus
from data_tools.drawing.scenes import rainbow, ridge, sky, sun

TOP = 0.1  # what lies above may be outside the frame


def landscape(brush: Brush, rng: np.random.Generator) -> None:
    """A view that fills the box [-1,1] from edge to edge, and is framed by a line."""
    window = brush.at(-1, -1, 2.0)  # from here on in units of the view: (0, 0) to (1, 1)
    frame = choose(rng, (box(0.0, 0.0, 1.0, 1.0, 0.05), box(0.0, 0.1, 1.0, 0.9, 0.05), ellipse(0.5, 0.5, 0.5)))
    kind = choose(rng, (_hills, _hills, _mountains, _coast, _desert))
    window.shape(frame, (255, 255, 255), shade=False, inside=lambda: kind(window, rng))


def _hills(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, choose(rng, ("sky", "sky", "evening sky")), clouds=1, sun_share=0, top=TOP)
    if rng.random() < 0.25:
        rainbow(brush)
    else:
        sun(brush.at(rng.uniform(0.3, 0.7), rng.uniform(0.22, 0.3), 0.09), rng)
    ridge(brush, pick(rng, "hill"), [rng.uniform(0.42, 0.56) for _ in range(4)])
    ridge(brush, pick(rng, "grass"), [rng.uniform(0.56, 0.68) for _ in range(4)])
    x = rng.uniform(0.35, 0.65)
    path = smooth((x, 0.6), (x + 0.03, 0.68), (x, 0.82), (0.5, 1.1))
    brush.shape(band(path, 0.01, 0.13), pick(rng, choose(rng, ("sand", "water"))), shade=False)
    if rng.random() < 0.5:
        _cottage(brush.at(x + choose(rng, (-0.2, 0.2)), 0.56, 0.13), rng)
    _trees(brush, rng)


def _cottage(brush: Brush, rng: np.random.Generator) -> None:
    """A house far away: no more than can be seen from here."""
    brush.shape(box(-0.62, -0.1, 0.62, 0.9), pick(rng, "wall"))
    brush.shape(polygon((0, -0.85), (0.92, 0.0), (-0.92, 0.0)), pick(rng, "roof"))
    brush.shape(box(-0.2, 0.35, 0.2, 0.9), pick(rng, "door"), shade=False)


def _simple_tree(brush: Brush, rng: np.random.Generator) -> None:
    brush.shape(box(-0.14, 0.2, 0.14, 0.95), pick(rng, "bark"))
    kind, green = choose(rng, ("round", "tall", "fir")), pick(rng, choose(rng, ("leaf", "leaf", "autumn")))
    if kind == "fir":
        brush.shape(polygon((0, -1.3), (0.62, 0.45), (-0.62, 0.45)), pick(rng, "pine"))
    elif kind == "tall":
        brush.shape(ellipse(0, -0.4, 0.48, 0.85), green)
    else:
        brush.union([ellipse(-0.32, -0.12, 0.42), ellipse(0.32, -0.12, 0.42), ellipse(0, -0.5, 0.48)], green)


def _trees(brush: Brush, rng: np.random.Generator) -> None:
    for x in (rng.uniform(0.1, 0.18), rng.uniform(0.82, 0.9)):
        size = rng.uniform(0.13, 0.19)
        _simple_tree(brush.at(x, 0.84 - size, size), rng)


def _mountains(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, choose(rng, ("sky", "evening sky")), clouds=1, top=TOP)
    rock = pick(rng, "mountain")
    for x, wide in ((0.78, 0.34), (0.24, 0.36), (0.52, 0.4)):
        top = rng.uniform(0.2, 0.34)
        peak = polygon((x, top), (x + wide, 0.8), (x - wide, 0.8))
        teeth = np.array(
            [(x, top - 0.1), (x + 0.2, top + 0.16), (x + 0.07, top + 0.13), (x, top + 0.19), (x - 0.07, top + 0.12), (x - 0.2, top + 0.17)]
        )
        brush.shape(peak, rock, inside=functools.partial(brush.patch, teeth, (248, 251, 254)))
    ridge(brush, pick(rng, "hill"), [rng.uniform(0.62, 0.7) for _ in range(4)])
    water = pick(rng, "water")
    if rng.random() < 0.6:
        brush.shape(ellipse(0.5, 0.84, 0.34, 0.09), water, shade=False)
        for x, y in ((0.4, 0.82), (0.6, 0.86)):
            brush.line(smooth((x - 0.06, y), (x, y - 0.012), (x + 0.06, y)), color=lighter(water, 0.6))
    _trees(brush, rng)


def _coast(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, choose(rng, ("sky", "evening sky")), clouds=1, sun_share=0, top=TOP)
    sun(brush.at(rng.uniform(0.3, 0.7), 0.46, 0.13), rng)
    water = pick(rng, "water")
    ridge(brush, water, [0.54, 0.54])
    for _ in range(6):
        x, y = rng.uniform(0.1, 0.9), rng.uniform(0.6, 0.74)
        brush.line(smooth((x - 0.05, y), (x, y - 0.012), (x + 0.05, y)), color=lighter(water, 0.55))
    ridge(brush, pick(rng, "sand"), [rng.uniform(0.74, 0.86) for _ in range(3)])
    x = choose(rng, (0.22, 0.78))
    _palm(brush, rng, x)


def _palm(brush: Brush, rng: np.random.Generator, x: float) -> None:
    lean = 0.1 if x < 0.5 else -0.1
    brush.shape(band(smooth((x, 0.9), (x + 0.2 * lean, 0.6), (x + lean, 0.36)), 0.03, 0.018), pick(rng, "bark"))
    green = pick(rng, "leaf")
    for reach, drop in ((-0.24, 0.12), (0.24, 0.12), (-0.2, -0.08), (0.2, -0.08)):
        top = (x + lean + 0.55 * reach, 0.36 + 0.3 * drop - 0.07)
        frond = smooth((x + lean, 0.36), top, (x + lean + reach, 0.36 + drop))
        brush.shape(band(frond, 0.045, 0.012), green, shade=False)


def _desert(brush: Brush, rng: np.random.Generator) -> None:
    sky(brush, rng, choose(rng, ("sky", "evening sky")), clouds=1, sun_share=0, top=TOP)
    sun(brush.at(rng.uniform(0.35, 0.65), 0.3, 0.1), rng)
    sand = pick(rng, "sand")
    ridge(brush, sand, [rng.uniform(0.5, 0.62) for _ in range(4)])
    for x in (0.2, 0.78):
        cactus(brush.at(x, rng.uniform(0.62, 0.65), rng.uniform(0.18, 0.22)), rng)
    ridge(brush, pick(rng, "waffle"), [rng.uniform(0.66, 0.7) for _ in range(3)])  # hides the pots
