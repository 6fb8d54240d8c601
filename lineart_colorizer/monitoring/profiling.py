"""TensorBoard's profile of a few steps: where their time goes, operation by operation."""

import pathlib
from collections.abc import Callable
from typing import Any

import tensorflow as tf

FIRST, LAST = 10, 20  # of this sitting's steps: the first ones trace, and fill what reads ahead


class Profiler:
    """A task for the loop, for one sitting: profiles all that happens after step FIRST, up to the end of step LAST.

    folder: the run's logs. say: is told in one line where the profile is. Use as a context, which ends a profile that is not done.
    """

    def __init__(self, folder: pathlib.Path, say: Callable[[str], None] = print):
        self._folder, self._say = folder, say
        self._steps, self._runs = 0, False
        self._step: tf.profiler.experimental.Trace | None = None

    def __enter__(self) -> "Profiler":
        return self

    def __exit__(self, *error) -> None:
        self._end_step()
        if self._runs:
            self._stop()
        elif self._steps < FIRST:
            self._say(f"no profile: training ended before step {FIRST + 1} of this sitting")

    def __call__(self, moment: Any) -> None:
        """moment: as `training.loop.Moment`, after a step."""
        self._end_step()
        self._steps += 1
        if self._steps == FIRST:
            tf.profiler.experimental.start(str(self._folder))
            self._runs = True
        elif self._steps == LAST:
            self._stop()
        if self._runs:
            self._step = tf.profiler.experimental.Trace("train", step_num=moment.state.step + 1, _r=1)  # TensorBoard's steps
            self._step.__enter__()

    def _end_step(self) -> None:
        if self._step:
            self._step.__exit__(None, None, None)
            self._step = None

    def _stop(self) -> None:
        tf.profiler.experimental.stop()
        self._runs = False
        how = "tensorboard's page Profile shows it (pip install tensorboard-plugin-profile)"
        self._say(f"profile of {self._steps - FIRST} steps in {self._folder / 'plugins' / 'profile'}: {how}")
