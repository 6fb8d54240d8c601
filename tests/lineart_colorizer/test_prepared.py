import json
import shutil

import cv2
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import write_png
from data_tools.records import open_dataset
from lineart_colorizer import prepared
from lineart_colorizer.prepared import data_name, prepared_data


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(data, size=32) -> str:
    with pytest.raises(InputError) as refused:
        prepared_data(str(data), size)
    return str(refused.value)


def test_a_prepared_data_set_is_taken_as_it_is(dataset, here):
    assert prepared_data(str(dataset.folder), 32) == dataset
    assert not list(here.iterdir())


def test_a_folder_of_pictures_is_prepared_once(pictures_folder, here, capsys):
    made = prepared_data(str(pictures_folder), 32)
    assert made.folder == prepared.HOME / f"{pictures_folder.name}-32"
    assert (made.size, sum(made.counts.values()), made.labels) == (32, 12, ("boxes", "disks"))
    written = (made.folder / "dataset.json").stat().st_mtime_ns
    capsys.readouterr()
    assert prepared_data(str(pictures_folder), 32) == made
    assert (made.folder / "dataset.json").stat().st_mtime_ns == written
    assert "is prepared already" in capsys.readouterr().out


def test_drawings_without_colours_are_a_style_where_nothing_is_filtered(here):
    (here / "pencil").mkdir()
    for number in range(4):
        write_png(here / "pencil" / f"{number}.png", cv2.circle(np.full((64, 64), 255, np.uint8), (32, 32), 6 + 5 * number, 0, 2))
    assert refusal("pencil").endswith("; python -m data_tools.prepare --filters none keeps what filters leave out")
    made = prepared_data("pencil", 32, filters="none")
    assert (str(made.folder), sum(made.counts.values())) == ("data/pencil-32-unfiltered", 4)
    (here / "pencil" / "0.png").unlink()
    with pytest.raises(InputError, match=r"prepare pencil data/pencil-32-unfiltered --filters none --size 32 --overwrite$"):
        prepared_data("pencil", 32, filters="none")


def test_one_broken_picture_among_good_ones_is_counted_and_named(pictures_folder, here, capsys):
    shutil.copytree(pictures_folder, here / "mine")
    (here / "mine" / "disks" / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    made = prepared_data("mine", 32)
    assert sum(made.counts.values()) == 12
    said = capsys.readouterr().out
    assert "left out: 1 unreadable" in said
    assert "disks/torn.png: " in said


def test_without_data_demo_pictures_are_drawn_once(here, monkeypatch):
    monkeypatch.setattr(prepared, "DEMO_PICTURES", 8)
    made = prepared_data(None, 32)
    assert made.folder.parts == ("data", "demo-32")
    assert sum(made.counts.values()) == 8
    drawn = sorted(path.stat().st_mtime_ns for path in (here / "data" / "demo-pictures").rglob("*.png"))
    assert len(drawn) == 8
    assert prepared_data(None, 32) == made
    assert sorted(path.stat().st_mtime_ns for path in (here / "data" / "demo-pictures").rglob("*.png")) == drawn
    next((here / "data" / "demo-pictures").rglob("*.png")).unlink()
    with pytest.raises(InputError, match=r"python -m data_tools\.prepare data/demo-pictures data/demo-32 --size 32 --overwrite$"):
        prepared_data(None, 32)


def test_no_such_folder(here):
    assert refusal(here / "none") == f"no such folder: {here / 'none'}"


def test_a_folder_without_a_picture(here):
    (here / "empty").mkdir()
    assert refusal("empty").startswith("no picture in empty (looked for ")


def test_a_folder_without_a_readable_picture(here):
    (here / "torn").mkdir()
    (here / "torn" / "a.png").write_text("no picture")
    said = refusal("torn")
    assert said.startswith("none of 1 pictures in torn can be used (the first: a.png: ")
    assert not (here / "data" / "torn-32").exists()


def test_pictures_changed_since_they_were_prepared(pictures_folder, here):
    shutil.copytree(pictures_folder, here / "mine")
    made = prepared_data("mine", 32)
    (here / "mine" / "disks" / "01.png").unlink()
    said = refusal("mine")
    assert "other pictures, or pictures changed since" in said
    assert said.endswith("; to prepare it anew: python -m data_tools.prepare mine data/mine-32 --size 32 --overwrite")
    assert prepared_data(str(made.folder), 32) == made


def test_line_without_its_color(here):
    (here / "half" / "line").mkdir(parents=True)
    assert refusal("half") == "half holds line/ but no color/: hand-made pairs need both, with the same file names"


def test_another_size_than_asked_for(dataset):
    folder = dataset.folder
    assert refusal(folder, 64) == f"{folder} holds pictures of 32 px, not 64: give --size 32, or prepare it again"


def test_another_schema_version(dataset, here):
    shutil.copytree(dataset.folder, here / "old")
    manifest = json.loads((here / "old" / "dataset.json").read_text())
    (here / "old" / "dataset.json").write_text(json.dumps(manifest | {"schema_version": 99}))
    assert refusal("old") == "old/dataset.json has schema version 99, this program reads 1: prepare the pictures again"
    with pytest.raises(InputError):
        open_dataset("old")


@pytest.mark.parametrize(("data", "name"), [(None, "demo"), ("data/mine", "mine"), ("data/mine/", "mine"), ("a/b/..", "a")])
def test_runs_are_called_after_their_data(data, name):
    assert data_name(data) == name
