import types

import keras
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer import precision
from lineart_colorizer.precision import choose_precision


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """machine(flags=None, *capabilities): a processor that says so of itself, None where nobody can ask it, and GPUs."""

    def make(flags, *capabilities):
        gpus = [types.SimpleNamespace(capability=capability) for capability in capabilities]
        monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: gpus)
        details = lambda gpu: {"compute_capability": gpu.capability} if gpu.capability else {}  # noqa: E731
        monkeypatch.setattr(tf.config.experimental, "get_device_details", details)
        monkeypatch.setattr(precision, "CPU_INFO", tmp_path / "cpuinfo")
        if flags is not None:
            (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\nprocessor\t: 1\nflags\t\t: {flags}\n")

    yield make
    keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize(
    ("flags", "capabilities", "chosen"),
    [
        ("sse avx512f", (), "float32"),
        ("sse avx512_bf16 fma", (), "bf16"),
        ("sse amx_bf16 amx_tile", (), "bf16"),
        (None, (), "float32"),
        ("amx_bf16", ((6, 1),), "float32"),
        ("sse", ((7, 0),), "fp16"),
        ("sse", ((7, 5),), "fp16"),
        ("sse", ((8, 0),), "bf16"),
        ("sse", ((9, 0), (7, 5)), "fp16"),
        ("sse", ((10, 0),), "bf16"),
        ("sse", (None,), "float32"),
    ],
)
def test_auto_is_the_quickest_that_the_device_has_instructions_for(machine, flags, capabilities, chosen):
    machine(flags, *capabilities)
    assert choose_precision("auto") == chosen


@pytest.mark.parametrize(("asked", "computes"), [("bf16", "bfloat16"), ("fp16", "float16"), ("float32", "float32")])
def test_what_is_asked_for_is_keras_policy_and_variables_stay_float32(machine, asked, computes):
    machine("sse")
    assert choose_precision(asked) == asked
    layer = keras.layers.Dense(1)
    layer.build((None, 1))
    assert (layer.compute_dtype, layer.kernel.dtype) == (computes, "float32")


def test_another_precision_is_answered_with_the_list(machine):
    machine("sse")
    with pytest.raises(InputError, match=r"^--precision fp8: choose auto, float32, bf16, fp16$"):
        choose_precision("fp8")
