"""The brush: paints outlines flat, shaded and inked on a canvas, RGB uint8 [S,S,3]."""

import contextlib
import copy
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from data_tools.drawing.curves import ellipse

Color = tuple[int, int, int]  # RGB, 0..255

SUBPIXEL_BITS = 4
TOLERANCE = 2  # how far a line may lie from its curve, in 1/16 px: the eye cannot tell
WOBBLE = 0.003  # how far the waves bend a line, in picture units
_WAVES = np.array([[2.0, 11.0], [9.0, -3.0]])  # x sways along y, y along x
SMALLEST_SHADED = 12  # px: below, ink leaves no room for a darker side
OUTLINE = 1 / 64  # width of an outline over the side of the picture: 4 px of 256
DETAIL = 0.75  # width of a line inside a shape, in outlines
SHADED_SIDE = 0.22  # how wide, over the narrow side of the shape
SHADOW = (205, 198, 214)  # what a shaded side is multiplied by, over 255: darker and a little cooler
WHITE = (255, 255, 255)


class Brush:
    """Paints in picture units: (0, 0) is the upper left corner, (1, 1) the lower right one. `at` gives a brush with units of its own.

    ink: colour of all lines. light: where it comes from, (x, y) about [-1,1]. wobble: phases [2] of the slow waves that bend
    every line a little, as a hand does; the whole picture bends as one, so that parts which touch still touch.
    """

    def __init__(self, size: int, ink: Color = (35, 30, 38), light: tuple[float, float] = (-0.7, -0.7), wobble: np.ndarray | None = None):
        self.canvas = np.full((size, size, 3), 255, np.uint8)
        self.ink = ink
        self._light = np.array(light)
        self._wobble = wobble
        self._axes, self._origin = np.eye(2), np.zeros(2)

    def at(self, x: float, y: float, scale: float, *, mirrored: bool = False, tilt: float = 0.0) -> "Brush":
        """The same canvas in other units: (0, 0) lies at (x, y) of these, 1 is `scale` of these; tilted clockwise by degrees."""
        sine, cosine = np.sin(np.radians(tilt)), np.cos(np.radians(tilt))
        turn = np.array([[cosine, sine], [-sine, cosine]])
        flip = np.diag([-1.0 if mirrored else 1.0, 1.0])
        posed = copy.copy(self)
        posed._axes = scale * flip @ turn @ self._axes
        posed._origin = np.array([x, y]) @ self._axes + self._origin
        return posed

    def shape(self, points: np.ndarray, color: Color, *, shade: bool = True, inside: Callable[[], None] | None = None) -> None:
        """A closed outline [N,2]: filled, decorated by `inside()` (cut off at the edge), darker on the side away from light, inked."""
        pixels = self._pixels(points)
        self._fill(pixels, color)
        if inside:
            with self._clipped([pixels]):
                inside()
        if shade:
            self._shade([pixels])
        self._ink(pixels, closed=True)

    def union(self, parts: Sequence[np.ndarray], color: Color, *, shade: bool = True, inside: Callable[[], None] | None = None) -> None:
        """As `shape`, for several closed outlines that make one: inked only around the whole."""
        polygons = [self._pixels(part) for part in parts]
        for pixels in polygons:  # twice the width, half of it under the fill
            self._ink(pixels, closed=True, width=2.0)
        for pixels in polygons:
            self._fill(pixels, color, cv2.LINE_AA)
        if inside:
            with self._clipped(polygons):
                inside()
        if shade:
            self._shade(polygons)

    def patch(self, points: np.ndarray, color: Color) -> None:
        """A closed outline [N,2], filled only: spots, cheeks, highlights."""
        cv2.fillPoly(self.canvas, [self._pixels(points)], color, cv2.LINE_AA, SUBPIXEL_BITS)

    def line(self, points: np.ndarray, *, width: float = DETAIL, color: Color | None = None, closed: bool = False) -> None:
        """A line [N,2] of `width` outlines, in ink unless a colour is given."""
        self._ink(self._pixels(points), closed=closed, width=width, color=color)

    def dot(self, x: float, y: float, radius: float, color: Color | None = None) -> None:
        """A small filled disc, in ink unless a colour is given."""
        self.patch(ellipse(x, y, radius), self.ink if color is None else color)

    @contextlib.contextmanager
    def _clipped(self, polygons: list[np.ndarray]) -> Iterator[None]:
        before = self.canvas.copy()
        yield
        mask = np.zeros(self.canvas.shape[:2], np.uint8)
        for pixels in polygons:
            cv2.fillPoly(mask, [pixels], 255, cv2.LINE_8, SUBPIXEL_BITS)
        cv2.copyTo(self.canvas, mask, before)
        self.canvas[:] = before  # in place: other brushes share it

    def _shade(self, polygons: list[np.ndarray]) -> None:
        left, top, width, height = (side >> SUBPIXEL_BITS for side in cv2.boundingRect(np.concatenate(polygons)))
        narrow = min(width, height)
        corner = np.array([max(left, 0), max(top, 0)], np.int32)
        region = self.canvas[corner[1] : max(top + height + 1, 0), corner[0] : max(left + width + 1, 0)]
        if narrow < SMALLEST_SHADED or not region.size:
            return
        tint = np.full(region.shape, 255, np.uint8)
        corner <<= SUBPIXEL_BITS
        to_light = (self._light * (SHADED_SIDE * narrow * (1 << SUBPIXEL_BITS))).astype(np.int32)
        for color, shift in ((SHADOW, -corner), (WHITE, to_light - corner)):
            for pixels in polygons:
                cv2.fillPoly(tint, [pixels + shift], color, cv2.LINE_AA, SUBPIXEL_BITS)
        cv2.multiply(region, tint, dst=region, scale=1 / 255)

    def _fill(self, pixels: np.ndarray, color: Color, edge: int = cv2.LINE_8) -> None:
        cv2.fillPoly(self.canvas, [pixels], color, edge, SUBPIXEL_BITS)  # an edge that ink covers need not be smooth

    def _ink(self, pixels: np.ndarray, *, closed: bool, width: float = 1.0, color: Color | None = None) -> None:
        # OpenCV's smooth lines are wider than asked, in steps: 1.4, 3.4, 5.4 px for a thickness of 1, 2, 4
        thickness = max(1, 2 * round((width * OUTLINE * len(self.canvas) - 1.4) / 2))
        cv2.polylines(self.canvas, [pixels], closed, self.ink if color is None else color, thickness, cv2.LINE_AA, SUBPIXEL_BITS)

    def _pixels(self, points: np.ndarray) -> np.ndarray:
        """Points [N,2] of this brush's units -> int32 [M,2] of pixels, with SUBPIXEL_BITS after the point."""
        places = points @ self._axes + self._origin
        if self._wobble is not None:
            places += WOBBLE * np.sin(places @ _WAVES + self._wobble)
        pixels = (places * (len(self.canvas) << SUBPIXEL_BITS)).astype(np.int32) - (1 << SUBPIXEL_BITS >> 1)  # (0, 0) is a pixel's middle
        if len(pixels) < 6:
            return pixels
        return cv2.approxPolyDP(pixels[:, None], TOLERANCE, False)[:, 0]  # curves are made for large pictures: time is by the point
