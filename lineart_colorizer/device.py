"""Which device a command runs on."""

import os
import subprocess

from data_tools.errors import InputError
from data_tools.tensorflow_import import import_tensorflow


def choose_device(device: str) -> str:
    """Makes TensorFlow use `device` (auto, cpu, gpu) and says it in words. Raises InputError where there is no GPU to use."""
    import_tensorflow()
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
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
