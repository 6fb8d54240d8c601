"""Trains every system in two replicas on two virtual CPU devices, and in one; prints how far they are apart. Run as a process of its own:
devices can be divided only before TensorFlow begins.

python -m tests.lineart_colorizer.two_devices CASE ...  prints one JSON line, {case: {"terms": [...], "apart": largest relative difference}}
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

from lineart_colorizer.networks import unet
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.build import build_system
from lineart_colorizer.systems.registry import Plan
from lineart_colorizer.training.strategies import ALONE, Team, choose_team
from tests.conftest import known

SIZE, BATCH = 32, 4
LABELS = (0, 1, -1, -1)  # all that are known are in the first replica's part
TINY = {"filters": 2, "palette": 4, "critic_filters": 2, "cycle_filters": 2, "blocks": 1, "fakes_kept": 5}
CASES = {
    "paired": {"system": "paired", "labels": True, "critic_guard": 0.6, "r1": 1.0, "spectral_norm": True},
    "dropout": {"system": "paired", "dropout": 0.5},  # of other noise in each replica: it has to run
    "wgan-gp": {"system": "paired", "objective": "wgan-gp"},
    "cyclegan": {"system": "cyclegan"},
    "acgan": {"system": "acgan", "projection": True},
}


def palette(entries: int):
    rng = np.random.default_rng(entries)
    return rng.random((entries, 3), np.float32), np.full(entries, 1.0 / entries, np.float32)


def batches(count: int) -> list[dict]:
    """With all that any system looks at. The first pictures are white: their lines and colours are known, others' less so."""
    rng = np.random.default_rng(0)
    channels = {"line": 1, "color": 3, "ink": 1, "hint": 4, "source": 3, "target": 3}
    made = []
    for _ in range(count):
        batch = {name: rng.uniform(-1, 1, (BATCH, SIZE, SIZE, depth)).astype(np.float32) for name, depth in channels.items()}
        batch["ink"][0] = 1.0
        made.append({name: tf.constant(value) for name, value in batch.items()} | {"label": tf.constant(LABELS)})
    return made


STEPS = {  # of wgan-gp one is five updates of the critic
    "paired": 2,
    "dropout": 1,
    "cyclegan": 2,
    "wgan-gp": 1,
    "acgan": 1,
}


def train(settings: Settings, team: Team, count: int) -> list[dict]:
    keras.utils.set_random_seed(0)
    with team.scope():
        system = build_system(Plan(settings=settings, labels=("box", "disk"), measure_palette=palette))
    phase = system.phases[0]
    given = iter(batches(count * phase.batches_per_step))
    steps = [phase.train_step([next(given) for _ in range(phase.batches_per_step)]) for _ in range(count)]
    return [{name: float(value) for name, value in scalars.items()} for scalars in steps]


def main() -> None:
    tf.config.set_visible_devices([], "GPU")
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
    team = choose_team("mirrored")
    assert team.replicas == 2
    unet.BLOCKS = (1, 1)
    tf.config.run_functions_eagerly(True)
    told = {}
    for case in sys.argv[1:]:
        one, two = (
            train(Settings().but(**known(TINY, CASES[case]["system"]) | CASES[case] | {"size": SIZE}), each, STEPS[case])
            for each in (ALONE, team)
        )
        apart = [
            abs(ours[name] - theirs[name]) / max(abs(ours[name]), 1e-3) for ours, theirs in zip(one, two, strict=True) for name in ours
        ]
        told[case] = {"terms": sorted(one[0]), "apart": max(apart)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
