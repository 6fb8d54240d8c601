import json

import numpy as np
import pytest

from data_tools.pictures import read_picture
from lineart_colorizer.evaluation.compare import compare_models
from lineart_colorizer.evaluation.judge import Judge
from lineart_colorizer.evaluation.report import CAPTION, GAP

CELL = 128 + GAP


@pytest.fixture(scope="module")
def compared(dataset, colorizer, make_model, sampler, dark_classifier, tmp_path_factory):
    """Of one model of each kind: the content returned, and the folder."""
    white = make_model("translator", lambda source: {"target": np.ones_like(source)})
    models = {"orange": colorizer, "white": white, "classes": sampler}
    judge, out = Judge(dataset=dataset, per_class=4), tmp_path_factory.mktemp("compared")
    judge.__dict__["classifier"] = dark_classifier  # else one is trained when it is first asked for
    return compare_models(models, judge, out), out


def test_one_table_of_all(compared, dataset):
    content, out = compared
    assert json.loads((out / "compare.json").read_text()) == content
    rows = {row["run"]: row for row in content["runs"]}
    assert list(rows) == ["orange", "white", "classes", "(the true pictures)"]
    assert [rows[name]["kind"] for name in ("orange", "white", "classes")] == ["colorizer", "translator", "sampler"]
    assert rows["(the true pictures)"]["right"] == 1
    assert rows["white"]["chroma"] < 0.05 < rows["orange"]["chroma"]
    assert "fid" in rows["classes"]
    assert "fid" not in rows["orange"]
    assert (content["data"], content["split"], content["pictures"]) == (str(dataset.folder), "val", 3)
    assert list(content["tables"]) == ["classes"]


def test_the_table_as_markdown(compared):
    _, out = compared
    lines = (out / "compare.md").read_text().splitlines()
    assert lines[0].startswith("| run | kind | system | objective | step | ")
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| orange", "| white", "| classes", "| (the true pictures)"]


def test_the_picture_has_line_each_run_and_truth(compared, dataset):
    _, out = compared
    sheet, judge = read_picture(out / "compare.png"), Judge(dataset=dataset)
    assert sheet.shape == (CAPTION + 3 * CELL, 4 * CELL - GAP, 3)
    for row in range(3):
        line, orange, white, true = (sheet[CAPTION + row * CELL :, column * CELL :][:128, :128][::4, ::4] for column in range(4))
        assert (line[..., 0] == judge.pairs.lines[row]).all()
        assert orange[0, 0].tolist() == [230, 153, 51]
        assert (white == 255).all()
        assert (true == judge.pairs.colors[row]).all()


def test_the_picture_of_classes(compared):
    _, out = compared
    sheet = read_picture(out / "samples.png")
    assert sheet.shape == (CAPTION + 2 * CELL, 2 * CELL - GAP, 3)
    boxes, disks = sheet[CAPTION : CAPTION + 128, :128], sheet[CAPTION + CELL : CAPTION + CELL + 128, :128]
    assert boxes.min() == 255
    assert disks.mean() < 60
