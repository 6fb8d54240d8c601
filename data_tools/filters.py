"""Which pictures are of no use for learning to colour lines, each kind told by one simple measure.

A filter takes a picture, RGB uint8 [H,W,3], and returns the reason for leaving it out, or None. All but `small` and `long` look at it
reduced to LOOK px. Thresholds are set where flat drawings, with and without outlines, are far from them: of 2,279 pictures of OpenMoji
and Twemoji, and of 400 demo pictures, none is left out. Quoted below is the nearest of them.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from data_tools.errors import InputError

LOOK = 256  # px of the longer side
FLAT_RANGE = 4  # grey levels within 3 x 3 px: more is texture; shading is less
FLAT_SHARE = 0.3  # of a photograph's pixels at most. Drawings: 0.76 and more. Photographs: mostly 0.02 to 0.2, with much sky up to 0.6
PHOTO_COLORS = 100  # of 32 x 32 x 32, that cover 90 % of a photograph at least. Drawings: 12 and less. Photographs: 110 to 1000
PAPER = 215  # level of R, G and B above which it is paper, or white
PAPER_SHARE = 0.3  # of a page that was painted by hand: its grain is texture, its washes are many colours. Photographs: seldom so much
COLORED = 8  # levels between the largest and smallest of R, G, B: a cream sheep and a bluish grey cat are coloured
COLORED_SHARE = 0.01  # of a picture's pixels at least. Drawings: 0.025 and more
LIGHT = 170  # grey level from which paper is light
PAPER_TINT = 50  # levels by which aged paper is yellow, at most
LINE_RANGE = 48  # levels within 3 x 3 px: more is a line or an edge
LINE_SHARE = 0.005  # of a picture's pixels at least. Drawings: 0.025 and more
TEXT_EDGES = 0.15  # share of a page of text, at LOOK, that is lines or edges, at least
TEXT_LOOK = 1024  # px of the longer side: letters must stay apart
GLYPHS = 120  # letters on a page of text, at least
GLYPH_SHARE = 0.7  # of its ink that is in them, at least

Filter = Callable[[np.ndarray], str | None]


def photo(picture: np.ndarray) -> str | None:
    """A photograph has texture nearly everywhere, and very many colours; a drawing has flat or softly shaded areas, or much bare paper."""
    look = _reduced(picture, LOOK)
    flat = float((_local_range(look) <= FLAT_RANGE).mean())
    red, green, blue = cv2.split(look)
    if flat >= FLAT_SHARE or (cv2.min(red, cv2.min(green, blue)) > PAPER).mean() >= PAPER_SHARE:
        return None
    red, green, blue = cv2.split((look >> 3).astype(np.int32))
    counts = np.sort(np.bincount((red * 1024 + green * 32 + blue).ravel()))[::-1]
    colors = int(np.searchsorted(np.cumsum(counts), 0.9 * counts.sum())) + 1
    return f"a photograph: {flat:.0%} flat areas, {colors:,} colours" if colors > PHOTO_COLORS else None


def colorless(picture: np.ndarray) -> str | None:
    """Line art, or a picture in greys, also on yellowed paper: there is nothing to learn colours from."""
    look = cv2.blur(_reduced(picture, LOOK), (3, 3))  # a scanner's noise is coloured
    paper = np.array([_level_below_which(0.9, channel) for channel in cv2.split(look)])
    red, green, blue = paper
    if red >= green >= blue >= LIGHT and 0 < red - blue <= PAPER_TINT:
        look = np.minimum(look * (paper.max() / paper), 255).astype(np.uint8)
    share = float((_spread(look) > COLORED).mean())
    return f"nearly no colour: {share:.1%} of it" if share < COLORED_SHARE else None


def lineless(picture: np.ndarray) -> str | None:
    """Blank, or so soft that no line can be found."""
    share = float((_local_range(_reduced(picture, LOOK)) > LINE_RANGE).mean())
    return f"nearly no line: {share:.1%} of it" if share < LINE_SHARE else None


def text(picture: np.ndarray, look: np.ndarray | None = None) -> str | None:
    """A page of text: most of its ink is in many small marks, and these stand in rows with white between.

    look: the picture reduced to LOOK, where it is at hand: reducing takes most of the time.
    """
    look = _reduced(picture, LOOK) if look is None else look
    is_crowded = (_local_range(look) > LINE_RANGE).mean() > TEXT_EDGES
    if not is_crowded or min(picture.shape[:2]) < LOOK // 2 or np.median(look) < LIGHT:  # most drawings are done with here
        return None
    grey = cv2.cvtColor(_reduced(picture, TEXT_LOOK), cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20)
    _, marks, stats, _ = cv2.connectedComponentsWithStats(ink)
    height, width, area = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA]
    is_glyph = (height >= 4) & (height <= 0.05 * len(grey)) & (width <= 0.1 * grey.shape[1])
    is_glyph[0] = False  # the paper
    if is_glyph.sum() < GLYPHS or area[is_glyph].sum() < GLYPH_SHARE * area[1:].sum():
        return None
    rows = np.concatenate([[0], (is_glyph[marks].any(axis=1)).astype(np.int8), [0]])
    starts, ends = np.flatnonzero(np.diff(rows) == 1), np.flatnonzero(np.diff(rows) == -1)
    in_rows = len(starts) >= 4 and np.median(ends - starts) <= 3 * np.median(height[is_glyph])
    return f"a page of text: {int(is_glyph.sum()):,} letters" if in_rows else None


def small(picture: np.ndarray, min_side: int) -> str | None:
    """Too few pixels: enlarged, its lines would be blurred."""
    height, width = picture.shape[:2]
    return f"too small: {width} x {height} px, shorter side below {min_side}" if min(height, width) < min_side else None


def long(picture: np.ndarray, max_aspect: float) -> str | None:
    """Extremely long or wide: made square, it is mostly margin."""
    height, width = picture.shape[:2]
    aspect, words = max(height, width) / min(height, width), "wide as high" if width > height else "high as wide"
    return f"{aspect:.1f} times as {words}: {width} x {height} px" if aspect > max_aspect else None


CONTENT_FILTERS: dict[str, Filter] = {"text": text, "photo": photo, "colorless": colorless, "lineless": lineless}
ASPECTS = ("letterbox", "crop", "skip")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Filters:
    """Which filters are on.

    content: names of CONTENT_FILTERS, in the order in which they are asked. size: of the data set, px. min_side: px, None for half of the
    size. max_aspect: longer to shorter side, and `aspect`: what is done with pictures beyond it.
    """

    content: tuple[str, ...] = tuple(CONTENT_FILTERS)
    size: int
    min_side: int | None = None
    max_aspect: float = 3.0
    aspect: str = "letterbox"

    def __post_init__(self):
        if unknown := [name for name in self.content if name not in CONTENT_FILTERS]:
            raise InputError(f"unknown filter {unknown[0]!r}: choose from {', '.join(CONTENT_FILTERS)}, or all, or none")
        if self.aspect not in ASPECTS:
            raise InputError(f"unknown aspect {self.aspect!r}: choose from {', '.join(ASPECTS)}")
        if self.max_aspect < 1:
            raise InputError(f"max-aspect {self.max_aspect}: the longer side to the shorter, 1 or more")
        if (self.min_side or 0) < 0:
            raise InputError(f"min-side {self.min_side}: 0 px or more")

    @classmethod
    def of(cls, names: Sequence[str], **settings: Any) -> "Filters":
        """From the names of content filters, or `all`, or `none`."""
        known: dict[tuple[str, ...], tuple[str, ...]] = {("all",): tuple(CONTENT_FILTERS), ("none",): ()}
        content = known.get(tuple(names))
        if content is None:
            content = tuple(name for name in CONTENT_FILTERS if name in names) + tuple(sorted(set(names) - set(CONTENT_FILTERS)))
        return cls(content=content, **settings)

    def __str__(self) -> str:
        content = ",".join(self.content) or "none"
        return f"{content}; min-side {'half' if self.min_side is None else self.min_side}; {self.aspect} beyond {self.max_aspect:g}"

    def judge(self, picture: np.ndarray) -> tuple[str, str] | None:
        """The name of the first filter that would leave a picture out, and its reason; None for a picture to keep."""
        if reason := small(picture, self.size // 2 if self.min_side is None else self.min_side):
            return "small", reason
        if self.aspect == "skip" and (reason := long(picture, self.max_aspect)):
            return "aspect", reason
        look = _reduced(picture, LOOK)
        for name in self.content:
            if reason := text(picture, look) if name == "text" else CONTENT_FILTERS[name](look):
                return name, reason
        return None

    def shape(self, picture: np.ndarray) -> tuple[np.ndarray, str | None]:
        """The picture, where asked for with the ends of its longer side cut off; and what is to be said of its shape, if anything."""
        reason = long(picture, self.max_aspect)
        if not reason or self.aspect != "crop":
            return picture, reason and f"{reason}, letter-boxed"
        height, width = picture.shape[:2]
        side = int(min(height, width) * self.max_aspect)
        top, left = max(0, height - side) // 2, max(0, width - side) // 2
        return picture[top : top + min(height, side), left : left + min(width, side)], f"{reason}, cropped"


def _reduced(picture: np.ndarray, side: int) -> np.ndarray:
    """Reduced so that its longer side is `side` px; smaller ones as they are. Halved first, which is several times faster: an odd row or
    column is lost by it, and values are off by 1 at most."""
    while max(picture.shape[:2]) >= 2 * side and min(picture.shape[:2]) > 1:
        even = picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]
        picture = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return picture
    return cv2.resize(picture, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)


def _local_range(picture: np.ndarray) -> np.ndarray:
    """Largest less smallest value within 3 x 3 px, of the channel where that is most: uint8 [H,W]."""
    red, green, blue = cv2.split(cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    return cv2.max(cv2.max(red, green), blue)


def _level_below_which(share: float, channel: np.ndarray) -> int:
    """The level, 0 to 255, at or below which lies that share of uint8 [H,W]."""
    counts = cv2.calcHist([channel], [0], None, [256], [0, 256]).ravel()
    return int(np.searchsorted(np.cumsum(counts, dtype=np.float64), share * channel.size))


def _spread(picture: np.ndarray) -> np.ndarray:
    """Largest less smallest of R, G and B: uint8 [H,W]."""
    red, green, blue = cv2.split(picture)
    return cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
