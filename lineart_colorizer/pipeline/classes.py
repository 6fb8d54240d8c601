"""Some classes of a data set: AC-GAN splits many classes over several models, ten to each (arXiv 1610.09585, section 4)."""

import dataclasses
from collections.abc import Callable

import tensorflow as tf

from data_tools.errors import InputError
from data_tools.records import SPLITS, Dataset
from lineart_colorizer.pipeline.shards import count_records, stored_in_shards


@dataclasses.dataclass(frozen=True, kw_only=True)
class Subset(Dataset):
    """A data set of which only some records are seen. labels and counts are of these alone.

    belongs: functions that say in a graph whether a serialized record is among them; all must. chosen: numbers in the data set that is
    stored of the classes that are seen, as 0, 1, ...; None: all, as they are.
    """

    belongs: tuple[Callable, ...]
    chosen: tuple[int, ...] | None = None


def choose_classes(dataset: Dataset, classes: str | None) -> Dataset:
    """The data set with the classes alone that are meant; all where `classes` is None. Reads all labels once, to count.

    classes: names, numbers from 0, and ranges of numbers, divided by commas: "cat,house", "0-9". Raises InputError that says
    which are there.
    """
    if classes is None:
        return dataset
    chosen = tuple(dict.fromkeys(number for part in classes.split(",") for number in _meant(part.strip(), dataset)))
    labels = tuple(dataset.labels[number] for number in chosen)
    belongs = (lambda record: tf.reduce_any(tf.equal(_stored_label(record), chosen)),)
    subset = Subset(**vars(dataset) | {"labels": labels, "chosen": chosen, "belongs": belongs})
    counts = {split: count_records(stored_records(subset, split)) if dataset.counts[split] else 0 for split in SPLITS}
    if not counts["train"]:
        raise InputError(f"--classes {classes}: {dataset.folder} has no training picture of them")
    return dataclasses.replace(subset, counts=counts)


def _meant(part: str, dataset: Dataset) -> range | tuple[int]:
    if part in dataset.labels:
        return (dataset.labels.index(part),)
    first, _, last = part.partition("-")
    last = last or first
    if first.isdecimal() and last.isdecimal() and int(first) <= int(last) < len(dataset.labels):
        return range(int(first), int(last) + 1)
    there = ", ".join(f"{number} {name}" for number, name in enumerate(dataset.labels)) or "none"
    raise InputError(f"--classes: {part!r} is no class of {dataset.folder} (there are: {there})")


def keep_chosen(records: tf.data.Dataset, dataset: Dataset) -> tf.data.Dataset:
    """Serialized records, those that are not the data set's own left out."""
    for belongs in dataset.belongs if isinstance(dataset, Subset) else ():
        records = records.filter(belongs)
    return records


def stored_records(dataset: Dataset, split: str) -> tf.data.Dataset:
    """Serialized records of a split, in the stored order; those alone that are seen."""
    return keep_chosen(stored_in_shards(dataset, split), dataset)


def own_label(label: tf.Tensor, dataset: Dataset) -> tf.Tensor:
    """Stored labels, int32, to the data set's own."""
    if not isinstance(dataset, Subset) or dataset.chosen is None:
        return label
    numbers = tf.constant([dataset.chosen.index(number) if number in dataset.chosen else -1 for number in range(max(dataset.chosen) + 1)])
    return tf.gather(numbers, label)


def _stored_label(record):
    label = tf.io.parse_single_example(record, {"label": tf.io.FixedLenFeature([], tf.int64)})["label"]
    return tf.cast(label, tf.int32)
