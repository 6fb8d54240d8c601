"""TensorFlow's errors about files and memory, as Python's own."""

import contextlib
import errno
import os
import re
from collections.abc import Iterator


def plain_words(error: Exception) -> str:
    """What the system says, without TensorFlow's names of operations and files: `No such file or directory`. Also of an OSError."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    line = re.sub(r"\{\{.*?\}\} ?", "", getattr(error, "message", "") or str(error)).partition("\n")[0]
    return line.partition(" [Op:")[0].rpartition("; ")[2] or type(error).__name__


@contextlib.contextmanager
def as_os_error(path: str | os.PathLike) -> Iterator[None]:
    """What TensorFlow raises within is raised as an OSError that names `path`."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.OpError as error:
        raise OSError(errno.EIO, plain_words(error), str(path)) from None


@contextlib.contextmanager
def as_memory_error() -> Iterator[None]:
    """Where TensorFlow has no memory left within, that is a MemoryError."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError(plain_words(error)) from None
