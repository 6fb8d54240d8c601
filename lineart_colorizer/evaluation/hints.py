"""How a model that colours drawings obeys hints, and what they help it: scores by their number."""

from data_tools.progress import progress
from lineart_colorizer.evaluation.pairs import Paint, Pairs
from lineart_colorizer.metrics.hints import KINDS, draw_hints, flood_fill, hint_fidelity
from lineart_colorizer.metrics.regions import region_scores
from lineart_colorizer.metrics.scores import at_size

COUNTS = (1, 5, 20)


def score_hints(paint: Paint, pairs: Pairs, seed: int) -> list[dict]:
    """A row for no hint, and for every kind and number of them.

    Scores are those of `metrics.hints.hint_fidelity`. right, rare: as `metrics.regions`; right_flood: of plain flood fill from the
    same hints, for points. seed: of all hints; picture i has seed + i.
    """
    colors, lines = ([at_size(picture) for picture in pictures] for pictures in (pairs.colors, pairs.lines))
    rows = []
    for kind, count in [("none", 0), *((kind, count) for kind in KINDS for count in COUNTS)]:
        both = enumerate(zip(colors, lines, strict=True))
        painted = [draw_hints(color, line, count, seed + index, kind) for index, (color, line) in both]
        work = list(zip(pairs.lines, painted, strict=True))
        fakes = [at_size(paint(*of)) for of in progress(work, total=len(work), what=f"{count} {kind}", unit="pairs")]
        scores = region_scores(fakes, colors, lines)
        row = {"hints": kind, "count": count} | hint_fidelity(fakes, colors, lines, painted)
        row |= {name: scores[name] for name in ("right", "rare") if name in scores}
        if kind == "points":
            filled = [flood_fill(*of) for of in zip(lines, painted, strict=True)]
            row |= {"right_flood": region_scores(filled, colors, lines).get("right")}
        rows.append(row)
    return rows
