"""Serialized records, as they lie in a data set's shards; damaged ones, where `data_tools.damage` found some, are not there."""

from collections.abc import Callable

import tensorflow as tf

from data_tools.records import Dataset

READ_AHEAD = 2**18  # bytes; TensorFlow's own default, which it announces when left out


def shard_reader(dataset: Dataset, split: str) -> tuple[int, Callable]:
    """How many shards a split has, and a function in a graph of a shard's number, int64 [], to its records."""
    paths = dataset.shards(split)

    def read(number):
        shard = tf.constant(paths, tf.string)[number]
        records = tf.data.TFRecordDataset(shard, buffer_size=READ_AHEAD)
        if not any(path in dataset.intact for path in paths):
            return records
        places = tf.ragged.constant([dataset.intact.get(path, ()) for path in paths], tf.int64, ragged_rank=1, inner_shape=(2,))[number]
        is_read_by_place = tf.constant([path in dataset.intact for path in paths])[number]
        by_place = tf.data.Dataset.from_tensor_slices(places).map(lambda place: _read_place(shard, place))
        return records.take(tf.where(is_read_by_place, tf.constant(0, tf.int64), -1)).concatenate(by_place)

    return len(paths), read


def _read_place(shard, place):
    def read(path: bytes, offset: int, length: int) -> bytes:
        with tf.io.gfile.GFile(path, "rb") as file:
            file.seek(offset)
            return file.read(length)

    return tf.ensure_shape(tf.numpy_function(read, [shard, place[0], place[1]], tf.string, stateful=False), [])


def stored_in_shards(dataset: Dataset, split: str) -> tf.data.Dataset:
    """All records of a split, in the stored order."""
    count, read = shard_reader(dataset, split)
    return tf.data.Dataset.range(count).flat_map(read)


def count_records(records: tf.data.Dataset) -> int:
    """How many there are, by reading them once."""
    return int(records.reduce(tf.constant(0, tf.int64), lambda count, _: count + 1))
