"""Saves and restores all that a run is: networks, optimizers of every phase, counters."""

import pathlib
from collections.abc import Callable

import keras
import tensorflow as tf

from data_tools.errors import InputError, shortened
from data_tools.tensorflow_errors import plain_words
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.training.checkpoint_folder import (
    BEST,
    SavedCheckpoint,
    forget_best_after,
    keep_best,
    keep_newest,
    list_checkpoints,
    new_checkpoint,
    newest_whole,
)
from lineart_colorizer.training.loss_scales import LossScales, without_scale

KEPT = 2
UNFIT = (AssertionError, ValueError, IndexError, RuntimeError, tf.errors.OpError)  # what TensorFlow raises for a file that is not the one
COUNTERS = {"step": tf.int64, "images_seen": tf.int64, "critic_updates": tf.int64, "seconds": tf.float64, "rollbacks": tf.int64}


class RunState:
    """A system and its counters, as one checkpoint.

    step: generator updates. images_seen: training pictures used. critic_updates. seconds: of training, over all sittings. rollbacks: how
    often it was taken back to an earlier step.

    Args:
        kept: how many checkpoints stay, the newest.
    """

    def __init__(self, system: System, folder: pathlib.Path, kept: int = KEPT):
        self.counters = {name: tf.Variable(0, dtype=dtype, trainable=False, name=name) for name, dtype in COUNTERS.items()}
        optimizers = {
            f"phase_{index}_{name}": optimizer for index, phase in enumerate(system.phases) for name, optimizer in phase.optimizers.items()
        }
        self._owners = [*system.networks.values(), *optimizers.values()]
        self._scales = LossScales(optimizers)
        optimizers = {name: without_scale(optimizer) for name, optimizer in optimizers.items()}
        self._checkpoint = tf.train.Checkpoint(**system.networks, **optimizers, **self.counters)
        self._folder, self._kept = folder, kept

    def __getattr__(self, name: str):
        """The counters by name, as Python numbers."""
        if name in COUNTERS:
            return self.counters[name].numpy().item()
        raise AttributeError(name)

    @property
    def variables(self) -> list:
        """All that a run is."""
        return [*(variable for owner in self._owners for variable in owner.variables), *self.counters.values()]

    def advance(self, **by: float) -> None:
        for name, amount in by.items():
            self.counters[name].assign_add(amount)

    def restore(self, say: Callable[[str], None] = print) -> bool:
        """Takes up the newest whole checkpoint, and forgets best ones made after it; False where there is none at all.

        say: is told where newer ones are damaged. Raises InputError where all are, or it does not fit.
        """
        newest = newest_whole(self._folder, say)
        if newest is None:
            return False
        try:
            self._checkpoint.read(newest.prefix).assert_consumed()
            self._scales.read(newest.prefix)
        except UNFIT as error:
            raise InputError(f"{newest.folder} cannot be taken up ({_said(error)}): choose another --run") from None
        forget_best_after(self._folder, self.step)
        return True

    def roll_back(self, say: Callable[[str], None] = print) -> None:
        """As `restore`, and counts it, on the disk as well: the checkpoint is written again."""
        rollbacks = self.rollbacks + 1
        if not self.restore(say):
            raise ValueError("there is no checkpoint to go back to")
        self.counters["rollbacks"].assign(rollbacks)
        self.save()

    @property
    def best(self) -> SavedCheckpoint | None:
        """The best one so far that is whole. Reads its files."""
        return next((each for each in list_checkpoints(self._folder / BEST) if each.fault() is None), None)

    def save(self) -> None:
        """Writes a checkpoint of this step. Raises InputError where the disk refuses; what was saved before stays."""
        self._write(self._folder)
        keep_newest(self._folder, self._kept, self.step)
        keep_best(self._folder)

    def save_best(self, score: float) -> None:
        """Writes a checkpoint of this step beside the others, with what it scored: the best so far. Raises InputError as `save`."""
        self._write(self._folder / BEST, score)

    def _write(self, folder: pathlib.Path, score: float | None = None) -> None:
        try:
            with new_checkpoint(folder, self.step, score) as prefix:
                self._checkpoint.write(prefix)
                self._scales.write(prefix)
        except (OSError, tf.errors.OpError) as error:
            before = list_checkpoints(self._folder)
            left = f"{before[0].folder.name} is the newest there" if before else "there is none yet"
            what = f"cannot save step {self.step} in {self._folder} ({_said(error)}); {left}"
            raise InputError(f"{what}: free some space or check the folder's rights, then the same command goes on") from None


def restore_network(network: keras.Model, name: str, saved: SavedCheckpoint) -> None:
    """Loads one network of a checkpoint that is whole. Raises InputError where it does not fit."""
    try:
        tf.train.Checkpoint(**{name: network}).read(saved.prefix).expect_partial().assert_existing_objects_matched()
    except UNFIT as error:
        raise InputError(f"{saved.folder} cannot be read ({_said(error)}): name another --model, or train a new run") from None


def _said(error: BaseException) -> str:
    """In one short line."""
    return plain_words(error) if isinstance(error, tf.errors.OpError) else shortened(error)
