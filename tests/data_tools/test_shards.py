import os

import pytest

from data_tools.shards import ShardWriter


def written(folder) -> dict[str, list[bytes]]:
    import tensorflow as tf

    return {path.name: list(tf.data.TFRecordDataset(str(path)).as_numpy_iterator()) for path in sorted(folder.iterdir())}


def test_shards_are_filled_in_order_and_named_by_their_number(tmp_path):
    with ShardWriter(tmp_path, "train", records_per_shard=2) as writer:
        for index in range(5):
            writer.write(bytes([index]))
    assert written(tmp_path) == {
        "train-00000-of-00003.tfrecord": [b"\0", b"\1"],
        "train-00001-of-00003.tfrecord": [b"\2", b"\3"],
        "train-00002-of-00003.tfrecord": [b"\4"],
    }


def test_no_record_no_shard(tmp_path):
    with ShardWriter(tmp_path, "val"):
        pass
    assert os.listdir(tmp_path) == []


def test_after_an_error_nothing_carries_a_final_name(tmp_path):
    with pytest.raises(ZeroDivisionError), ShardWriter(tmp_path, "train") as writer:
        writer.write(b"a")
        raise ZeroDivisionError
    assert not list(tmp_path.glob("*.tfrecord"))


def test_a_refusing_disk_is_an_os_error_with_the_path(tmp_path):
    with pytest.raises(OSError, match="absent") as failed, ShardWriter(tmp_path / "absent", "train") as writer:
        writer.write(b"a")
    assert failed.value.filename == str(tmp_path / "absent" / "train-00000.open")
