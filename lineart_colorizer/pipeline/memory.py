"""Decoded training pictures stay in memory after their first reading, where they fit: decoding is a third of what a pair costs.

What is trained does not change by a bit: records are read in the same order, and a picture decoded again is the same picture.
"""

from collections.abc import Callable

import tensorflow as tf

from data_tools.errors import InputError
from data_tools.records import Dataset, parse_record
from lineart_colorizer.memory import available_bytes

SHARE = 0.25  # of the available memory that pictures may take


def decoded_bytes(dataset: Dataset, styles: int = 0) -> int:
    """What a data set's training pictures take with as many line styles, as `record_parser` keeps them."""
    return dataset.counts["train"] * dataset.size**2 * (3 + styles)


def choose_cache(cache: str, needed: int, say: Callable[[str], None] = print) -> bool:
    """Whether decoded pictures are kept. cache: on, off, or auto, on where they fit. needed: bytes. say: is told what they take.

    Raises InputError for another, and where they are to be kept and do not fit.
    """
    if cache not in ("auto", "on", "off"):
        raise InputError(f"--cache {cache}: choose auto, on or off")
    if cache == "off":
        return False
    room = int(SHARE * available_bytes())
    if needed <= room:
        say(f"cache: {needed / 1e6:,.0f} MB of decoded pictures stay in memory")
        return True
    what = f"{needed / 1e6:,.0f} MB of decoded pictures do not fit into {room / 1e6:,.0f} MB, {SHARE:.0%} of the memory that is free"
    if cache == "on":
        raise InputError(f"--cache on: {what}: leave --cache out")
    say(f"cache: {what}: they are decoded anew each time")
    return False


def record_parser(dataset: Dataset, extractors: tuple[str, ...], *, keep: bool) -> Callable:
    """A function in a graph of a serialized record, as `records.parse_record` of these line styles. keep: decodes each record once."""
    if not keep:
        return lambda record: parse_record(record, extractors, dataset.size)
    kept = tf.lookup.experimental.MutableHashTable(tf.int64, tf.string, "", experimental_is_anonymous=True)  # lives as long as its graph
    pictures = [name for name in ("color", "lines") if name == "color" or extractors]

    def parse(record):
        key = tf.bitcast(tf.fingerprint(record[None])[0], tf.int64)
        stored = kept.lookup(key)

        def decode():
            decoded = parse_record(record, extractors, dataset.size)
            flat = tf.concat([tf.reshape(decoded[name], [-1]) for name in pictures], 0)
            with tf.control_dependencies([kept.insert(key, tf.io.serialize_tensor(flat))]):
                return tf.identity(flat)

        size, styles = dataset.size, len(extractors)
        flat = tf.cond(tf.strings.length(stored) > 0, lambda: tf.io.parse_tensor(stored, tf.uint8), decode)
        flat = tf.ensure_shape(flat, [size**2 * (3 + styles)])
        color, lines = flat[: 3 * size**2], flat[3 * size**2 :]
        told = {"source": tf.io.FixedLenFeature([], tf.string), "label": tf.io.FixedLenFeature([], tf.int64)}
        fields = tf.io.parse_single_example(record, told)
        parsed = {"color": tf.reshape(color, [size, size, 3]), "label": tf.cast(fields["label"], tf.int32), "source": fields["source"]}
        return parsed | ({"lines": tf.reshape(lines, [styles, size, size, 1])} if styles else {})

    return parse
