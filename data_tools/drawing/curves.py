"""Outlines as points, float64 [N,2] of (x, y), y down, in whatever units the caller draws in. Closed ones do not repeat their start."""

import functools

import numpy as np

SEGMENT_STEPS = 8  # points per piece of a smooth curve; the brush drops those that a small picture does not need


def ellipse(x: float, y: float, width: float, height: float | None = None, *, tilt: float = 0.0) -> np.ndarray:
    """Closed ellipse around (x, y) with half axes `width` and `height` (a circle if left out), tilted clockwise by degrees."""
    height = width if height is None else height
    directions = _directions(0, 360, 20 if max(width, height) < 0.15 else 48)[:-1]
    return _turned(directions * (width, height), tilt) + np.array((x, y))


def arc(x: float, y: float, width: float, height: float, start: float, stop: float) -> np.ndarray:
    """Open piece of an ellipse, from `start` to `stop` degrees: 0 = right, 90 = below, 180 = left, 270 = above."""
    return _directions(start, stop, 20) * (width, height) + (x, y)


def smooth(*points: tuple[float, float]) -> np.ndarray:
    """Open curve through all points (Catmull-Rom)."""
    at = np.asarray(points, np.float64)
    ends = 2 * at[[0, -1]] - at[[1, -2]]
    return np.concatenate([_catmull_rom(np.concatenate([ends[:1], at, ends[1:]])), at[-1:]])


def loop(*points: tuple[float, float]) -> np.ndarray:
    """Closed curve through all points (Catmull-Rom)."""
    at = np.asarray(points, np.float64)
    return _catmull_rom(np.concatenate([at[-1:], at, at[:2]]))


def symmetric(*points: tuple[float, float]) -> np.ndarray:
    """Closed curve through the points and their mirror images in x = 0. Give the right half, from top to bottom."""
    left = [(-x, y) for x, y in reversed(points) if abs(x) > 1e-6]
    return loop(*points, *left)


def polygon(*points: tuple[float, float]) -> np.ndarray:
    """Closed, with straight edges; each is cut in three, so that the brush can bend it a little."""
    at = np.asarray(points, np.float64)
    steps = np.arange(3)[:, None] / 3
    return (at[:, None] * (1 - steps) + np.roll(at, -1, axis=0)[:, None] * steps).reshape(-1, 2)


def rounded(*points: tuple[float, float], radius: float) -> np.ndarray:
    """Closed polygon whose corners are rounded off from `radius` before to `radius` after each."""
    at = np.asarray(points, np.float64)

    def towards(others):
        edge = others - at
        length = np.hypot(edge[:, :1], edge[:, 1:])
        return at + edge * np.minimum(radius / np.maximum(length, 1e-9), 0.5)

    before, after = towards(np.roll(at, 1, axis=0)), towards(np.roll(at, -1, axis=0))
    t = _CORNER
    return (before[:, None] * (1 - t) ** 2 + at[:, None] * 2 * t * (1 - t) + after[:, None] * t**2).reshape(-1, 2)


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> np.ndarray:
    """Closed rectangle, its corners rounded where `radius` > 0."""
    corners = (left, top), (right, top), (right, bottom), (left, bottom)
    return rounded(*corners, radius=radius) if radius else polygon(*corners)


def star(x: float, y: float, outer: float, inner: float, tips: int, *, tilt: float = 0.0) -> np.ndarray:
    """Closed star with its first tip up."""
    radii = np.where(np.arange(2 * tips) % 2, inner, outer)[:, None]
    return _turned(_directions(-90, 270, 2 * tips + 1)[:-1] * radii, tilt) + np.array((x, y))


def heart(x: float, y: float, size: float) -> np.ndarray:
    """Closed heart of half width `size`."""
    left = smooth((0, -0.45), (-0.5, -0.9), (-1, -0.4), (-0.65, 0.3), (0, 1))
    return np.concatenate([left, left[-2:0:-1] * (-1, 1)]) * size + (x, y)


def leaf(x: float, y: float, length: float, width: float, direction: float) -> np.ndarray:
    """Closed leaf with its stalk at (x, y), pointing to `direction` degrees (0 = right, 90 = below), pointed at the far end."""
    upper = smooth((0, 0), (0.25 * length, -0.42 * width), (0.62 * length, -0.42 * width), (length, 0))
    return _turned(np.concatenate([upper, upper[-2:0:-1] * (1, -1)]), direction) + np.array((x, y))


def band(spine: np.ndarray, start: float, stop: float) -> np.ndarray:
    """Closed strip along an open curve [N,2], of half width `start` at its beginning and `stop` at its end."""
    along = np.gradient(spine, axis=0)
    across = along[:, ::-1] * (-1, 1) / np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
    across *= np.linspace(start, stop, len(spine))[:, None]
    return np.concatenate([spine + across, (spine - across)[::-1]])


def _turned(points: np.ndarray, degrees: float) -> np.ndarray:
    if not degrees:
        return points
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return points @ np.array([[cosine, sine], [-sine, cosine]])


@functools.lru_cache(maxsize=256)
def _directions(start: float, stop: float, steps: int) -> np.ndarray:
    angles = np.radians(np.linspace(start, stop, steps))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _catmull_rom(points: np.ndarray) -> np.ndarray:
    """Curve from points[1] up to, but without, points[-2]."""
    pieces = np.stack([points[:-3], points[1:-2], points[2:-1], points[3:]])
    return np.einsum("sk,knc->nsc", _BASIS, pieces).reshape(-1, 2)


_CORNER = np.linspace(0, 1, 6)[:, None]
_T = np.arange(SEGMENT_STEPS) / SEGMENT_STEPS
_BASIS = np.stack([-_T + 2 * _T**2 - _T**3, 2 - 5 * _T**2 + 3 * _T**3, _T + 4 * _T**2 - 3 * _T**3, -(_T**2) + _T**3], axis=1) / 2
