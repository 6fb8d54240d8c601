import dataclasses
import pathlib
import shutil

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import read_picture
from data_tools.records import open_dataset
from lineart_colorizer.evaluation.pairs import Pairs, name_pictures, paint_pairs, read_pairs, source_of, write_pictures
from lineart_colorizer.pipeline.batches import stored_pairs
from tests.damaging import flip_in_record


def one_drawing(side: int = 32) -> Pairs:
    line = np.full((side, side), 255, np.uint8)
    line[side // 4, :] = 0
    return Pairs(colors=[np.repeat(line[..., None], 3, -1)], lines=[line], labels=np.array([0]), sources=[pathlib.PurePosixPath("a.png")])


def test_pairs_are_those_of_the_split_in_their_order(dataset):
    pairs, stored = read_pairs(dataset, "train"), list(stored_pairs(dataset, "train"))
    assert len(pairs.colors) == len(pairs.lines) == len(pairs.labels) == len(pairs.sources) == 9
    assert (pairs.colors[3] == stored[3]["color"]).all()
    assert (pairs.lines[3] == stored[3]["lines"][0, ..., 0]).all()
    assert len(dataset.extractors) == 2
    assert {pair["lines"].shape for pair in stored} == {(1, 32, 32, 1)}  # of two styles the first alone is decoded
    assert {dataset.labels[label] for label in pairs.labels} == {"boxes", "disks"}
    assert [path.parts[0] for path in pairs.sources] == [dataset.labels[label] for label in pairs.labels]


def test_damaged_records_are_left_out_and_said(dataset, tmp_path, capsys):
    """Those of the split alone that is read: the other one may be gone."""
    shutil.copytree(dataset.folder, tmp_path / "data")
    copy = open_dataset(tmp_path / "data")
    flip_in_record(pathlib.Path(*copy.shards("train")), 2)
    pathlib.Path(*copy.shards("val")).unlink()
    read, whole = read_pairs(copy, "train").sources, read_pairs(dataset, "train").sources
    assert read == whole[:2] + whole[3:]
    assert capsys.readouterr().out.startswith("data: 1 of 9 training records are damaged or missing (train-00000-of-00001.tfrecord in ")


def test_no_pairs(dataset):
    with pytest.raises(InputError, match="has no val pairs: prepare it with --val above 0, or choose --split"):
        read_pairs(dataclasses.replace(dataset, counts={"train": 9, "val": 0}), "val")


def test_a_colorizer_paints_by_line_and_an_empty_hint(make_model):
    def redden(line, hint):
        assert line.shape == (1, 32, 32, 1)
        assert hint.shape == (1, 32, 32, 4)
        assert not hint.any()
        return {"color": np.concatenate([line, -line, -line], -1), "layer": np.ones((1, 32, 32, 3), np.float32)}

    (painted,) = paint_pairs(make_model("colorizer", redden), one_drawing())
    assert painted[0, 0].tolist() == [255, 0, 0]
    assert painted[8, 5].tolist() == [0, 255, 255]
    (multiplied,) = paint_pairs(make_model("colorizer", redden, head="multiply"), one_drawing())
    assert (multiplied == one_drawing().colors[0]).all()


@pytest.mark.parametrize("side", [32, 64])  # the drawing's; the model works at 32
def test_a_translator_paints_from_drawings_to_colours(make_model, side):
    def turn(source):
        assert source.shape == (1, 32, 32, 3)
        return {"target": -source}

    (painted,) = paint_pairs(make_model("translator", turn), one_drawing(side))
    assert painted.shape == (side, side, 3)
    assert painted[0, 0].tolist() == [0, 0, 0]


def test_a_sampler_paints_no_drawings(make_model):
    with pytest.raises(InputError, match="models/sampler is a sampler: it does not colour drawings"):
        paint_pairs(make_model("sampler", dict), one_drawing())


def test_pictures_are_written_under_their_source_names(tmp_path):
    pairs = dataclasses.replace(one_drawing(), colors=one_drawing().colors * 2, sources=[*map(pathlib.PurePosixPath, ("a/b.jpg", "c.png"))])
    write_pictures(tmp_path, pairs, pairs.colors)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")) == ["a/b.jpg.png", "c.png"]
    assert (read_picture(tmp_path / "c.png") == pairs.colors[1]).all()


def test_pictures_get_names_that_every_disk_takes_and_no_two_the_same():
    long = "漫" * 85
    sources = ["a/fox.jpg", "a/fox.jpg.png", "b/fox.png", "b/Fox.png", f"{long}.png", f"{long}画.png"]
    names = [str(name) for name in name_pictures([pathlib.PurePosixPath(source) for source in sources])]
    assert names == ["a/fox.jpg.png", "a/fox.jpg-2.png", "b/fox.png", "b/Fox-2.png", f"{'漫' * 80}.png", f"{'漫' * 80}-2.png"]


@pytest.mark.parametrize(
    ("stored", "source"),
    [
        ("a/b.png", "a/b.png"),
        ("/etc/passwd.png", "etc/passwd.png"),
        ("../../x.png", "x.png"),
        ("a/../b.png", "a/b.png"),
        ("a\0b.png", "ab.png"),
        ("..", "picture"),
    ],
)
def test_no_source_leads_out_of_a_folder(stored, source):
    assert source_of(stored.encode()) == pathlib.PurePosixPath(source)
