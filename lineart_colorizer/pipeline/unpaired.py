"""Batches of unpaired pictures: what is to be translated, and pictures of the style to translate to.

A batch is a dict: source and target, float32 RGB [B,S,S,3] in [-1,1], which have nothing to do with each other. With a second data set,
source is a picture of the first and target one of the second. Without, source is a line drawing of one half of the records, in grey, and
target the colours of one of the other half; to look at and to score, both are of one record, and `line` [B,S,S,1] is there as well.
"""

from collections.abc import Callable

import tensorflow as tf

from data_tools.errors import InputError
from data_tools.records import Dataset, parse_record
from lineart_colorizer.pipeline.augmentation import choose_style, draw_transforms, warp
from lineart_colorizer.pipeline.batches import looked_at, read_in_order, varied_batches
from lineart_colorizer.pipeline.classes import stored_records
from lineart_colorizer.pipeline.memory import record_parser
from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.pipeline.shards import count_records
from lineart_colorizer.settings import AugmentationSettings

HALVES = ("source", "target")
DIGIT = 16  # of the hash: the first digits decide the split, the last ones the line style
SECOND_SEED = 1  # folded into a batch's seed for the targets


def in_half(half: str) -> Callable:
    """A function of a serialized record: whether it belongs to that half, by its file's hash alone."""
    digits = "[0-7]" if half == "source" else "[89a-f]"

    def belongs(serialized):
        sha256 = tf.io.parse_single_example(serialized, {"sha256": tf.io.FixedLenFeature([], tf.string)})["sha256"]
        return tf.strings.regex_full_match(tf.strings.substr(sha256, DIGIT, 1), digits)

    return belongs


def part_of(dataset: Dataset, split: str, half: str) -> tuple:
    """As `read_in_order` takes it: the records of a half, and their number, counted in one pass.

    Raises InputError where there are none.
    """
    belongs = in_half(half)
    count = count_records(stored_records(dataset, split).filter(belongs))
    if not count:
        raise InputError(f"{dataset.folder}: none of its {dataset.counts[split]} pictures is in the {half} half: add pictures, or --target")
    return belongs, count


def to_rgb(line: tf.Tensor) -> tf.Tensor:
    """[...,1] to [...,3]."""
    return tf.repeat(line, 3, axis=-1)


class UnpairedPictures:
    """What to read. target: the second data set, or None for the drawings and the colours of two halves of `source`."""

    def __init__(self, source: Dataset, target: Dataset | None):
        self.source, self.target = source, target

    def training(
        self, *, batch: int, augmentation: AugmentationSettings, seed: int, start: int = 0, keep: bool = False, part: Part = WHOLE
    ) -> tf.data.Dataset:
        """Batches without end, each side in an order of its own.

        start: images seen before, of each side. keep: as `memory.record_parser`. part: of each batch, that is made here.
        """
        records = {half: part.records(self._records(half, seed, start), batch) for half in HALVES}
        both = [records[half].map(self._decode(half, keep), tf.data.AUTOTUNE, deterministic=True) for half in HALVES]

        def finish(batch_seed, source, target):
            if not self.target:
                source = to_rgb(choose_style(source, batch_seed, part))
            seeds = batch_seed, tf.random.fold_in(batch_seed, SECOND_SEED)
            varied = [vary(pictures, augmentation, own, part) for pictures, own in zip((source, target), seeds, strict=True)]
            return {name: pictures * 2.0 - 1.0 for name, pictures in zip(HALVES, varied, strict=True)}

        return varied_batches(*both, batch=batch, seed=seed, start=start, finish=finish, part=part)

    def origins(self, *, seed: int, start: int, count: int) -> list[str]:
        """Where the training pictures from position `start` on come from, below their source folders: source, target, source, ..."""
        both = tf.data.Dataset.zip(*(self._records(half, seed, start).map(self._origin(half)) for half in HALVES)).take(count)
        return [origin.decode("utf-8", "backslashreplace") for pair in both.as_numpy_iterator() for origin in pair]

    def _of(self, half: str) -> Dataset:
        return self.source if half == "source" else self.target or self.source

    def _records(self, half: str, seed: int, start: int) -> tf.data.Dataset:
        """Serialized records of one side without end, from position `start`."""
        part = None if self.target else part_of(self.source, "train", half)
        return read_in_order(self._of(half), "train", 2 * seed + HALVES.index(half), start, part)

    def _decode(self, half: str, keep: bool):
        """A record to the uint8 picture of that side: colours [S,S,3], or all the styles of a drawing [N,S,S,1]."""
        dataset, shown = self._of(half), "lines" if half == "source" and not self.target else "color"
        extractors = dataset.extractors if shown == "lines" else ()
        parse = record_parser(dataset, extractors, keep=keep)
        return lambda record: parse(record)[shown]

    def _origin(self, half: str):
        dataset = self._of(half)
        return lambda record: parse_record(record, (), dataset.size)["source"]

    def stored(self, *, batch: int, count: int) -> tf.data.Dataset:
        """The first `count` pictures of val (of train where there is no val), as they are stored, drawings in their first style."""
        sources = self._as_stored(self.source)
        if not self.target:
            return sources.take(count).map(as_pair).batch(batch).prefetch(1)
        targets = self._as_stored(self.target)
        both = tf.data.Dataset.zip(sources, targets).take(count)
        return both.map(lambda source, target: {"source": to_float(source["color"]), "target": to_float(target["color"])}).batch(batch)

    def _as_stored(self, dataset: Dataset) -> tf.data.Dataset:
        records = stored_records(dataset, looked_at(dataset))
        return records.map(lambda record: parse_record(record, dataset.extractors[:1], dataset.size), tf.data.AUTOTUNE)


def to_float(pictures: tf.Tensor) -> tf.Tensor:
    """uint8 to [-1,1]."""
    return tf.cast(pictures, tf.float32) / 127.5 - 1.0


def as_pair(record: dict) -> dict:
    """A record's drawing and its own colours, to score the one by the other."""
    line = to_float(record["lines"][0])
    return {"source": to_rgb(line), "target": to_float(record["color"]), "line": line}


def vary(pictures: tf.Tensor, augmentation: AugmentationSettings, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Flip, shift and scale, as the settings say; no rotation. uint8 [B,S,S,3] to float32 [0,1], white outside."""
    upright = AugmentationSettings(flip=augmentation.flip, shift=augmentation.shift, scale=augmentation.scale, rotation=0.0)
    transforms = draw_transforms(tf.shape(pictures)[0], pictures.shape[1], upright, seed, part)
    return tf.clip_by_value(warp(tf.cast(pictures, tf.float32) / 255.0, transforms), 0.0, 1.0)
