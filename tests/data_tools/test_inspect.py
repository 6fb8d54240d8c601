import numpy as np
import pytest

from data_tools.contact_sheet import GAP
from data_tools.errors import InputError
from data_tools.inspect import inspect
from data_tools.pictures import read_picture, write_png
from data_tools.prepare import prepare


@pytest.fixture
def dataset(tmp_path, capsys):
    for index in range(5):
        path = tmp_path / "in" / ("cats" if index else ".") / f"{index}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_png(path, np.full((20, 20, 3), 40 * index, np.uint8))
    made = prepare(tmp_path / "in", tmp_path / "out", size=16, val=0, filters="none")
    capsys.readouterr()
    return made


def test_counts_by_label_and_split(dataset, capsys):
    inspect(dataset.folder, pairs=0)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"data set: {dataset.folder}"
    settings = "settings: recipe 2, kind pictures, split val 0, filters none; min-side half; letterbox beyond 3, choice all"
    assert {"size: 16 x 16 px", "line styles: dilation, xdog", f"{settings}, duplicates left out"} <= set(lines)
    table = lines.index(next(line for line in lines if line.split() == ["train", "val"]))
    assert [line.split() for line in lines[table + 1 :]] == [["cats", "4", "0"], ["(none)", "1", "0"], ["records", "5", "0"]]
    assert not (dataset.folder / "contact_sheet.png").exists()


def test_the_sheet_shows_lines_and_colours(dataset, tmp_path, capsys):
    """4 pairs in equal parts, of which val has none: 2 pairs of 3 tiles in one row."""
    inspect(dataset.folder, pairs=4)
    assert "contact_sheet.png (in each pair: dilation, xdog, color)" in capsys.readouterr().out
    assert read_picture(dataset.folder / "contact_sheet.png").shape == (16 + GAP, 6 * (16 + GAP), 3)
    inspect(dataset.folder, pairs=4, sheet=tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").exists()


def test_damaged_records_are_said_and_not_counted(dataset, capsys):
    shard = next(dataset.folder.glob("train-*"))
    shard.write_bytes(shard.read_bytes()[:-5])
    inspect(dataset.folder)
    said = capsys.readouterr().out
    assert said.startswith(f"data: 1 of 5 training records are damaged or missing ({shard.name} in {dataset.folder}) and left out: ")
    assert ["records", "4", "0"] in [line.split() for line in said.splitlines()]
    shard.write_bytes(b"")
    with pytest.raises(InputError, match=r"5 of 5 training records are damaged or missing \(train-0.* in .*\), more than 1%"):
        inspect(dataset.folder)


def test_the_same_facts_as_in_the_report(tmp_path, capsys):
    for index in range(2):
        path = tmp_path / "in" / f"{index}.png"
        path.parent.mkdir(exist_ok=True)
        write_png(path, np.full((20, 30, 3), 90 * index, np.uint8))
    (tmp_path / "in" / "cut.png").write_bytes(b"x")
    (tmp_path / "in" / "notes.txt").touch()
    made = prepare(tmp_path / "in", tmp_path / "out", size=16, val=0, filters="none")
    capsys.readouterr()
    inspect(made.folder, pairs=0)
    said, page = capsys.readouterr().out, (made.folder / "report.html").read_text("utf-8")
    for name, value in {"padded to square": "2", "left out": "1 unreadable", "files that are no pictures": "1 .txt"}.items():
        assert f"{name}: {value}\n" in said
        assert f"<td>{name}</td><td>{value}</td>" in page
    assert "left out cut.png: not a picture this program reads" in said
    (made.folder / "report.json").unlink()  # without it, the data set still says its own
    inspect(made.folder, pairs=0)
    assert "padded" not in capsys.readouterr().out


def test_remarks_on_what_was_kept_are_said(tmp_path, capsys):
    for kind in ("line", "color"):
        (tmp_path / "in" / kind).mkdir(parents=True)
        write_png(tmp_path / "in" / kind / "a.png", np.full((20, 20, 3), 90, np.uint8))
    made = prepare(tmp_path / "in", tmp_path / "out", size=16, val=0)
    capsys.readouterr()
    inspect(made.folder, pairs=0)
    said = capsys.readouterr().out
    assert "kept, but to be looked at: 1 filtered: colorless\n" in said
    assert "to be looked at color/a.png: nearly no colour: 0.0% of it\n" in said


def test_no_data_set(tmp_path):
    with pytest.raises(InputError, match=r"no dataset.json in"):
        inspect(tmp_path)
