"""Pages that show one character: a demo subject drawn again and again, always in its own colours, by code.

From page to page it is elsewhere, of another size, tilted, often mirrored, and its proportions change as in a hand's next drawing; every
second page has a scene and a companion. Beside each page is known which of the character's parts every pixel shows.
"""

import dataclasses

import numpy as np

from data_tools.drawing.brush import Brush
from data_tools.drawing.composition import INKS, PLACES
from data_tools.drawing.palettes import choose
from data_tools.drawing.subjects import SUBJECTS
from data_tools.line_extraction import dilation

JITTER = 0.25  # of a proportion's range, standard deviation from page to page
TILT = 8.0  # degrees, standard deviation
SCALES = (0.24, 0.42)  # of the picture: half the character's size
BACKGROUND = 0  # the part that is none of the character's


class Redrawn:
    """A random generator that makes the same choices again, and nearly the same proportions."""

    def __init__(self, seed: int, page: int):
        self._same = np.random.default_rng(seed)
        self._hand = np.random.default_rng((seed, page))

    def uniform(self, low=0.0, high=1.0, size=None):
        same = self._same.uniform(low, high, size)
        return np.clip(same + self._hand.normal(0.0, JITTER, size) * (high - low), low, high)

    def __getattr__(self, name: str):
        return getattr(self._same, name)


class PartBrush(Brush):
    """Paints the number of the part, from 1 on in the order of painting, in place of colours, and no ink."""

    def __init__(self, size: int, **options):
        super().__init__(size, **options)
        self.canvas[:] = BACKGROUND
        self._painted = [0]  # shared by all brushes of the canvas

    def shape(self, points, color, *, shade=True, inside=None):
        super().shape(points, self._next(), shade=False, inside=inside)

    def union(self, parts, color, *, shade=True, inside=None):
        super().union(parts, self._next(), shade=False, inside=inside)

    def patch(self, points, color):
        self._fill(self._pixels(points), self._next())

    def _fill(self, pixels, color, edge=8):
        super()._fill(pixels, color)

    def _ink(self, pixels, *, closed, width=1.0, color=None):
        pass

    def _next(self):
        self._painted[0] += 1
        return (self._painted[0],) * 3


@dataclasses.dataclass(frozen=True)
class DrawnPage:
    """picture: uint8 RGB [S,S,3]. line: uint8 grey [S,S], of the picture. parts: uint8 [S,S], 0 where the character is not."""

    picture: np.ndarray
    line: np.ndarray
    parts: np.ndarray


def draw_page(label: str, seed: int, page: int, size: int) -> DrawnPage:
    """Page number `page` of a character: a subject's label and a seed, which decides on its colours. Page 0 has no scene."""
    rng = np.random.default_rng((seed, page, 1))
    options = {"ink": INKS[seed % len(INKS)], "light": (choose(rng, (-0.7, 0.7)), -0.6), "wobble": rng.uniform(0, 2 * np.pi, 2)}
    brush, marker = Brush(size, **options), PartBrush(size, **options)
    scale = rng.uniform(*SCALES)
    place = PLACES[SUBJECTS[label].place]
    x, y = rng.uniform(scale, 1 - scale), 0.97 - scale
    if page % 2:
        place.scene(brush, rng)
        small, left = 0.13, x > 0.5
        companion = choose(rng, [other for other in place.low + place.high if other != label])
        SUBJECTS[companion].draw(brush.at(0.02 + small if left else 0.98 - small, 0.3, small), rng)
    pose = {"mirrored": rng.random() < 0.5, "tilt": rng.normal(0, TILT)}
    for each in (brush, marker):
        SUBJECTS[label].draw(each.at(x, y, scale, **pose), Redrawn(seed, page))
    return DrawnPage(brush.canvas, dilation(brush.canvas, ""), marker.canvas[..., 0])
