import dataclasses
import pathlib

import pytest

from data_tools.errors import InputError
from data_tools.records import Dataset
from lineart_colorizer.training.learned_from import describe_data, read_data, write_data
from lineart_colorizer.training.run_folder import RunFolder

FOXES = Dataset(
    folder=pathlib.Path("/home/somebody/foxes-64"),
    size=64,
    counts={"train": 90, "val": 10},
    labels=("fox", "père"),
    extractors=("dilation", "xdog"),
    seed=3,
    settings={"recipe": 2, "split": "val 0.1", "content": "ab12"},
)
TOLD = {
    "name": "foxes-64", "size": 64, "train": 90, "held_out": 0, "validation": 10, "classes": 2, "extractors": ["dilation", "xdog"],
    "settings": {"recipe": 2, "split": "val 0.1"}, "sha256": "ab12",
}  # fmt: skip


def test_counts_settings_and_digest_but_no_folder():
    assert describe_data({"dataset": FOXES}, {}) == [TOLD]
    assert "somebody" not in str(describe_data({"dataset": FOXES}, {}))


def test_two_data_sets_and_what_is_held_out_of_each():
    """90 pairs, of which 5 are held out of one and 7 of the other; a data set of another make has no digest."""

    def with_train(dataset, count):
        return dataclasses.replace(dataset, counts=dataset.counts | {"train": count})

    bears = dataclasses.replace(FOXES, folder=pathlib.Path("bears"), settings={})
    learned = {"dataset": with_train(FOXES, 85), "target": with_train(bears, 83)}
    held_out = {"dataset": with_train(FOXES, 5), "target": with_train(bears, 7)}
    told = describe_data(learned, held_out)
    assert [(one["name"], one["train"], one["held_out"], one["sha256"]) for one in told] == [
        ("foxes-64", 85, 5, "ab12"), ("bears", 83, 7, ""),
    ]  # fmt: skip


def test_it_survives_its_file(tmp_path):
    run = RunFolder(tmp_path / "run")
    assert read_data(run) == []
    write_data(run, [TOLD])
    assert read_data(run) == [TOLD]
    assert [path.name for path in run.path.iterdir()] == ["data.json"]


def test_a_damaged_file(tmp_path):
    run = RunFolder(tmp_path)
    run.data_file.write_text("[{")
    with pytest.raises(InputError) as refused:
        read_data(run)
    assert str(refused.value) == f"{run.data_file} is damaged: delete it, and what the run learned from is not told"
