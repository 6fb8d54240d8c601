"""Batches of pictures and their classes alone, for systems that are given no drawing.

A batch is a dict: color float32 [B,S,S,3] in [-1,1], label int32 [B], -1 for none.
"""

import tensorflow as tf

from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.augmentation import draw_transforms, warp
from lineart_colorizer.pipeline.batches import read_in_order, read_shards
from lineart_colorizer.pipeline.classes import keep_chosen, own_label
from lineart_colorizer.settings import AugmentationSettings


def as_batch(color, records: dict, dataset: Dataset) -> dict:
    """color: float32 in [0,255]."""
    return {"color": color / 127.5 - 1.0, "label": own_label(records["label"], dataset)}


def training_pictures(dataset: Dataset, *, batch: int, augmentation: AugmentationSettings, seed: int, start: int = 0) -> tf.data.Dataset:
    """Batches without end. start: images seen before; a run stopped there goes on with the very next record and seeds."""

    def finish(position, records):
        batch_seed = tf.stack([tf.constant(seed, tf.int64), position[0]])
        color = tf.cast(records["color"], tf.float32) / 255.0
        color = warp(color, draw_transforms(batch, dataset.size, augmentation, batch_seed))
        return as_batch(color * 255.0, records, dataset)

    records = read_in_order(dataset, "train", seed, start)
    decoded = records.map(lambda record: parse_record(record, (), dataset.size), tf.data.AUTOTUNE, deterministic=True)
    numbered = tf.data.Dataset.zip(tf.data.Dataset.range(start, tf.int64.max), decoded)
    return numbered.batch(batch, drop_remainder=True).map(finish, 2, deterministic=True).prefetch(2)


def stored_pictures(dataset: Dataset, *, batch: int, count: int, split: str) -> tf.data.Dataset:
    """The first `count` pictures of a split as they are stored; the last batch may be smaller."""
    records = keep_chosen(read_shards(dataset.shards(split)), dataset).take(count)
    decoded = records.map(lambda record: parse_record(record, (), dataset.size), tf.data.AUTOTUNE)
    return decoded.batch(batch).map(lambda records: as_batch(tf.cast(records["color"], tf.float32), records, dataset)).prefetch(1)
