import pathlib

import numpy as np
import pytest

from lineart_colorizer.evaluation.hints import COUNTS, score_hints
from lineart_colorizer.evaluation.pairs import Pairs

RED, BLUE = (230, 40, 40), (40, 60, 220)


@pytest.fixture
def pairs() -> Pairs:
    """Two pictures of two boxes, red and blue, on white, with black outlines."""
    line = np.full((128, 128), 255, np.uint8)
    color = np.full((128, 128, 3), 255, np.uint8)
    for left, fill in ((10, RED), (70, BLUE)):
        line[20:100, left : left + 48] = 0
        line[23:97, left + 3 : left + 45] = 255
        color[20:100, left : left + 48] = 0
        color[23:97, left + 3 : left + 45] = fill
    sources = [pathlib.PurePosixPath("a.png"), pathlib.PurePosixPath("b.png")]
    return Pairs(colors=[color, color], lines=[line, line], labels=np.array([0, 0]), sources=sources)


def test_a_model_that_obeys_and_one_that_does_not(pairs):
    def obey(line, painted):
        return np.where(painted[..., 3:] > 0, painted[..., :3], np.repeat(line[..., None], 3, -1))

    rows = score_hints(obey, pairs, seed=0)
    assert [(row["hints"], row["count"]) for row in rows] == [
        ("none", 0), *(("points", count) for count in COUNTS), *(("strokes", count) for count in COUNTS),
    ]  # fmt: skip
    assert all(row["hint_under"] == pytest.approx(0, abs=1e-3) for row in rows[1:])
    assert rows[3]["hint_beside"] > 5  # of twenty points some lie in the boxes
    assert "hint_under" not in rows[0]
    assert rows[0]["right"] == rows[0]["rare"] == 0
    ignored = score_hints(lambda line, painted: np.zeros((128, 128, 3), np.uint8), pairs, seed=0)
    assert ignored[3]["hint_under"] > 40


def test_flood_fill_gets_right_what_has_a_hint(pairs):
    truth = pairs.colors[0]
    rows = score_hints(lambda line, painted: truth, pairs, seed=0)
    assert [row["right"] for row in rows] == [1] * 7
    assert rows[3]["right_flood"] == 1  # twenty points meet all four boxes
    assert 0 <= rows[1]["right_flood"] <= 0.5
    assert "right_flood" not in rows[4]
