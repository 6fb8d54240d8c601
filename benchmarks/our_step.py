"""Median seconds of our training step on random data, as the peers' `time` prints it: `python -m benchmarks.our_step [--networks ...]`.

--networks pix2pix: the peers' networks (`pix2pix_networks`), Adam 2e-4 beta1 0.5, L1 x 100, non-saturating. What is the product's own:
`PairedPhase` (one tf.function: generator once for both updates, critic once over true and once over generated pictures, both gradients
from one tape), `Learner` and `CriticLearner` (terms, noise, updates), objective, precision, XLA. What is not: the data, the networks, the
settings below. No average is kept, as neither peer keeps one.
--networks own: the default `paired`, as `train` builds it.

Prints one JSON line. `train_step` runs this and the peers side by side.
"""

import json
import statistics
import time
from collections.abc import Callable

from data_tools.command_line import run_function
from data_tools.errors import InputError

PIX2PIX = {
    "head": "direct", "palette": 0, "objective": "nonsaturating", "adversarial_weight": 1.0, "reconstruction": "l1",
    "reconstruction_weight": 100.0, "generator_optimizer": "objective", "generator_rate": 1.0, "average": 0.0,
}  # fmt: skip
WARM_UP = 2  # steps, of which the first traces: as the peers have it


def pix2pix_phase(size: int, batch: int, jit: bool):
    """Our phase over the peers' networks, Keras' precision as it is set."""
    from benchmarks.pix2pix_networks import build_critic, build_generator
    from lineart_colorizer.objectives.adversarial import find_objective
    from lineart_colorizer.settings import Settings
    from lineart_colorizer.systems.critic_learner import CriticLearner
    from lineart_colorizer.systems.learner import Learner
    from lineart_colorizer.systems.paired import PairedPhase
    from lineart_colorizer.systems.registry import Plan

    settings = Settings().but(size=size, batch=batch, **PIX2PIX)
    learner = Learner(Plan(settings=settings, measure_palette=None), build=lambda: build_generator(size))
    critic_learner = CriticLearner(settings, network=build_critic(size))
    return PairedPhase(learner, critic_learner, find_objective("nonsaturating"), None, jit)


def own_phase(size: int, batch: int, precision: str, jit: bool):
    """Of the product's default system."""
    from benchmarks.step_modes import build

    return build("paired", size, batch, precision, jit).phases[0]


def seconds_per_step(phase, take: Callable[[], dict], steps: int, warm_up: int) -> float:
    """Median of so many steps after those of the warm-up, each until its results are there.

    take: gives the next batch, within the step's time.
    """
    times = []
    for _ in range(warm_up + steps):
        begun = time.perf_counter()
        for value in phase.train_step([take() for _ in range(phase.batches_per_step)]).values():
            float(value)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[warm_up:])


def our_step(
    *,
    networks: str = "pix2pix",
    size: int = 128,
    batch: int = 16,
    steps: int = 8,
    precision: str = "auto",
    jit: str = "auto",
    device: str = "auto",
) -> dict:
    """Times a training step.

    Args:
        networks: pix2pix, the peers', or own, the default ones.
        size: side of the pictures, px.
        batch: pictures in a batch.
        steps: of which the median is taken, after two that are not counted.
        precision: auto, float32, bf16 or fp16.
        jit: auto, on or off.
        device: auto, cpu or gpu.
    """
    if networks not in ("pix2pix", "own"):
        raise InputError(f"--networks {networks}: choose pix2pix or own")
    from lineart_colorizer.device import choose_device

    choose_device(device)
    import keras
    import tensorflow as tf

    from benchmarks.step_modes import random_batch
    from lineart_colorizer.jit import choose_jit
    from lineart_colorizer.precision import choose_precision

    precision, xla = choose_precision(precision), choose_jit(jit)
    pictures = random_batch(size, batch)
    if networks == "own":
        phase = own_phase(size, batch, precision, xla)
    else:
        keras.utils.set_random_seed(0)
        phase = pix2pix_phase(size, batch, xla)
        pictures["line"] = tf.repeat(pictures["line"], 3, axis=-1)  # the peers read drawings as RGB
    median = seconds_per_step(phase, lambda: pictures, steps, WARM_UP)
    report = {"networks": networks, "precision": precision, "xla": xla}
    report |= {"seconds_per_step": round(median, 4), "images_per_second": round(batch / median, 2)}
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(our_step, command="benchmarks.our_step")
