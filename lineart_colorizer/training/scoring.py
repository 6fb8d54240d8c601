"""How a system is scored on the way, by what it makes."""

from collections.abc import Callable, Iterable

from lineart_colorizer.imaging.ranges import to_bytes
from lineart_colorizer.metrics.scores import score_pictures
from lineart_colorizer.systems.protocol import ColoringSystem, System


def score_colors(system: ColoringSystem, batches: Iterable[dict]) -> dict[str, float]:
    """Scores of the system's pictures of the drawings, beside the true ones."""
    fake_colors, colors, lines = [], [], []
    for batch in batches:
        fake_colors += list(to_bytes(system.sample(batch)))
        colors += list(to_bytes(batch["color"]))
        lines += list(to_bytes(batch["line"])[..., 0])
    return score_pictures(fake_colors, colors, lines)


SCORERS: dict[str, Callable[[System, Iterable[dict]], dict[str, float]]] = {"colorizer": score_colors}  # by the kind of the product
