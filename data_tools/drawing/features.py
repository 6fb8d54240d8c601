"""Eyes, mouths, cheeks: what gives a thing a face."""

import numpy as np

from data_tools.drawing.brush import Brush, Color
from data_tools.drawing.curves import arc, ellipse, smooth
from data_tools.drawing.palettes import choose, mix

WHITE = (255, 255, 255)
EYES = ("dot", "dot", "round", "happy")
MOUTHS = ("smile", "smile", "open", "small")


def eyes(brush: Brush, rng: np.random.Generator, x: float, y: float, gap: float, size: float, *, iris: Color | None = None) -> None:
    """Two eyes `gap` left and right of (x, y), of radius `size`, of one style; an iris colour makes them round ones."""
    style = "round" if iris else choose(rng, EYES)
    look = rng.uniform(-0.25, 0.25) * size
    for side in (-gap, gap):
        eye(brush, x + side, y, size, style=style, look=look, iris=iris)


def eye(brush: Brush, x: float, y: float, size: float, *, style: str = "dot", look: float = 0.0, iris: Color | None = None) -> None:
    """One eye: `dot`, `round` (white, with a pupil moved by `look`) or `happy` (a closed arc)."""
    if style == "happy":
        brush.line(arc(x, y + 0.3 * size, size, size, 200, 340), width=0.9)
        return
    if style == "round":
        brush.shape(ellipse(x, y, 1.15 * size, 1.35 * size), WHITE, shade=False)
        if iris:
            brush.patch(ellipse(x + look, y + 0.1 * size, 0.85 * size, 1.0 * size), iris)
        brush.patch(ellipse(x + look, y + 0.1 * size, 0.6 * size, 0.75 * size), brush.ink)
        brush.dot(x + look - 0.2 * size, y - 0.25 * size, 0.28 * size, WHITE)
        return
    brush.patch(ellipse(x, y, 0.8 * size, 1.1 * size), brush.ink)
    brush.dot(x - 0.22 * size, y - 0.4 * size, 0.32 * size, WHITE)


def mouth(brush: Brush, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    """A friendly mouth of half width `size`, its corners at height y."""
    style = choose(rng, MOUTHS)
    if style == "open":
        deep = rng.uniform(0.8, 1.3) * size
        outline = np.concatenate([arc(x, y, size, deep, 0, 180), smooth((x - size, y), (x, y + 0.12 * size), (x + size, y))[1:-1]])
        brush.shape(
            outline, (150, 45, 55), shade=False, inside=lambda: brush.patch(ellipse(x, y + deep, 0.7 * size, 0.5 * deep), (240, 130, 130))
        )
    elif style == "small":
        brush.line(arc(x, y, 0.5 * size, 0.45 * size, 15, 165), width=0.9)
    else:
        brush.line(arc(x, y, size, rng.uniform(0.55, 0.85) * size, 12, 168), width=0.9)


def muzzle_mouth(brush: Brush, x: float, y: float, size: float) -> None:
    """The mouth of cats, dogs and rabbits: two bows that hang from the nose at (x, y)."""
    for side in (-1, 1):
        brush.line(
            smooth(
                (x, y),
                (x + 0.25 * side * size, y + 0.7 * size),
                (x + 0.8 * side * size, y + 0.65 * size),
                (x + side * size, y + 0.3 * size),
            )
        )


def cheeks(brush: Brush, x: float, y: float, gap: float, size: float, skin: Color) -> None:
    """Rosy cheeks `gap` left and right of (x, y)."""
    rose = mix(skin, (240, 90, 90), 0.32)
    for side in (-gap, gap):
        brush.patch(ellipse(x + side, y, size, 0.7 * size), rose)
