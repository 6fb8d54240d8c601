"""Which device a command runs on. TensorFlow is imported here first, with its chatter off."""

import os


def quiet_tensorflow() -> None:
    """Keeps TensorFlow's C++ log lines off the console, unless the user has set a level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def choose_device(device: str) -> str:
    """Makes TensorFlow use `device` (auto, cpu, gpu) and says it in words. Raises InputError where there is no GPU to use."""
    quiet_tensorflow()
    import tensorflow as tf

    from data_tools.errors import InputError

    gpus = tf.config.list_physical_devices("GPU")
    if device == "gpu" and not gpus:
        raise InputError(f"--device gpu: TensorFlow {tf.__version__} sees none here (install the [gpu] extra, or leave --device out)")
    if device == "cpu" or not gpus:
        tf.config.set_visible_devices([], "GPU")
        return f"CPU ({os.cpu_count()} cores), TensorFlow {tf.__version__}"
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", gpus[0].name)
    return f"GPU ({name}), TensorFlow {tf.__version__}"
