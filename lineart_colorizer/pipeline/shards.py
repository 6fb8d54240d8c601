"""Serialized records, as they lie in a data set's shards."""

import tensorflow as tf

READ_AHEAD = 2**18  # bytes; TensorFlow's own default, which it announces when left out


def read_shards(paths) -> tf.data.Dataset:
    return tf.data.TFRecordDataset(paths, buffer_size=READ_AHEAD)


def count_records(records: tf.data.Dataset) -> int:
    """How many there are, by reading them once."""
    return int(records.reduce(tf.constant(0, tf.int64), lambda count, _: count + 1))
