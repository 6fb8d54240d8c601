"""In what precision networks compute. Variables are float32 in all of them, and so are losses, what is averaged, and what is exported.

float32  everything.
bf16     convolutions and products in bfloat16, which has float32's range and 8 bits of precision: half the memory traffic, and several
         times the speed where the hardware multiplies it.
fp16     the same in float16, whose range is small: losses are scaled, so that small gradients do not vanish.
"""

import pathlib

from data_tools.errors import InputError

POLICIES = {"float32": "float32", "bf16": "mixed_bfloat16", "fp16": "mixed_float16"}  # as Keras calls them
CPU_WITH_BF16 = {"avx512_bf16", "amx_bf16"}  # what Linux calls instructions that multiply bfloat16
GPU_WITH_BF16, GPU_WITH_FP16 = (8, 0), (7, 0)  # CUDA compute capabilities, from which tensor cores multiply these
CPU_INFO = pathlib.Path("/proc/cpuinfo")


def choose_precision(precision: str) -> str:
    """Sets Keras' policy for all networks that are built from now on. Call it when the device is chosen.

    precision: float32, bf16, fp16, or auto, the quickest that the device has instructions for. Returns which of the first three it is.
    Raises InputError for another.
    """
    import keras

    chosen = quickest() if precision == "auto" else precision
    if chosen not in POLICIES:
        raise InputError(f"--precision {precision}: choose auto, {', '.join(POLICIES)}")
    keras.config.set_dtype_policy(POLICIES[chosen])
    return chosen


def quickest() -> str:
    """What the GPUs that TensorFlow uses all have instructions for; the CPU where it uses none."""
    import tensorflow as tf

    gpus = tf.config.get_visible_devices("GPU")
    if not gpus:
        return "bf16" if cpu_flags() & CPU_WITH_BF16 else "float32"
    least = min(tf.config.experimental.get_device_details(gpu).get("compute_capability", (0, 0)) for gpu in gpus)
    if least >= GPU_WITH_BF16:
        return "bf16"
    return "fp16" if least >= GPU_WITH_FP16 else "float32"


def cpu_flags() -> set[str]:
    """What the processor can do, as Linux names it; nothing elsewhere."""
    try:
        lines = CPU_INFO.read_text("utf-8").splitlines()
    except OSError:
        return set()
    return next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), set())
