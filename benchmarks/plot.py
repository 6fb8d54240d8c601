"""Curves as a picture, by OpenCV: a panel for each quantity, side by side."""

import cv2
import numpy as np

WIDTH, HEIGHT = 300, 240  # px of a panel
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 28, 26  # px around its axes
COLORS = ((200, 80, 20), (20, 110, 200), (60, 150, 60), (150, 60, 150), (120, 120, 120))  # RGB, by group
FONT, SMALL, LEGEND, NAME = cv2.FONT_HERSHEY_SIMPLEX, 0.38, 22, 200


def plot(panels: tuple[str, ...], groups: dict[str, list[list[dict]]], levels: dict[str, float], x: str = "seconds") -> np.ndarray:
    """RGB uint8 [H,W,3].

    Args:
        panels: names of the quantities. groups: curves by what they are called, each a list of points, dicts of x and the quantities; a
            group has one colour, and no curve where its points lack the quantity. levels: quantities at which a dashed line lies across
            the panel. x: name of what lies along.
    """
    last = max((point[x] for curves in groups.values() for curve in curves for point in curve), default=1.0)
    drawn = [_panel(name, groups, levels.get(name), x, last) for name in panels]
    width = max(WIDTH * len(panels), NAME * len(groups))
    legend = np.full((LEGEND, width, 3), 255, np.uint8)
    for index, name in enumerate(groups):
        at = 10 + index * NAME
        cv2.line(legend, (at, LEGEND // 2), (at + 20, LEGEND // 2), COLORS[index % len(COLORS)], 2, cv2.LINE_AA)
        cv2.putText(legend, name, (at + 26, LEGEND // 2 + 4), FONT, SMALL, (0, 0, 0), 1, cv2.LINE_AA)
    rest = np.full((HEIGHT, width - WIDTH * len(panels), 3), 255, np.uint8)
    return np.concatenate([np.concatenate([*drawn, rest], axis=1), legend])


def to_pixels(values, low: float, high: float, start: int, end: int) -> np.ndarray:
    """Values from low to high, as px from start to end."""
    return np.rint(start + (np.asarray(values, float) - low) / max(high - low, 1e-12) * (end - start)).astype(np.int32)


def _panel(name: str, groups: dict, level: float | None, x: str, last: float) -> np.ndarray:
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    curves_of = [[[point for point in curve if name in point] for curve in curves] for curves in groups.values()]
    values = [point[name] for curves in curves_of for curve in curves for point in curve]
    high = max([*values, level or 0.0, 1e-9]) * 1.05
    left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM
    cv2.rectangle(picture, (left, top), (right, bottom), (200, 200, 200), 1)
    cv2.putText(picture, name, (left, top - 10), FONT, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    for share in (0.0, 0.5, 1.0):
        y, along = int(to_pixels(share, 0, 1, bottom, top)), int(to_pixels(share, 0, 1, left, right))
        cv2.putText(picture, f"{share * high:.3g}", (4, y + 4), FONT, SMALL, (90, 90, 90), 1, cv2.LINE_AA)
        cv2.putText(picture, f"{share * last:.0f}", (along - 14 * (share > 0), HEIGHT - 8), FONT, SMALL, (90, 90, 90), 1, cv2.LINE_AA)
    if level is not None:
        y = int(to_pixels(level, 0, high, bottom, top))
        for start in range(left, right, 8):
            cv2.line(picture, (start, y), (min(start + 3, right), y), (0, 0, 0), 1)
    for index, curves in enumerate(curves_of):
        for curve in filter(None, curves):
            along = to_pixels([point[x] for point in curve], 0, last, left, right)
            up = to_pixels([point[name] for point in curve], 0, high, bottom, top)
            cv2.polylines(picture, [np.stack([along, up], -1)], False, COLORS[index % len(COLORS)], 1, cv2.LINE_AA)
    return picture
