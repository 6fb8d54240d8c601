"""Batches of pictures and their classes alone, for systems that are given no drawing.

A batch is a dict: color float32 [B,S,S,3] in [-1,1], label int32 [B], -1 for none.
"""

import tensorflow as tf

from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.augmentation import draw_transforms, warp
from lineart_colorizer.pipeline.batches import read_in_order, varied_batches
from lineart_colorizer.pipeline.classes import own_label, stored_records
from lineart_colorizer.pipeline.memory import record_parser
from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.settings import AugmentationSettings


def as_batch(color: tf.Tensor, records: dict, dataset: Dataset) -> dict:
    """color: float32 in [0,1]."""
    return {"color": color * 2.0 - 1.0, "label": own_label(records["label"], dataset)}


def training_pictures(
    dataset: Dataset, *, batch: int, augmentation: AugmentationSettings, seed: int, start: int = 0, keep: bool = False, part: Part = WHOLE
) -> tf.data.Dataset:
    """Batches without end.

    start: images seen before; a run stopped there goes on with the very next record and seeds. keep: as `memory.record_parser`. part: of
    each batch, that is made here.
    """

    def finish(batch_seed, records):
        color = tf.cast(records["color"], tf.float32) / 255.0
        transforms = draw_transforms(batch // part.of, dataset.size, augmentation, batch_seed, part)
        return as_batch(warp(color, transforms), records, dataset)

    records = part.records(read_in_order(dataset, "train", seed, start), batch)
    decoded = records.map(record_parser(dataset, (), keep=keep), tf.data.AUTOTUNE, deterministic=True)
    return varied_batches(decoded, batch=batch, seed=seed, start=start, finish=finish, part=part)


def stored_pictures(dataset: Dataset, *, batch: int, count: int, split: str) -> tf.data.Dataset:
    """The first `count` pictures of a split as they are stored; the last batch may be smaller."""
    records = stored_records(dataset, split).take(count)
    decoded = records.map(lambda record: parse_record(record, (), dataset.size), tf.data.AUTOTUNE)
    return decoded.batch(batch).map(lambda records: as_batch(tf.cast(records["color"], tf.float32) / 255.0, records, dataset)).prefetch(1)
