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
    made = prepare(tmp_path / "in", tmp_path / "out", size=16, val=0)
    capsys.readouterr()
    return made


def test_counts_by_label_and_split(dataset, capsys):
    inspect(dataset.folder, pairs=0)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{dataset.folder}: 16 x 16 px, line dilation, xdog, seed 0"
    assert lines[1].startswith("settings: recipe 2, kind pictures, split val 0, duplicates left out, content ")
    assert [line.split() for line in lines[2:]] == [["train", "val"], ["cats", "4", "0"], ["(none)", "1", "0"], ["records", "5", "0"]]
    assert not (dataset.folder / "contact_sheet.png").exists()


def test_the_sheet_shows_lines_and_colours(dataset, tmp_path, capsys):
    """4 pairs in equal parts, of which val has none: 2 pairs of 3 tiles in one row."""
    inspect(dataset.folder, pairs=4)
    assert "contact_sheet.png (in each pair: dilation, xdog, color)" in capsys.readouterr().out
    assert read_picture(dataset.folder / "contact_sheet.png").shape == (16 + GAP, 6 * (16 + GAP), 3)
    inspect(dataset.folder, pairs=4, sheet=tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").exists()


def test_a_damaged_shard_and_missing_records(dataset):
    shard = next(dataset.folder.glob("train-*"))
    content = shard.read_bytes()
    shard.write_bytes(content[:-5])
    with pytest.raises(InputError, match=r"a train shard in .* is damaged \(.*\): prepare it again"):
        inspect(dataset.folder)
    shard.write_bytes(content[: len(content) // 5 * 0])
    with pytest.raises(InputError, match=r"holds 0 train records, its dataset.json says 5: prepare it again"):
        inspect(dataset.folder)


def test_no_data_set(tmp_path):
    with pytest.raises(InputError, match=r"no dataset.json in"):
        inspect(tmp_path)
