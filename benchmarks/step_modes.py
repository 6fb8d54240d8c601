"""Seconds of a training step by precision, with XLA and without: `python -m benchmarks.step_modes [--system --size --batch ...]`.

A system's default networks on one batch of random pictures. All modes are built and compiled first; then they take turns, a few steps
each, so that other work on the machine falls on all of them. Prints one JSON line: of each mode the median over the turns, and the seconds
of its first step, tracing and compiling included. `--jit auto` and `--precision auto` are chosen by what this says.
"""

import json
import statistics
import time

from data_tools.command_line import run_function
from data_tools.errors import InputError

SYSTEMS = ("paired", "unet", "autoencoder")  # those that learn from pairs


def build(system: str, size: int, batch: int, precision: str, jit: bool):
    """A fresh system that computes so."""
    import keras
    import numpy as np

    from lineart_colorizer.precision import choose_precision
    from lineart_colorizer.settings import Settings
    from lineart_colorizer.systems.build import build_system
    from lineart_colorizer.systems.registry import Plan

    keras.utils.set_random_seed(0)
    choose_precision(precision)

    def palette(count: int):
        return np.random.default_rng(0).uniform(size=(count, 3)).astype(np.float32), np.full(count, 1.0 / count, np.float32)

    return build_system(Plan(settings=Settings().but(system=system, size=size, batch=batch), measure_palette=palette, jit=jit))


def random_batch(size: int, batch: int) -> dict:
    """Tensors as `pipeline.batches` gives them: line, ink, color, hint (none painted), label."""
    import tensorflow as tf

    pictures = {
        name: tf.random.stateless_uniform((batch, size, size, channels), (0, channels), -1.0, 1.0)
        for name, channels in (("line", 1), ("color", 3))
    }
    return pictures | {"ink": pictures["line"], "hint": tf.zeros((batch, size, size, 4)), "label": tf.fill([batch], -1)}


def seconds(phase, batch: dict, steps: int) -> float:
    """Of so many steps, until their results are there."""
    begun = time.perf_counter()
    for _ in range(steps):
        scalars = phase.train_step([batch] * phase.batches_per_step)
    for value in scalars.values():
        float(value)
    return time.perf_counter() - begun


def step_modes(
    *,
    system: str = "paired",
    size: int = 128,
    batch: int = 8,
    precisions: str = "float32,bf16",
    steps: int = 3,
    turns: int = 7,
    device: str = "auto",
) -> dict:
    """Times a training step.

    Args:
        system: paired, unet or autoencoder.
        size: side of the pictures, px.
        batch: pictures in a batch.
        precisions: float32, bf16, fp16, divided by commas; each with XLA and without.
        steps: in a turn.
        turns: of which the median is taken.
        device: auto, cpu or gpu.
    """
    if system not in SYSTEMS:
        raise InputError(f"--system {system}: choose {', '.join(SYSTEMS)}")
    from lineart_colorizer.device import choose_device

    report = {"device": choose_device(device), "system": system, "size": size, "batch": batch}
    pictures = random_batch(size, batch)
    phases, times = {}, {}
    for precision in precisions.split(","):
        for jit in (False, True):
            mode = f"{precision}{'+xla' if jit else ''}"
            phases[mode] = build(system, size, batch, precision.strip(), jit).phases[0]
            report[f"{mode}_first_step"] = round(seconds(phases[mode], pictures, 1), 1)
            seconds(phases[mode], pictures, 1)
            times[mode] = []
    for _ in range(turns):
        for mode, phase in phases.items():
            times[mode].append(seconds(phase, pictures, steps) / steps)
    report |= {mode: round(statistics.median(taken), 4) for mode, taken in times.items()}
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(step_modes, command="benchmarks.step_modes")
