"""Training pictures that are not learned from: what a run is judged by while it goes on, so that val stays unseen until its end.

Variants of one picture come on one side. Records carry no group, so its name stands for it: `fox.png`, `fox-2.png`, `fox (3).png` and
`fox copy.png` of one folder belong together. A number of one digit tells variants apart; longer ones count pictures.
"""

import tensorflow as tf

from data_tools.errors import InputError
from data_tools.records import Dataset
from lineart_colorizer.pipeline.classes import Subset, stored_records
from lineart_colorizer.pipeline.shards import count_records

MOST = 256  # expected: more take longer to score than they tell
PARTS = 2**20  # a share is a whole number of them
VARIANT = r"(?i)([ _.-]+(v?\d|copy|\(\d\)))*(\.[a-z0-9]+)?$"  # what a source's name has after that of its group


def group_of(source: str | tf.Tensor) -> tf.Tensor:
    """The name that all variants of a picture share: a string, or a tensor of them."""
    return tf.strings.regex_replace(source, VARIANT, "", replace_global=False)


def hold_out(dataset: Dataset, share: float) -> tuple[Dataset, Dataset]:
    """A data set without the training pictures that are held out, and these, as one without val.

    They are chosen by the hash of their group, whatever the seed. Reads all training records once, to count. share: above 0, below 1.
    Raises InputError where that is none of them, or all.
    """
    total = dataset.counts["train"]
    limit = int(min(share, MOST / max(total, 1)) * PARTS)

    def is_held_out(record):
        source = tf.io.parse_single_example(record, {"source": tf.io.FixedLenFeature([], tf.string)})["source"]
        return tf.strings.to_hash_bucket_fast(group_of(source), PARTS) < limit

    held_out = count_records(stored_records(dataset, "train").filter(is_held_out))
    if not 0 < held_out < total:
        what = f"{held_out or 'none'} of the {total:,} training pictures in {dataset.folder}"
        raise InputError(f"--held-out {share}: that is {what}: {'raise' if not held_out else 'lower'} it")
    learned = _part(dataset, lambda record: tf.logical_not(is_held_out(record)), dataset.counts | {"train": total - held_out})
    return learned, _part(dataset, is_held_out, {"train": held_out, "val": 0})


def _part(dataset: Dataset, belongs, counts: dict[str, int]) -> Subset:
    known = vars(dataset) | {"counts": counts, "belongs": (*getattr(dataset, "belongs", ()), belongs)}
    return Subset(**known)
