import json

import numpy as np

from lineart_colorizer.evaluation.report import CAPTION, GAP, make_comparison, make_table, write_json


def test_a_table_has_the_columns_of_all_rows():
    rows = [{"run": "a|b", "step": 4, "right": 0.123456}, {"run": "c", "step": 12000, "fid": 1234.5, "collapsed": False}]
    assert make_table(rows).splitlines() == [
        "| run | step | right | fid | collapsed |",
        "| --- | --- | --- | --- | --- |",
        "| a\\|b | 4 | 0.123 | - | - |",
        "| c | 12000 | - | 1.23e+03 | False |",
    ]


def test_json_is_written_whole_and_returned(tmp_path):
    text = write_json(tmp_path / "new" / "scores.json", {"data": "käse", "right": 0.5})
    assert (tmp_path / "new" / "scores.json").read_text("utf-8") == text + "\n"
    assert json.loads(text) == {"data": "käse", "right": 0.5}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["scores.json"]


def test_the_sheet_has_a_row_for_each_drawing_and_a_column_for_each_caption():
    grey, red = np.full((16, 16), 90, np.uint8), np.full((64, 64, 3), (200, 0, 0), np.uint8)
    sheet = make_comparison({"line": [grey, grey], "a run with a long name": [red, red]}, cell=32)
    assert sheet.shape == (CAPTION + 2 * (32 + GAP), 2 * 32 + GAP, 3)
    assert sheet[CAPTION + 5, 5].tolist() == [90, 90, 90]
    assert sheet[CAPTION + 32 + GAP + 5, 32 + GAP + 5].tolist() == [200, 0, 0]
    for left in (0, 32 + GAP):  # a caption over each column
        assert sheet[:CAPTION, left : left + 32].min() < 128
