import json

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import encode_png
from data_tools.records import Dataset, encode_record, is_dataset, missing_shards, open_dataset, parse_record, write_manifest


@pytest.fixture
def dataset(tmp_path):
    made = Dataset(
        folder=tmp_path, size=2, counts={"train": 3, "val": 0}, labels=("cat", "dög"), extractors=("xdog",), seed=4, settings={"recipe": 1}
    )
    write_manifest(made)
    return made


def test_manifest_is_read_back_as_written(dataset):
    assert open_dataset(str(dataset.folder)) == dataset
    assert is_dataset(dataset.folder)


def test_shards_are_sorted_and_only_the_splits_own(dataset):
    for name in ("train-00001-of-00002.tfrecord", "train-00000-of-00002.tfrecord", "val-00000-of-00001.tfrecord"):
        (dataset.folder / name).touch()
    assert [path[-29:] for path in dataset.shards("train")] == ["train-00000-of-00002.tfrecord", "train-00001-of-00002.tfrecord"]


def test_a_shard_that_is_missing_beside_others_is_named(dataset):
    (dataset.folder / "train-00001-of-00004.tfrecord").touch()
    with pytest.raises(InputError, match=r"^no train-00000-of-00004.tfrecord and 2 more in .*: put back what is missing, or prepare"):
        dataset.shards("train")
    assert missing_shards(["a/val-00000-of-00002.tfrecord"], "val") == ["val-00001-of-00002.tfrecord"]
    assert missing_shards(["gs://b/val-00000-of-00001.tfrecord"], "val") == []


def test_missing_shards_are_said(dataset):
    assert dataset.shards("val") == []
    with pytest.raises(InputError, match=r"no train-\*.tfrecord in .*, which counts 3: prepare it again"):
        dataset.shards("train")


def test_another_schema_version_is_refused(dataset):
    path = dataset.folder / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"schema_version": 99}), "utf-8")
    with pytest.raises(InputError, match=r"has schema version 99, this program reads 1: prepare the pictures again"):
        open_dataset(dataset.folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"{}", b'{"schema_version": 1}', b"\xff\xfe"])
def test_a_damaged_manifest_is_said(dataset, content):
    (dataset.folder / "dataset.json").write_bytes(content)
    with pytest.raises(InputError, match=r"dataset.json is damaged: prepare the pictures again"):
        open_dataset(dataset.folder)


def test_no_folder_and_no_manifest(tmp_path):
    with pytest.raises(InputError, match=r"no such folder: .*absent"):
        open_dataset(tmp_path / "absent")
    with pytest.raises(InputError, match=r"no dataset.json in .*: make it with python -m data_tools.prepare SOURCE"):
        open_dataset(tmp_path)


COLOR = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
LINE = np.array([[0, 255], [128, 7]], np.uint8)


def example(**changes) -> bytes:
    fields = {"color_png": encode_png(COLOR), "line_pngs": {"xdog": encode_png(LINE), "dilation": encode_png(255 - LINE)}}
    return encode_record(**fields | {"label": 1, "tags": ["a", "ä"], "source": "cats/\udcff.png", "sha256": "ab"} | changes)


def test_a_record_is_parsed_as_written_eagerly_and_in_a_graph():
    import tensorflow as tf

    def parse(serialized):
        return parse_record(serialized, ("dilation", "xdog"), 2)

    for record in (parse(example()), next(iter(tf.data.Dataset.from_tensors(example()).map(parse)))):
        np.testing.assert_array_equal(record["color"], COLOR)
        np.testing.assert_array_equal(record["lines"][0, ..., 0], 255 - LINE)
        np.testing.assert_array_equal(record["lines"][1, ..., 0], LINE)
        assert record["lines"].shape == (2, 2, 2, 1)
        assert record["label"].numpy() == 1
        assert record["label"].dtype == tf.int32
        assert record["source"].numpy() == b"cats/\xff.png"


def test_a_picture_of_another_size_is_refused():
    import tensorflow as tf

    with pytest.raises(tf.errors.InvalidArgumentError, match="not compatible"):
        parse_record(example(), ("xdog",), 4)


def test_equal_records_are_equal_bytes():
    lines = {"dilation": encode_png(255 - LINE), "xdog": encode_png(LINE)}
    assert example() == example(line_pngs=lines)  # whatever the order of the styles
