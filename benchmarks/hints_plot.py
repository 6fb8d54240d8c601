"""What hints help, as curves: python -m benchmarks.hints_plot SCORES.json [...]. Writes docs/hints.png, or --out FILE.

Each file is what `evaluate --hints` writes of one model; where there are several, such as of three seeds, each has its curves. `right` and
`rare` against the number of hints in a picture: of the network, by points and by strokes, and `right` of plain flood fill from the points.
"""

import json
import pathlib

from benchmarks.plot import plot
from data_tools.command_line import run_function
from data_tools.errors import InputError
from data_tools.pictures import write_png

NONE = "none"  # the kind of the row without hints, where all curves of the network begin
FLOODED = "right_flood"


def read_rows(path: pathlib.Path) -> list[dict]:
    """The table of hints. Raises InputError where the file has none."""
    try:
        return json.loads(path.read_text("utf-8"))["hints"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "no table of hints in it"
        raise InputError(f"{path}: {reason}: write it with python -m lineart_colorizer.evaluate --hints") from None


def curves(rows: list[dict]) -> dict[str, list[dict]]:
    """By what they are called, points by their number: dicts of count, right, rare. Flood fill without hints has no colour."""
    found = {f"network, {kind}": [row for row in rows if row["hints"] in (NONE, kind)] for kind in ("points", "strokes")}
    flooded = [{"count": row["count"], "right": row[FLOODED]} for row in rows if row.get(FLOODED) is not None]
    found |= {"flood fill, points": [{"count": 0, "right": 0.0}, *flooded]}
    return {name: curve for name, curve in found.items() if len(curve) > 1}


def hints_plot(scores: list[str], *, out: str = "docs/hints.png") -> None:
    """Draws what hints help.

    Args:
        scores: scores.json of `evaluate --hints`, one for each model.
        out: the picture to write.
    """
    groups: dict[str, list[list[dict]]] = {}
    for path in scores:
        for name, curve in curves(read_rows(pathlib.Path(path))).items():
            groups.setdefault(name, []).append(sorted(curve, key=lambda point: point["count"]))
    points = [point for several in groups.values() for curve in several for point in curve]
    panels = tuple(name for name in ("right", "rare") if any(name in point for point in points))
    write_png(out, plot(panels, groups, {}, x="count"))
    print(f"wrote {out}")


if __name__ == "__main__":
    run_function(hints_plot, command="benchmarks.hints_plot", several=("scores", "scores.json of evaluate --hints"))
