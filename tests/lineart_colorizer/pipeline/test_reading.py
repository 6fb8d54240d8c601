import pathlib
import shutil
import struct
import zlib

import pytest
import tensorflow as tf

from data_tools.damage import leave_out_damaged
from data_tools.errors import InputError
from data_tools.records import encode_record, open_dataset
from lineart_colorizer.pipeline.batches import stored_pairs, validation_batches
from lineart_colorizer.pipeline.reading import UnreadableError, reading
from tests.damaging import flip_in_record, rewrite, stored


@pytest.fixture
def copy(dataset, tmp_path):
    """A data set that may be damaged."""
    shutil.copytree(dataset.folder, tmp_path / "data")
    return open_dataset(tmp_path / "data")


def val_shard(dataset) -> pathlib.Path:
    (path,) = dataset.shards("val")
    return pathlib.Path(path)


def complaint(dataset, batches) -> str:
    """The line in which going through the batches ends."""
    with pytest.raises(UnreadableError) as refused, reading(dataset):
        list(batches)
    assert isinstance(refused.value, InputError)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_folder_that_is_gone(copy):
    batches = validation_batches(copy, batch=2, count=3)
    shutil.rmtree(copy.folder)
    assert complaint(copy, batches) == f"no such folder: {copy.folder}"


def test_a_shard_that_is_gone(copy):
    batches = validation_batches(copy, batch=2, count=3)
    val_shard(copy).unlink()
    assert complaint(copy, batches) == f"no val-*.tfrecord in {copy.folder}, which counts 3: prepare it again"


def test_a_record_that_is_damaged_after_the_first_look(copy):
    """One of three is within the limit: the next look leaves it out."""
    flip_in_record(val_shard(copy), 1)
    assert complaint(copy, stored_pairs(copy, "val")).startswith(f"cannot read {copy.folder} any more (corrupted record at ")
    assert len(list(stored_pairs(leave_out_damaged(copy), "val"))) == 2


def test_a_picture_that_does_not_unpack_though_all_sums_are_right(copy):
    """No bit was lost: it was never a picture."""
    records = stored(val_shard(copy))
    png = hollow(tf.train.Example.FromString(records[0]).features.feature["color"].bytes_list.value[0])
    fields = {"label": 0, "tags": [], "source": "a", "sha256": "a", "line_pngs": dict.fromkeys(copy.extractors, png)}
    rewrite(val_shard(copy), [encode_record(color_png=png, **fields), *records[1:]])
    assert leave_out_damaged(copy) == copy
    assert complaint(copy, stored_pairs(copy, "val")).startswith(f"cannot read {copy.folder} any more (")


def hollow(png: bytes) -> bytes:
    """The same head, and parts with right sums that hold no picture."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    return png[:33] + part(b"IDAT", b"nothing") + part(b"IEND", b"")


def test_what_fails_for_other_reasons_stays_as_it_is(copy):
    with pytest.raises(tf.errors.InvalidArgumentError), reading(copy):
        tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0])
    with pytest.raises(ZeroDivisionError), reading(copy):
        _ = 1 // 0
