"""Curves of region scores over seconds of training, and when one reaches what another has. Pure: `time_to_quality` makes and tells them."""

import json
import pathlib
import statistics

from data_tools.errors import InputError

HIGHER, LOWER = ("right", "rare"), ("palette", "bleed", "paper")  # is better
SCORES = (*HIGHER, *LOWER)
HELD = 3  # scorings in a row that must be as good, so that one lucky scoring counts for nothing
Curve = list[dict]  # points in the order of their `seconds`


def read_curve(path: pathlib.Path) -> Curve:
    """JSON lines, those without `seconds` left out. Raises InputError where one is damaged, or has not all scores."""
    points = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            point = json.loads(line)
            if "seconds" in point:
                points.append({name: float(point[name]) for name in ("seconds", *SCORES)} | point)
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{path}, line {number} is damaged: delete the file, and measure it again") from None
    return points


def point_at(curve: Curve, seconds: float, slack: float) -> dict | None:
    """The first point at or after so many seconds, if it is at most `slack` late: a point is made at the end of the step it falls in."""
    return next((point for point in curve if seconds <= point["seconds"] <= seconds + slack), None)


def mean_of(points: list[dict]) -> dict[str, float]:
    """Each score's mean."""
    return {name: statistics.fmean(point[name] for point in points) for name in SCORES}


def is_as_good(point: dict, target: dict) -> bool:
    """Whether right and rare are no lower, and palette, bleed and paper no higher."""
    return all(point[name] >= target[name] for name in HIGHER) and all(point[name] <= target[name] for name in LOWER)


def seconds_until(curve: Curve, target: dict, held: int = HELD) -> float | None:
    """Seconds of the first of `held` points in a row that are as good as the target; None where there are none."""
    in_a_row = 0
    for index, point in enumerate(curve):
        in_a_row = in_a_row + 1 if is_as_good(point, target) else 0
        if in_a_row == held:
            return curve[index - held + 1]["seconds"]
    return None


def better(targets: dict[str, dict]) -> str:
    """Of several, by their names, the one that wins most scores against the others; in a tie, the one with the higher `right`."""

    def wins(name: str) -> tuple[int, float]:
        others = [target for other, target in targets.items() if other != name]
        won = sum(targets[name][score] > other[score] for other in others for score in HIGHER)
        won += sum(targets[name][score] < other[score] for other in others for score in LOWER)
        return won, targets[name]["right"]

    return max(targets, key=wins)
