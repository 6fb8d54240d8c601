"""People: a face with hair and clothes."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, box, ellipse, loop, smooth, star, symmetric
from data_tools.drawing.features import cheeks, eyes, mouth
from data_tools.drawing.palettes import choose, darker, lighter, mix, other, pick

HAIR = ("short", "short", "bob", "long", "buns", "curly", "pigtails", "bun", "scarf")
FRINGES = ("parted", "straight", "swept", "spiky")


def face(brush: Brush, rng: np.random.Generator) -> None:
    skin = pick(rng, "skin")
    hair = pick(rng, "dyed hair" if rng.random() < 0.08 else "hair")
    style = choose(rng, HAIR)
    wide, chin = rng.uniform(0.46, 0.54), rng.uniform(0.36, 0.46)
    if style == "scarf":
        hair = pick(rng, "cloth")
    _back_hair(brush, rng, style, hair, wide)
    _clothes(brush, rng, skin)
    if style != "scarf":
        _ears(brush, rng, skin, wide, covered=style in ("bob", "long"))
    brush.shape(symmetric((0, -0.66), (0.8 * wide, -0.5), (wide, -0.12), (0.78 * wide, 0.22), (0.32, chin - 0.03), (0, chin)), skin)
    _expression(brush, rng, skin, hair, wide)
    if style == "scarf":
        brush.line(arc(0, -0.1, wide, 0.56, 185, 355), width=1.6)
        brush.shape(np.concatenate([arc(0, -0.1, wide + 0.1, 0.72, 170, 370), arc(0, -0.08, 0.84 * wide, 0.46, 360, 180)]), hair)
        return
    if rng.random() < 0.04 and style == "short":
        return  # bald
    _fringe(brush, rng, style, hair, wide)
    _hat_or_bow(brush, rng, style, hair, wide)


def _back_hair(brush: Brush, rng: np.random.Generator, style: str, hair: Color, wide: float) -> None:
    if style == "bob":
        brush.shape(symmetric((0, -0.84), (wide + 0.1, -0.55), (wide + 0.17, 0.05), (wide + 0.12, 0.38), (0.3, 0.42), (0, 0.4)), hair)
    elif style == "long":
        end = rng.uniform(0.6, 0.9)
        brush.shape(symmetric((0, -0.84), (wide + 0.1, -0.55), (wide + 0.16, 0.1), (wide + 0.24, end - 0.05), (0.4, end), (0, end)), hair)
    elif style == "curly":
        radius = rng.uniform(0.2, 0.26)
        angles = np.radians(np.linspace(140, 400, 10))
        puffs = [ellipse(wide * 1.08 * np.cos(angle), -0.22 + 0.52 * np.sin(angle), radius) for angle in angles]
        brush.union([*puffs, ellipse(0, -0.3, wide, 0.5)], hair)
    elif style in ("buns", "pigtails"):
        for side in (-1, 1):
            if style == "buns":
                brush.shape(ellipse(0.42 * side, -0.78, 0.2), hair)
            else:
                tail = loop((0.42 * side, -0.4), (0.72 * side, -0.42), (0.9 * side, 0.05), (0.8 * side, 0.45), (0.62 * side, 0.1))
                brush.shape(tail, hair)
    elif style == "bun":
        brush.shape(ellipse(0.0, -0.84, 0.2, 0.16), hair)
    elif style == "scarf":
        brush.shape(symmetric((0, -0.84), (wide + 0.1, -0.55), (wide + 0.12, 0.1), (0.62, 0.68), (0.3, 0.8), (0, 0.82)), hair)


def _clothes(brush: Brush, rng: np.random.Generator, skin: Color) -> None:
    cloth = pick(rng, "cloth")
    trim = other(rng, "cloth", cloth)
    pattern = choose(rng, ("plain", "plain", "stripes", "dots", "star"))

    def decorate():
        if pattern == "stripes":
            for y in (0.74, 0.9, 1.06):
                brush.patch(box(-1, y - 0.04, 1, y + 0.04), trim)
        elif pattern == "dots":
            for x in (-0.6, -0.36, -0.12, 0.12, 0.36, 0.6):
                for y in (0.72, 0.92):
                    brush.dot(x + (0.12 if y > 0.8 else 0), y, 0.055, trim)
        elif pattern == "star":
            brush.shape(star(0, 0.88, 0.14, 0.06, 5), trim, shade=False)

    brush.shape(box(-0.17, 0.2, 0.17, 0.75, 0.05), darker(skin, 0.12), shade=False)
    shoulder = rng.uniform(0.6, 0.78)
    right = smooth((0.16, 0.54), (0.45, 0.6), (shoulder, 0.78), (shoulder + 0.06, 0.985))
    body = np.concatenate([right, right[::-1] * (-1, 1)])
    brush.shape(body, cloth, inside=decorate)
    if rng.random() < 0.4:  # a collar
        for side in (-1, 1):
            brush.shape(
                np.array([(0.0, 0.7), (0.19 * side, 0.48), (0.34 * side, 0.62), (0.16 * side, 0.8)]), lighter(trim, 0.5), shade=False
            )
    else:
        brush.shape(ellipse(0, 0.53, 0.17, 0.1), darker(skin, 0.12), shade=False)
        brush.patch(box(-0.15, 0.38, 0.15, 0.52), darker(skin, 0.12))


def _ears(brush: Brush, rng: np.random.Generator, skin: Color, wide: float, *, covered: bool) -> None:
    if covered:
        return
    earring = rng.random() < 0.25 and pick(rng, "sun")
    for side in (-1, 1):
        brush.shape(ellipse(side * (wide + 0.03), -0.05, 0.1, 0.13), skin)
        if earring:
            brush.shape(ellipse(side * (wide + 0.06), 0.13, 0.055), earring, shade=False)


def _expression(brush: Brush, rng: np.random.Generator, skin: Color, hair: Color, wide: float) -> None:
    gap, level = rng.uniform(0.2, 0.25), rng.uniform(-0.12, -0.04)
    if rng.random() < 0.8:
        cheeks(brush, 0, level + 0.22, 0.62 * wide, 0.1, skin)
    if rng.random() < 0.15:
        for x, y in ((-0.3, 0.1), (-0.22, 0.14), (0.3, 0.1), (0.22, 0.14), (-0.26, 0.05), (0.26, 0.05)):
            brush.dot(x, y, 0.018, mix(skin, (150, 70, 40), 0.5))
    eyes(brush, rng, 0, level, gap, rng.uniform(0.07, 0.09), iris=pick(rng, "iris") if rng.random() < 0.35 else None)
    raised = rng.uniform(0.15, 0.19)
    for side in (-1, 1):
        brush.line(
            smooth((side * (gap - 0.09), level - raised), (side * gap, level - raised - 0.04), (side * (gap + 0.09), level - raised + 0.01))
        )
    nose = rng.uniform(0.03, 0.06)
    brush.line(smooth((-nose, level + 0.15), (0, level + 0.15 + nose), (nose, level + 0.15)))
    mouth(brush, rng, 0, 0.17, rng.uniform(0.12, 0.18))
    if rng.random() < 0.22:  # glasses
        for side in (-1, 1):
            brush.line(ellipse(side * gap, level, 0.18, 0.17), closed=True)
        brush.line(arc(0, level, gap - 0.17, 0.05, 200, 340))


def _fringe(brush: Brush, rng: np.random.Generator, style: str, hair: Color, wide: float) -> None:
    """The hair on top of the head, down to the forehead."""
    low = {"bob": 0.12, "long": 0.16}.get(style, -0.14)
    edge = wide + (0.15 if style in ("bob", "long") else 0.06)
    top = smooth((-edge, low), (-edge - 0.01, -0.42), (-0.36, -0.8), (0, -0.88), (0.36, -0.8), (edge + 0.01, -0.42), (edge, low))
    kind = choose(rng, FRINGES)
    inner, side = 0.84 * wide, rng.uniform(-0.2, 0.2)
    if kind == "straight":
        under = smooth((inner, low), (inner - 0.02, -0.3), (0.2, -0.34), (-0.2, -0.34), (-inner + 0.02, -0.3), (-inner, low))
    elif kind == "swept":
        under = smooth((inner, low), (inner - 0.04, -0.36), (0.1, -0.3), (-0.3, -0.52), (-inner, -0.34), (-inner, low))
    elif kind == "spiky":
        tips = [(x, -0.28 if place % 2 else -0.5) for place, x in enumerate(np.linspace(inner, -inner, 8))]
        under = np.array([(inner, low), *tips[1:-1], (-inner, low)])
    else:
        under = np.concatenate(
            [
                smooth((inner, low), (inner - 0.04, -0.3), (side + 0.16, -0.46), (side, -0.64)),
                smooth((side, -0.64), (side - 0.16, -0.46), (-inner + 0.04, -0.3), (-inner, low))[1:],
            ]
        )
    brush.shape(np.concatenate([top, under]), hair)
    brush.line(arc(-0.04, -0.32, 0.34, 0.38, 225, 265), color=lighter(hair, 0.4))


def _hat_or_bow(brush: Brush, rng: np.random.Generator, style: str, hair: Color, wide: float) -> None:
    what, color = rng.random(), other(rng, "cloth", hair)
    if what < 0.12 and style not in ("buns", "curly", "bun"):  # a knitted cap
        brush.shape(np.concatenate([arc(0, -0.46, wide + 0.08, 0.46, 180, 360)]), color)
        brush.shape(box(-wide - 0.12, -0.54, wide + 0.12, -0.36, 0.07), lighter(color, 0.4))
        brush.shape(ellipse(0, -0.92, 0.1), lighter(color, 0.4))
    elif what < 0.2 and style not in ("buns", "curly", "bun"):  # a straw hat
        straw, edge = (242, 214, 138), wide + 0.36
        brush.shape(ellipse(0, -0.5, edge, 0.14), straw)
        brush.shape(np.concatenate([arc(0, -0.55, wide - 0.04, 0.42, 180, 360), arc(0, -0.55, wide - 0.04, 0.09, 0, 180)]), straw)
        brush.shape(
            np.concatenate([arc(0, -0.66, wide - 0.05, 0.09, 180, 0), arc(0, -0.55, wide - 0.04, 0.09, 0, 180)]), color, shade=False
        )
    elif what < 0.36 and style in ("bob", "long", "curly", "pigtails", "buns"):  # a bow or a flower
        x = choose(rng, (-0.34, 0.34))
        if rng.random() < 0.5:
            for side in (-1, 1):
                brush.shape(loop((x, -0.68), (x + 0.2 * side, -0.82), (x + 0.22 * side, -0.58)), color)
            brush.shape(ellipse(x, -0.69, 0.055), darker(color, 0.15), shade=False)
        else:
            brush.union([ellipse(x + 0.09 * np.cos(a), -0.66 + 0.09 * np.sin(a), 0.075) for a in np.arange(5) * 1.257], color, shade=False)
            brush.dot(x, -0.66, 0.055, pick(rng, "pollen"))
