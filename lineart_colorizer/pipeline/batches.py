"""Batches for training and for validation from a prepared data set.

A batch is a dict: line float32 [B,S,S,1], color float32 [B,S,S,3], hint float32 [B,S,S,4] (RGB and mask), label int32 [B], and ink float32
[B,S,S,1]: the lines that lie over the true colours, while `line` is what the network sees of them, thinner, thicker or paler. Values in
[-1,1], the mask in [0,1].
"""

from collections.abc import Callable, Iterator

import tensorflow as tf

from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.augmentation import augment
from lineart_colorizer.pipeline.classes import keep_chosen, own_label, stored_records
from lineart_colorizer.pipeline.hints import simulate_hints
from lineart_colorizer.pipeline.memory import record_parser
from lineart_colorizer.pipeline.names import name_reader
from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.pipeline.reading import reading
from lineart_colorizer.pipeline.shards import shard_reader
from lineart_colorizer.settings import AugmentationSettings

SHUFFLED = 4096  # records held to shuffle; whole small data sets, and flat memory for large ones
OPEN_SHARDS = 4
GRAPH_SEED = 1  # any but 0
MOST = 5000  # pictures of a split that are scored: they are held in memory
NEXT_SEED = 1_000_003  # epochs before one seed's orders are the next one's


def looked_at(dataset: Dataset) -> str:
    """The split that is looked at and scored: val, or train where there is no val."""
    return "val" if dataset.counts["val"] else "train"


def read_in_order(dataset: Dataset, split: str, seed: int, start: int, part: tuple[Callable, int] | None = None) -> tf.data.Dataset:
    """Serialized records without end, from position `start`; the order is a function of (seed, epoch) alone.

    part: only records of which this function says true in a graph, and how many of them there are.
    """
    (shards, read_shard), (belongs, count) = shard_reader(dataset, split), part or (None, dataset.counts[split])

    def read_epoch(epoch):
        order = seed * NEXT_SEED + epoch
        tf.random.set_seed(GRAPH_SEED)  # of this function's graph alone: else the order would hang on the process's seed as well
        numbers = tf.data.Dataset.range(shards).shuffle(shards, seed=order, reshuffle_each_iteration=False)
        records = keep_chosen(numbers.interleave(read_shard, cycle_length=OPEN_SHARDS), dataset)
        records = records.filter(belongs) if belongs else records
        records = records.shuffle(min(count, SHUFFLED), seed=order, reshuffle_each_iteration=False)
        return records.skip(tf.where(epoch == start // count, tf.constant(start % count, tf.int64), 0))

    return tf.data.Dataset.range(start // count, tf.int64.max).flat_map(read_epoch)


def varied_batches(*decoded: tf.data.Dataset, batch: int, seed: int, start: int, finish: Callable, part: Part = WHOLE) -> tf.data.Dataset:
    """Batches without end of decoded records, the first of which is at position `start`. part: of each, that is made here; `decoded` holds
    it alone.

    finish: from a seed, int64 [2], and the batch of each of `decoded`, to the batch. Its seed is a function of (seed, position) alone.
    """

    def at_position(position, *records):
        return finish(tf.stack([tf.constant(seed, tf.int64), position[0]]), *records)

    numbered = tf.data.Dataset.zip(tf.data.Dataset.range(start, tf.int64.max, part.of), *decoded)  # right of the first of each batch
    return numbered.batch(batch // part.of, drop_remainder=True).map(at_position, 2, deterministic=True).prefetch(2)


def visible_ink(ink: tf.Tensor, color: tf.Tensor) -> tf.Tensor:
    """Of extracted lines, what truly lies over the picture: [0,1] [B,S,S,1].

    Where flat colours meet, an extractor draws a line that no one painted. No picture colours x ink is brighter than its ink, so ink is
    at least as bright as the picture's brightest channel: else the true picture could not be reached there.
    """
    return tf.maximum(ink, tf.reduce_max(color, axis=-1, keepdims=True))


def as_batch(line: tf.Tensor, color: tf.Tensor, ink: tf.Tensor, hint: tf.Tensor, label: tf.Tensor) -> dict:
    """line, color, ink in [0,1] to this module's batch."""
    return {"line": line * 2.0 - 1.0, "color": color * 2.0 - 1.0, "ink": ink * 2.0 - 1.0, "hint": hint, "label": label}


def training_batches(
    dataset: Dataset,
    *,
    batch: int,
    hint_share: float,
    augmentation: AugmentationSettings,
    seed: int,
    start: int = 0,
    names: tuple[str, ...] = (),
    keep: bool = False,
    part: Part = WHOLE,
) -> tf.data.Dataset:
    """Batches without end.

    start: images seen before; a run stopped there goes on with the very next record and seeds. names: as `names.measure_names`; with some,
    a batch has also names float32 [B,N], as `names.name_reader` reads them. keep: as `memory.record_parser`. part: of each batch, that is
    made here.
    """
    parse = record_parser(dataset, dataset.extractors, keep=keep)
    read_names = name_reader(dataset, names) if names else None

    def finish(batch_seed, records):
        line, color, ink = augment(records["color"], records["lines"], augmentation, batch_seed, part)
        ink = visible_ink(ink, color)
        hint = simulate_hints(ink, color, hint_share, batch_seed, part)
        given = {"names": records["names"]} if names else {}
        return as_batch(line, color, ink, hint, own_label(records["label"], dataset)) | given

    def decode(record):
        return parse(record) | ({"names": read_names(record)} if read_names else {})

    records = part.records(read_in_order(dataset, "train", seed, start), batch)
    decoded = records.map(decode, tf.data.AUTOTUNE, deterministic=True)
    return varied_batches(decoded, batch=batch, seed=seed, start=start, finish=finish, part=part)


def validation_batches(dataset: Dataset, *, batch: int, count: int, hint_share: float = 0.0, split: str = "val") -> tf.data.Dataset:
    """The first `count` records of a split as they are stored, in their first line style; the last batch may be smaller."""

    def finish(position, records):
        line, color = (tf.cast(x, tf.float32) / 255.0 for x in (records["lines"][:, 0], records["color"]))
        hint = simulate_hints(line, color, hint_share, tf.stack([tf.constant(0, tf.int64), position[0]]))
        return as_batch(line, color, line, hint, own_label(records["label"], dataset))

    records = stored_records(dataset, split).take(count)
    decoded = records.map(lambda record: parse_record(record, dataset.extractors[:1], dataset.size), tf.data.AUTOTUNE)
    numbered = tf.data.Dataset.zip(tf.data.Dataset.range(tf.int64.max), decoded)
    return numbered.batch(batch).map(finish).prefetch(1)


def stored_pairs(dataset: Dataset, split: str) -> Iterator[dict]:
    """Yields all records of a split, in the stored order, arrays as `records.parse_record` says: color, lines in their first style
    alone, label as stored, source.

    Raises UnreadableError.
    """
    records = stored_records(dataset, split)
    with reading(dataset):
        decoded = records.map(lambda record: parse_record(record, dataset.extractors[:1], dataset.size), tf.data.AUTOTUNE)
        yield from decoded.as_numpy_iterator()
