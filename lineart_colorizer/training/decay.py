"""Lets all learning rates fall: to 0 toward the end of a training, and by half at each roll-back. A task for the loop."""

from lineart_colorizer.systems.protocol import System
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.loop import Limits, Moment

AFTER_ROLLBACK = 0.5  # of a learning rate, after each


def decayed(share: float, begins: float) -> float:
    """The part of its learning rate that an optimizer has when `share` of the training is done: 1 up to `begins`, then linearly to 0.

    arXiv 1703.10593, section 4: begins at a half. share and begins: 0 to 1; with begins 1 it is always 1.
    """
    return 1.0 if begins >= 1.0 else min(1.0, (1.0 - share) / (1.0 - begins))


class Decay:
    """Sets the learning rates of all phases' optimizers. Make it before a checkpoint is restored: the rates that it finds are the whole.

    As a task it is to be the first, so that what is logged and saved is the rate of the next step. begins: share of the training.
    """

    def __init__(self, system: System, limits: Limits, begins: float):
        self._limits, self._begins = limits, begins
        optimizers = [optimizer for phase in system.phases for optimizer in phase.optimizers.values()]
        self._rates = [(optimizer, float(optimizer.learning_rate.numpy())) for optimizer in optimizers]

    def set(self, state: RunState) -> None:
        """As they are to be in the step after `state`."""
        if self._begins < 1.0 or state.rollbacks:
            part = decayed(self._limits.share(state), self._begins) * AFTER_ROLLBACK**state.rollbacks
            for optimizer, rate in self._rates:
                optimizer.learning_rate = rate * part

    def __call__(self, moment: Moment) -> None:
        self.set(moment.state)
