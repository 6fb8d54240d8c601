"""Whether XLA compiles the steps of training.

On GPUs it fuses what else runs one operation after the other. On CPUs it was slower: `python -m benchmarks.step_modes` measures it.
"""

import contextlib
import re
from collections.abc import Iterator

from data_tools.errors import InputError, shortened


def choose_jit(jit: str, replicas: int = 1) -> bool:
    """on, off, or auto: on where TensorFlow uses a GPU, and it is the only replica. Call it when the device is chosen.

    Raises InputError for another, and for on with several replicas: their gradients meet in the middle of a step, where XLA does not go.
    """
    import tensorflow as tf

    if jit not in ("auto", "on", "off"):
        raise InputError(f"--jit {jit}: choose auto, on or off")
    if jit == "on" and replicas > 1:
        raise InputError(f"--jit on: XLA compiles the steps of one device, and these are {replicas} replicas: leave it out")
    if jit == "auto":
        return replicas == 1 and bool(tf.config.get_visible_devices("GPU"))
    return jit == "on"


@contextlib.contextmanager
def compiling() -> Iterator[None]:
    """Raises InputError, one line, in place of TensorFlow's error where XLA cannot compile what is run within."""
    import tensorflow as tf

    try:
        yield
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError) as error:
        if "XLA" not in str(error):
            raise
        operations = sorted(set(re.findall(r"No registered '(\w+)' OpKernel", str(error))))
        what = f"the operation {' or '.join(operations)}" if operations else shortened(error)
        raise InputError(f"XLA cannot compile this system's step ({what}): give --jit off") from None
