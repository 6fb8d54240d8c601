"""Animals of the sea: fish, whale, octopus."""

import numpy as np

from data_tools.drawing.brush import Brush
from data_tools.drawing.curves import arc, band, ellipse, loop, smooth, symmetric
from data_tools.drawing.features import cheeks, eye, eyes, mouth
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def fish(brush: Brush, rng: np.random.Generator) -> None:
    """Swims to the left."""
    scales = pick(rng, "fish")
    second = other(rng, "fish", scales) if rng.random() < 0.5 else lighter(scales, 0.55)
    fins = second if rng.random() < 0.5 else darker(scales, 0.12)
    high, long = rng.uniform(0.36, 0.6), rng.uniform(0.62, 0.74)
    pattern = choose(rng, ("bands", "bands", "belly", "scales", "dots"))
    spread = rng.uniform(0.34, 0.52)
    brush.shape(loop((0.42, 0), (0.72, -0.28), (0.96, -spread), (0.86, 0), (0.96, spread), (0.72, 0.28)), fins)
    brush.shape(loop((-0.34, -0.8 * high), (0.0, -high - 0.3), (0.34, -high - 0.16), (0.36, -0.6 * high)), fins)
    brush.shape(loop((-0.1, 0.85 * high), (0.12, high + 0.24), (0.3, high + 0.12), (0.26, 0.7 * high)), fins)

    def decorate():
        if pattern == "bands":
            for x in (-0.16, 0.2):
                brush.patch(band(smooth((x, -high - 0.1), (x + 0.07, 0), (x, high + 0.1)), 0.09, 0.09), second)
        elif pattern == "belly":
            brush.patch(ellipse(-0.2, 1.1 * high, 0.8, 0.85 * high), lighter(second, 0.3))
        elif pattern == "scales":
            for place, x in enumerate(np.arange(-0.1, 0.5, 0.17)):
                for y in np.arange(-3, 4) * 0.2 + (place % 2) * 0.1:
                    brush.line(arc(x, y, 0.1, 0.1, -80, 80), color=darker(scales, 0.25))
        else:
            for _ in range(9):
                brush.dot(rng.uniform(-0.1, 0.5), rng.uniform(-high, high), rng.uniform(0.04, 0.08), second)

    body = loop(
        (-0.12 - long, 0),
        (-0.5, -0.72 * high),
        (-0.1, -high),
        (0.3, -0.66 * high),
        (0.56, -0.1),
        (0.56, 0.1),
        (0.3, 0.66 * high),
        (-0.1, high),
        (-0.5, 0.72 * high),
    )
    brush.shape(body, scales, inside=decorate)
    brush.line(arc(-0.5, 0, 0.2, 0.6 * high, -75, 75))
    brush.shape(loop((-0.14, 0.05), (0.16, 0.0), (0.22, 0.22), (-0.02, 0.24)), fins, shade=False)
    cheeks(brush, -0.46, 0.14, 0.0, 0.07, scales)
    eye(brush, -0.5, -0.12, 0.095, style="round", look=-0.02)
    brush.line(arc(-0.74, 0.08, 0.13, 0.1, 10, 120))


def whale(brush: Brush, rng: np.random.Generator) -> None:
    """Swims to the left and blows."""
    skin = pick(rng, "whale")
    belly = lighter(skin, 0.75)
    high = rng.uniform(-0.5, -0.38)
    raised = rng.uniform(-0.12, 0.12)
    for side in (-1, 1):
        fluke = loop((0.78, -0.24 + raised), (0.8 + 0.16 * side, -0.5 + raised), (0.8 + 0.18 * side, -0.66 + raised), (0.8, -0.42 + raised))
        brush.shape(fluke, skin)
    body = loop(
        (-0.92, 0.1),
        (-0.7, high + 0.12),
        (-0.25, high),
        (0.25, high + 0.3),
        (0.62, -0.02),
        (0.7, -0.36 + raised),
        (0.88, -0.36 + raised),
        (0.84, 0.18),
        (0.5, 0.56),
        (-0.1, 0.7),
        (-0.7, 0.56),
    )

    def underside():
        brush.patch(ellipse(-0.45, 0.72, 0.85, 0.42, tilt=-6), belly)
        for x in (-0.62, -0.42, -0.22, -0.02):
            brush.line(smooth((x, 0.3), (x + 0.03, 0.5), (x + 0.1, 0.7)), color=darker(belly, 0.3))

    brush.shape(body, skin, inside=underside)
    brush.shape(loop((-0.02, 0.36), (0.2, 0.4), (0.32, 0.72), (0.04, 0.62)), darker(skin, 0.12))
    eye(brush, -0.56, 0.06, 0.075, style=choose(rng, ("dot", "dot", "happy")))
    cheeks(brush, -0.52, 0.2, 0.0, 0.08, skin)
    brush.line(smooth((-0.88, 0.26), (-0.74, 0.31), (-0.62, 0.26)))
    water = lighter(pick(rng, "water"), 0.25)
    for side in (-1, 1):
        spout = smooth((-0.34, high - 0.06), (-0.34 + 0.06 * side, -0.74), (-0.34 + 0.26 * side, -0.84), (-0.34 + 0.36 * side, -0.62))
        brush.shape(band(spout, 0.035, 0.07), water, shade=False)


def octopus(brush: Brush, rng: np.random.Generator) -> None:
    skin = pick(rng, choose(rng, ("fish", "wing")))
    spots, wide = lighter(skin, 0.4), rng.uniform(0.5, 0.6)
    for x in (-0.75, -0.45, -0.15, 0.15, 0.45, 0.75):
        sway = rng.uniform(-0.12, 0.12)
        arm = smooth((0.5 * x, 0.2), (0.8 * x, 0.5), (x + sway, 0.76), (x * 1.12 + 0.16 * np.sign(x), 0.86 - 0.12 * abs(sway)))
        brush.shape(band(arm, 0.13, 0.065), skin)

    def dotted():
        for x, y, size in ((-0.3, -0.62, 0.09), (0.05, -0.74, 0.06), (0.34, -0.56, 0.08), (-0.42, -0.36, 0.05)):
            brush.dot(x, y, size, spots)

    brush.shape(
        symmetric((0, -0.9), (0.8 * wide, -0.72), (wide, -0.28), (0.76 * wide, 0.12), (0.7 * wide, 0.38), (0, 0.46)), skin, inside=dotted
    )
    cheeks(brush, 0, 0.04, 0.36, 0.09, skin)
    eyes(brush, rng, 0, -0.14, 0.2, 0.11)
    mouth(brush, rng, 0, 0.1, 0.12)
