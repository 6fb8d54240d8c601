"""Every system goes on exactly where it stopped: N steps straight are k steps, a new process' objects, and N - k steps, to the last bit.

Each system with all that remembers: dropout, labels, guard, spectral norm, penalties, a buffer of fakes, a schedule, falling rates, the
average, and its own data from the records on. What is made anew here is what `train` makes: system, feed, state, rates.
"""

import shutil

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework.config import disable_op_determinism

from lineart_colorizer.pipeline.feeds import FEEDS
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.registry import find_system
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.decay import Decay
from lineart_colorizer.training.loop import Every, Limits, train
from tests.lineart_colorizer.runs import values_of

STEPS, STOPPED = 2, 1
MOST = 10  # batches that these steps take
LABELS = ("boxes", "disks")
JUDGED = {"critic_guard": 0.6, "spectral_norm": True}
SITTINGS = {  # by system: the settings under which it remembers most, and what must be among what it saves
    "paired": (
        {"schedule": "lsgan:1,hinge:1", "told": True, "labels": LABELS, "dropout": 0.5, "r1": 1.0} | JUDGED,
        {"phase_0_critic", "phase_1_critic", "critic_guard"},
    ),
    "unet": ({"told": True, "labels": LABELS, "dropout": 0.5}, {"average", "phase_0_generator"}),
    "autoencoder": ({"generator_optimizer": "muon"}, {"average", "phase_0_generator"}),
    "cyclegan": ({"fakes_kept": 2} | JUDGED, {"fakes_source", "fakes_target", "critic_source_guard", "backward_average"}),
    "acgan": (
        {"objective": "wgan", "labels": LABELS, "noise": 4, "critic_dropout": 0.5, "projection": True} | JUDGED,
        {"average", "critic_guard"},
    ),
}


@pytest.fixture(scope="module")
def read(dataset):
    """read(kind of feed, start) -> the batches from there on, from the records; each is read once."""
    known = {}

    def batches(kind: str, start: int) -> list[dict]:
        if (kind, start) not in known:
            feed = FEEDS[kind](dataset, Settings().but(size=dataset.size, batch=2))
            known[kind, start] = list(feed.training(start).take(MOST))
        return known[kind, start]

    return batches


@pytest.fixture
def sit(build_tiny, read):
    """sit(system, folder) takes up what is there, and trains up to STEPS, with a checkpoint at each. Returns where it began."""

    def make(name: str, folder) -> int:
        system = build_tiny(system=name, decay_from=0.0, **SITTINGS[name][0])
        state, limits = RunState(system, folder, kept=STEPS), Limits(steps=STEPS)
        decay = Decay(system, limits, 0.0)
        state.restore()
        begun = state.step
        decay.set(state)
        batches = iter(read(find_system(name).data, state.images_seen))
        train(system, state, batches, limits, [decay, Every(lambda _: state.save(), steps=1)])
        return begun

    return make


@pytest.fixture
def deterministically(eagerly):
    tf.config.experimental.enable_op_determinism()
    try:
        with eagerly():
            yield
    finally:
        disable_op_determinism()


@pytest.mark.parametrize("name", SITTINGS)
def test_resumed_equals_straight_bit_for_bit(sit, deterministically, tmp_path, name):
    straight, resumed = tmp_path / "straight", tmp_path / "resumed"
    assert sit(name, straight) == 0
    stopped = f"step-{STOPPED:07}"
    shutil.copytree(straight / stopped, resumed / stopped)
    assert sit(name, resumed) == STOPPED
    one, other = values_of(straight), values_of(resumed)
    assert one.keys() == other.keys()
    assert {key.partition("/")[0] for key in one} >= SITTINGS[name][1] | {"step", "images_seen", "critic_updates"}
    assert [key for key in one if not np.array_equal(one[key], other[key])] == []
