import pathlib

import numpy as np

from data_tools import dry_run as module
from data_tools.dry_run import dry_run
from data_tools.pictures import write_png
from data_tools.prepare import prepare
from data_tools.sources import find


def write_pictures(folder: pathlib.Path, count: int, label: str = "cats") -> pathlib.Path:
    (folder / label).mkdir(parents=True, exist_ok=True)
    for index in range(count):
        picture = np.full((20 + index, 30, 3), np.random.default_rng(index).integers(100, 256, 3), np.uint8)
        picture[:, 15] = 0
        write_png(folder / label / f"{index}.png", picture)
    return folder


def test_what_is_said_of_few_pictures_is_what_comes_out_and_nothing_is_written(tmp_path, capsys):
    source = write_pictures(tmp_path / "in", 8)
    (source / "cats" / "cut.png").write_bytes(b"x")
    (source / "cats" / "twice.png").write_bytes((source / "cats" / "0.png").read_bytes())
    (source / "notes.txt").touch()
    assert prepare(source, tmp_path / "out", size=16, val=0.25, dry_run=True) is None
    said = capsys.readouterr().out.splitlines()
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert said[1].startswith(f"would write 16 x 16 px, line dilation and xdog, to {tmp_path}/out")
    assert said[2:9] == [
        "tried 10 of 10 pictures",
        "records: 8: 7 train, 1 val",
        "labels: cats 10",
        "left out: 1 duplicate, 1 unreadable",
        "  cats/cut.png: not a picture this program reads (PNG, JPEG, WEBP, BMP, GIF, TIFF, PSD)",
        "  cats/twice.png: the same file as cats/0.png",
        "files that are no pictures: 1 .txt",
    ]
    assert said[9] == "pictures: 30 to 30 px wide, 20 to 27 px high"
    assert said[10].startswith("would take about 0 s and 0.0 MB; dry run")
    assert prepare(source, tmp_path / "out", size=16, val=0.25).counts == {"train": 7, "val": 1}


def test_of_many_pictures_some_are_tried_and_the_rest_is_reckoned(tmp_path, capsys, monkeypatch):
    """5 of 20 pictures, each of which would come out 3,000 bytes large and with 400 of its own."""
    monkeypatch.setattr(module, "TRIED", 5)
    found, tried = find(write_pictures(tmp_path / "in", 20)), []

    def make(item):
        tried.append(item)
        pair = object.__new__(module.Pair)
        for name, value in {"color_png": b"0" * 2000, "line_pngs": {"xdog": b"0" * 1000}, "height": 8, "width": 9}.items():
            object.__setattr__(pair, name, value)
        return pair

    dry_run(found, make, map, val=0.1, may_drop=True)
    said = capsys.readouterr().out
    assert len(tried) == 1 + 5  # one to warm up
    assert (
        "tried 5 of 20 pictures\nrecords: about 20, less the duplicates among them: about 18 train and 2 val, as their content decides\n"
    ) in said
    assert "s and 0.1 MB; dry run: nothing is written" in said  # 20 * 3,400 bytes


def test_a_split_by_hand_and_files_that_cannot_be_paired_are_said(tmp_path, capsys):
    for split, count in (("train", 3), ("val", 2)):
        for kind in ("line", "color"):
            write_pictures(tmp_path / "in" / split / kind, count, ".")
    (tmp_path / "in" / "train" / "line" / "2.png").unlink()
    prepare(tmp_path / "in", tmp_path / "out", size=16, dry_run=True)
    said = capsys.readouterr().out
    assert "records: 4: 2 train, 2 val\n" in said
    assert "left out: 1 unpaired\n  train/color/2.png: no line/2.png for it\n" in said
