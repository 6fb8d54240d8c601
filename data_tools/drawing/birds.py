"""Birds: a small bird from the side, an owl from the front."""

import numpy as np

from data_tools.drawing.brush import Brush
from data_tools.drawing.curves import band, ellipse, leaf, loop, rounded, smooth, star, symmetric
from data_tools.drawing.features import cheeks, eye
from data_tools.drawing.palettes import choose, darker, lighter, other, pick


def bird(brush: Brush, rng: np.random.Generator) -> None:
    """Sits and looks to the left."""
    feather, beak = pick(rng, "bird"), pick(rng, "beak")
    belly = lighter(feather, rng.uniform(0.5, 0.8))
    plump, head = rng.uniform(0.0, 0.1), rng.uniform(-0.06, 0.06)
    for x in (-0.08, 0.16):
        brush.line(np.array([(x, 0.5), (x, 0.86)]), width=1.0)
        brush.line(smooth((x - 0.16, 0.92), (x, 0.84), (x + 0.1, 0.92)), width=1.0)
    lift = rng.uniform(-0.3, 0.2)
    for turn in (-14, 8):
        brush.shape(leaf(0.45, 0.25, 0.55, 0.3, 10 + turn + 40 * lift), darker(feather, 0.12))
    brush.shape(rounded((-0.66, -0.42 + head), (-0.98, -0.26 + head), (-0.64, -0.16 + head), radius=0.06), beak)
    if rng.random() < 0.5:  # a crest
        for direction in (-75, -50, -25):
            brush.shape(leaf(-0.3, -0.62 + head, 0.3, 0.16, direction), darker(feather, 0.1), shade=False)
    body = loop(
        (-0.72, -0.3 + head),
        (-0.42, -0.7 + head),
        (-0.06, -0.5),
        (0.26, -0.12),
        (0.62, 0.22),
        (0.3, 0.58 + plump),
        (-0.2, 0.62 + plump),
        (-0.58, 0.3),
    )
    brush.shape(body, feather, inside=lambda: brush.patch(ellipse(-0.42, 0.4, 0.46, 0.5, tilt=-25), belly))
    wing = loop((-0.16, -0.06), (0.18, -0.1), (0.52, 0.1), (0.72, 0.3), (0.3, 0.38), (-0.04, 0.26))
    if rng.random() < 0.35:  # raised
        wing = loop((-0.14, 0.1), (-0.08, -0.3), (0.2, -0.72), (0.62, -0.92), (0.6, -0.4), (0.34, 0.1), (0.08, 0.24))
    second = other(rng, "bird", feather) if rng.random() < 0.3 else darker(feather, 0.15)
    brush.shape(wing, second)
    brush.line(smooth((0.08, 0.2), (0.26, 0.24), (0.44, 0.2)), color=darker(second, 0.35))
    cheeks(brush, -0.42, -0.14 + head, 0.0, 0.09, feather)
    eye(brush, -0.44, -0.36 + head, 0.085, style=choose(rng, ("dot", "dot", "round")), look=-0.02)


