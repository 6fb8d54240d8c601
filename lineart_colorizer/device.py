"""Which device a command runs on."""

import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import Iterator

from data_tools.errors import InputError


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


def choose_device(device: str) -> str:
    """Makes TensorFlow use `device` (auto, cpu, gpu) and says it in words. Raises InputError where there is no GPU to use."""
    is_first = "tensorflow" not in sys.modules
    with quiet_standard_error(), no_garbage_collection():
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
    if is_first:
        gc.freeze()  # what is there stays, and is not looked through later either
    if device == "gpu" and not gpus:
        raise InputError(f"--device gpu: TensorFlow {tf.__version__} sees none here (pip install '.[gpu]', or leave --device out)")
    if device not in ("auto", "cpu", "gpu"):
        raise InputError(f"--device {device}: choose auto, cpu or gpu")
    if device == "cpu" or not gpus:
        tf.config.set_visible_devices([], "GPU")
        return f"CPU ({os.cpu_count()} cores), TensorFlow {tf.__version__}"
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", gpus[0].name)
    return f"GPU ({name}{_memory_of(name)}), TensorFlow {tf.__version__}"


def _memory_of(name: str) -> str:
    """ ", 80 GiB": what a GPU of that name has, asked from its driver: TensorFlow does not tell. Nothing where no driver tells."""
    asked = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    for line in told.splitlines():
        model, _, mebibytes = (part.strip() for part in line.rpartition(","))
        if model == name and mebibytes.isdecimal():
            return f", {int(mebibytes) / 1024:.0f} GiB"
    return ""
