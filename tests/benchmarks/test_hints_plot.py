import json

import pytest

from benchmarks.hints_plot import curves, hints_plot
from data_tools.errors import InputError
from data_tools.pictures import read_picture

ROWS = [
    {"hints": "none", "count": 0, "right": 0.2, "rare": 0.1},
    {"hints": "points", "count": 1, "right": 0.3, "rare": 0.2, "right_flood": 0.15},
    {"hints": "points", "count": 5, "right": 0.5, "rare": 0.4, "right_flood": 0.45},
    {"hints": "strokes", "count": 1, "right": 0.4, "rare": 0.3},
]


def test_all_of_the_networks_curves_begin_without_hints_and_flood_fill_without_colour():
    found = curves(ROWS)
    assert [(point["count"], point["right"]) for point in found["network, points"]] == [(0, 0.2), (1, 0.3), (5, 0.5)]
    assert [(point["count"], point["right"]) for point in found["network, strokes"]] == [(0, 0.2), (1, 0.4)]
    assert [(point["count"], point["right"]) for point in found["flood fill, points"]] == [(0, 0.0), (1, 0.15), (5, 0.45)]


def test_a_picture_of_several_models(tmp_path):
    for seed in "01":
        (tmp_path / f"{seed}.json").write_text(json.dumps({"hints": ROWS}))
    hints_plot([str(tmp_path / "0.json"), str(tmp_path / "1.json")], out=str(tmp_path / "hints.png"))
    assert read_picture(tmp_path / "hints.png").shape == (262, 600, 3)


def test_scores_without_hints(tmp_path):
    (tmp_path / "scores.json").write_text("{}")
    with pytest.raises(InputError, match=r"scores.json: no table of hints in it: write it with .* --hints$"):
        hints_plot([str(tmp_path / "scores.json")], out="never.png")
