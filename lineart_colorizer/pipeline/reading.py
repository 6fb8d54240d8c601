"""A data set that is gone, or changed, while it is read: one clear line, in place of what TensorFlow says."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from data_tools.damage import leave_out_damaged
from data_tools.errors import InputError, describe
from data_tools.records import Dataset, open_dataset
from data_tools.tensorflow_errors import plain_words

READS = "IteratorGetNext"  # TensorFlow's operation that takes from a data set, as its errors name it


class UnreadableError(InputError):
    """A data set could be read when the command began, and cannot any more."""


@contextlib.contextmanager
def reading(*datasets: Dataset) -> Iterator[None]:
    """Raises UnreadableError where TensorFlow fails within because of these data sets, as a look at them tells; other failures stay."""
    try:
        yield
    except tf.errors.OpError as error:
        said = _look(datasets)
        if said is None and READS not in error.message:
            raise
        where = " and ".join(str(dataset.folder) for dataset in datasets)
        raise UnreadableError(said or f"cannot read {where} any more ({plain_words(error)})") from None


def _look(datasets: tuple[Dataset, ...]) -> str | None:
    """What is wrong with data sets as they are now; None where each can be opened anew."""
    try:
        for dataset in datasets:
            leave_out_damaged(open_dataset(dataset.folder), say=lambda text: None)
    except InputError as found:
        return str(found)
    except OSError as refused:
        return describe(refused)
    return None
