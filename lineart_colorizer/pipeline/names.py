"""What pictures are called: their class, and the words of their tags. A generator learns to name what is drawn by them."""

import collections
from collections.abc import Callable

import tensorflow as tf

from data_tools.records import Dataset
from lineart_colorizer.pipeline.classes import own_label, stored_records

PICTURES = 20_000  # that are looked at for words: enough for all common ones, and soon done
LEAST = 4  # pictures that share a word: of fewer, nothing is learned that others have use for
MOST = 512  # words beside the classes
BETWEEN_WORDS = r"[\s:,|()\-]+"  # not _: Danbooru's long_hair is one word


def words_of(serialized: tf.Tensor, dataset: Dataset) -> tf.Tensor:
    """Of one serialized record, in a graph: its class's name and the words of its tags in lower case, each once, string [N]."""
    text = tf.io.VarLenFeature(tf.string)
    fields = tf.io.parse_single_example(serialized, {"label": tf.io.FixedLenFeature([], tf.int64), "tags": text})
    words = tf.strings.split(tf.strings.regex_replace(tf.strings.lower(fields["tags"].values, "utf-8"), BETWEEN_WORDS, " ")).values
    if dataset.labels:
        label = own_label(tf.cast(fields["label"], tf.int32), dataset)
        words = tf.concat([tf.gather(dataset.labels, tf.maximum(label, 0))[None][: tf.cast(label >= 0, tf.int32)], words], 0)
    return tf.unique(words).y


def measure_names(dataset: Dataset) -> tuple[str, ...]:
    """All classes, then the words that several training pictures share, the commonest first. None where there are fewer than two."""
    records = stored_records(dataset, "train").take(PICTURES).map(lambda record: words_of(record, dataset), tf.data.AUTOTUNE)
    counts = collections.Counter(word.decode("utf-8") for words in records.as_numpy_iterator() for word in words)
    shared = [word for word, count in counts.items() if count >= LEAST and word not in dataset.labels]
    names = (*dataset.labels, *sorted(shared, key=lambda word: (-counts[word], word))[:MOST])
    return names if len(names) > 1 else ()


def name_reader(dataset: Dataset, names: tuple[str, ...]) -> Callable:
    """From a serialized record, in a graph, to its share of each name, float32 [len(names)]: alike for all it has, sum 1, or 0 without any.

    Sums of 1, for a softmax, were better than one sigmoid for each of 17,000 hashtags (Mahajan et al. 2018, arXiv 1805.00932, section 2.2).
    """
    numbers = tf.lookup.KeyValueTensorInitializer(list(names), list(range(len(names))), tf.string, tf.int64)
    table = tf.lookup.StaticHashTable(numbers, default_value=-1)

    def read(serialized):
        found = tf.reduce_sum(tf.one_hot(table.lookup(words_of(serialized, dataset)), len(names)), 0)  # -1 is no name's
        return tf.math.divide_no_nan(found, tf.reduce_sum(found))

    return read