def owl(brush: Brush, rng: np.random.Generator) -> None:
    """Sits on a branch and looks at you."""
    feather, beak = pick(rng, "owl"), pick(rng, "beak")
    pale, wide = lighter(feather, 0.55), rng.uniform(0.52, 0.62)
    brush.shape(band(smooth((-0.95, 0.88), (-0.2, 0.82), (0.4, 0.86), (0.95, 0.78)), 0.09, 0.06), pick(rng, "bark"))
    leaf_color = pick(rng, "leaf")
    brush.shape(leaf(0.72, 0.8, 0.24, 0.2, -60), leaf_color, shade=False)
    brush.shape(leaf(-0.78, 0.84, 0.24, 0.2, -130), leaf_color, shade=False)

    def chest():
        brush.patch(ellipse(0, 0.4, 0.72 * wide, 0.48), pale)
        for row, y in enumerate((0.2, 0.38, 0.56)):
            for x in np.arange(-2, 3) * 0.2 + (row % 2) * 0.1:
                brush.line(smooth((x - 0.06, y), (x, y + 0.06), (x + 0.06, y)), color=darker(feather, 0.2))

    tuft = rng.uniform(0.76, 0.95)
    outline = symmetric(
        (0, -0.7), (0.3, -0.74), (0.8 * wide, -tuft), (0.92 * wide, -0.5), (wide, 0.1), (0.82 * wide, 0.62), (0.3, 0.84), (0, 0.86)
    )
    brush.shape(outline, feather, inside=chest)
    for side in (-1, 1):
        brush.shape(
            loop((side * wide, -0.1), (side * (wide + 0.16), 0.25), (side * (wide - 0.04), 0.68), (side * (wide - 0.2), 0.25)),
            darker(feather, 0.18),
        )
        brush.shape(ellipse(0.24 * side, -0.36, 0.25), pale, shade=False)
        for x in (0.14, 0.26):
            brush.shape(ellipse(x * side, 0.84, 0.06, 0.08), beak, shade=False)
    iris, sleepy = choose(rng, ((245, 200, 60), (240, 150, 50), (120, 180, 110))), rng.random() < 0.2
    for side in (-1, 1):
        if sleepy:
            eye(brush, 0.24 * side, -0.36, 0.12, style="happy")
        else:
            brush.shape(ellipse(0.23 * side, -0.36, 0.145), iris, shade=False)
            eye(brush, 0.22 * side, -0.36, 0.1)
    brush.shape(rounded((-0.08, -0.26), (0.08, -0.26), (0, -0.08), radius=0.05), beak, shade=False)


def chick(brush: Brush, rng: np.random.Generator) -> None:
    """A round chick, seen from the front, sometimes in its egg shell."""
    down, beak = pick(rng, "sun"), pick(rng, "beak")
    wide = rng.uniform(0.6, 0.7)
    hatching = rng.random() < 0.45
    for side in (-1, 1):
        if not hatching:
            foot = np.array([(0.2 * side, 0.78), (0.2 * side - 0.14, 0.93), (0.2 * side, 0.9), (0.2 * side + 0.14, 0.93)])
            brush.shape(foot, beak, shade=False)
        raised = rng.uniform(-70, -10) if rng.random() < 0.5 else 35
        brush.shape(leaf(0.9 * wide * side, 0.2, 0.38, 0.34, raised if side == 1 else 180 - raised), down)
    for direction in (-115, -90, -65):
        brush.shape(leaf(0, -0.68, 0.26, 0.14, direction), down, shade=False)
    brush.shape(symmetric((0, -0.74), (0.7 * wide, -0.56), (0.96 * wide, -0.1), (wide, 0.4), (0.6, 0.72), (0, 0.84)), down)
    cheeks(brush, 0, -0.06, 0.36, 0.09, down)
    gap = rng.uniform(0.2, 0.28)
    style = choose(rng, ("dot", "dot", "round", "happy"))
    for side in (-1, 1):
        eye(brush, gap * side, -0.24, 0.095, style=style)
    brush.shape(rounded((-0.13, -0.14), (0, -0.22), (0.13, -0.14), (0, 0.02), radius=0.05), beak, shade=False)
    if hatching:
        zigzag = [(x, 0.3 if place % 2 else 0.14) for place, x in enumerate(np.linspace(0.74, -0.74, 9))]
        shell = np.concatenate([zigzag, smooth((-0.74, 0.14), (-0.66, 0.6), (-0.3, 0.92), (0.3, 0.92), (0.66, 0.6), (0.74, 0.14))[1:-1]])
        spots = pick(rng, "cloth") if rng.random() < 0.5 else (255, 248, 235)

        def dotted():
            for x, y in ((-0.42, 0.5), (0.1, 0.44), (0.46, 0.6), (-0.1, 0.74)):
                brush.patch(star(x, y, 0.09, 0.07, 8), spots)

        brush.shape(shell, (255, 248, 235), inside=dotted)
