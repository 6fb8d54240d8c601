import os
import subprocess
import types

import pytest
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.device import choose_device


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_cpu_in_words(device, no_gpu):
    assert choose_device(device) == f"CPU ({os.cpu_count()} cores), TensorFlow {tf.__version__}"


def test_no_gpu_to_use(no_gpu):
    with pytest.raises(InputError) as refused:
        choose_device("gpu")
    assert str(refused.value) == (f"--device gpu: TensorFlow {tf.__version__} sees none here (pip install '.[gpu]', or leave --device out)")


def test_an_unknown_device(no_gpu):
    with pytest.raises(InputError) as refused:
        choose_device("tpu")
    assert str(refused.value) == "--device tpu: choose auto, cpu or gpu"


@pytest.mark.parametrize(
    ("driver", "memory"),
    [("Brand 7000, 40960\nBrand 9000, 81559\n", ", 80 GiB"), ("Brand 9000, [N/A]\n", ""), ("Brand 9000 Ti, 1024\n", ""), (None, "")],
)
def test_a_gpu_is_taken_with_memory_as_needed_and_named(monkeypatch, driver, memory):
    """driver: what nvidia-smi says; None where there is none."""

    def run(command, **how):
        if driver is None:
            raise FileNotFoundError(command[0])
        return types.SimpleNamespace(stdout=driver)

    grown = []
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [types.SimpleNamespace(name=f"gpu {i}") for i in (0, 1)])
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", lambda gpu, grows: grown.append((gpu.name, grows)))
    monkeypatch.setattr(tf.config.experimental, "get_device_details", lambda gpu: {"device_name": "Brand 9000"})
    assert choose_device("auto") == f"GPU (Brand 9000{memory}), TensorFlow {tf.__version__}"
    assert grown == [("gpu 0", True), ("gpu 1", True)]


def test_cpu_hides_the_gpus(monkeypatch):
    hidden = []
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["gpu 0"])
    monkeypatch.setattr(tf.config, "set_visible_devices", lambda devices, kind: hidden.append((devices, kind)))
    assert choose_device("cpu").startswith("CPU (")
    assert hidden == [([], "GPU")]
