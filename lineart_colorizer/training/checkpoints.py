"""Saves and restores all that a run is: networks, optimizers of every phase, counters."""

import pathlib

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.systems.protocol import System

KEPT = 2
UNFIT = (AssertionError, ValueError, IndexError, RuntimeError, tf.errors.OpError)  # what TensorFlow raises for a file that is not the one
COUNTERS = {"step": tf.int64, "images_seen": tf.int64, "critic_updates": tf.int64, "seconds": tf.float64}


class RunState:
    """A system and its counters, as one checkpoint.

    step: generator updates. images_seen: training pictures used. critic_updates. seconds: of training, over all sittings.
    """

    def __init__(self, system: System, folder: pathlib.Path):
        self.counters = {name: tf.Variable(0, dtype=dtype, trainable=False, name=name) for name, dtype in COUNTERS.items()}
        optimizers = {
            f"phase_{index}_{name}": optimizer for index, phase in enumerate(system.phases) for name, optimizer in phase.optimizers.items()
        }
        self._checkpoint = tf.train.Checkpoint(**system.networks, **optimizers, **self.counters)
        self._manager = tf.train.CheckpointManager(self._checkpoint, str(folder), max_to_keep=KEPT)

    def __getattr__(self, name: str):
        """The counters by name, as Python numbers."""
        if name in COUNTERS:
            return self.counters[name].numpy().item()
        raise AttributeError(name)

    def advance(self, **by: float) -> None:
        for name, amount in by.items():
            self.counters[name].assign_add(amount)

    def restore(self) -> bool:
        """Takes up the newest checkpoint; False where there is none. Raises InputError where it does not fit."""
        if not self._manager.latest_checkpoint:
            return False
        try:
            self._checkpoint.restore(self._manager.latest_checkpoint).assert_consumed()
        except UNFIT as error:
            raise InputError(f"{self._manager.latest_checkpoint} cannot be taken up ({_said(error)}): choose another --run") from None
        return True

    def save(self) -> None:
        self._manager.save(checkpoint_number=self.step)


def restore_network(network: keras.Model, name: str, folder: pathlib.Path) -> None:
    """Loads one network of a run from its newest checkpoint. Raises InputError where there is none, or it does not fit."""
    latest = tf.train.latest_checkpoint(str(folder))
    if latest is None:
        raise InputError(f"no checkpoint in {folder}: train the run first")
    try:
        tf.train.Checkpoint(**{name: network}).restore(latest).expect_partial().assert_existing_objects_matched()
    except UNFIT as error:
        raise InputError(f"{latest} cannot be read ({_said(error)}): name another --model, or train a new run") from None


def _said(error: BaseException) -> str:
    """The first line of an error, shortened."""
    return (str(error) or type(error).__name__).splitlines()[0][:200]
