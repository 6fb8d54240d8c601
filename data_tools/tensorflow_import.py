"""TensorFlow, imported quickly and without what it says on the way. A command calls this before it uses TensorFlow at all."""

import contextlib
import gc
import os
import sys
from collections.abc import Iterator


def import_tensorflow() -> None:
    """After this, `import tensorflow` costs and says nothing; where it was imported before, nothing is done."""
    if "tensorflow" in sys.modules:
        return
    with quiet_standard_error(), no_garbage_collection():
        import tensorflow as tf

        tf.config.list_physical_devices("GPU")  # looks for drivers, and says so
    gc.freeze()  # what is there stays, and is not looked through later either


@contextlib.contextmanager
def quiet_standard_error() -> Iterator[None]:
    """Drops what is written to standard error, also by C++ code: TensorFlow says things at import before its log level counts."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextlib.contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Within, nothing is looked through for garbage: importing TensorFlow makes a million objects to keep, and takes a fifth less."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
