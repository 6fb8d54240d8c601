"""Slows a critic that wins: the lineart post's trouble, that the critic soon gets so strong that the generator learns nothing more.

How well the critic does is how often it ranks the real picture above the fake one of the same drawing, averaged over about the last
`1 / (1 - KEPT)` updates: 0.5 is chance, 1 is always. It needs no bound on the logits, so it holds for every objective. Up to the guard
the critic learns at full pace; from there on at a pace that falls in a straight line to 0 at 1, where it stands still until the
generator has caught up.
"""

from collections.abc import Callable

import keras
import tensorflow as tf

from lineart_colorizer.systems.means import averaged, score
from lineart_colorizer.systems.replicas import mean_of

KEPT = 0.95  # of the average, at each update


def ranked_right(real: list, fake: list) -> tf.Tensor:
    """How often the mean logit of a real picture is above its fake's; a tie counts half. real, fake: of each critic [B,...]. A scalar."""
    return averaged(lambda on_real, on_fake: tf.reduce_mean(0.5 + 0.5 * tf.sign(score(on_real - on_fake))), real, fake)


class Guard(keras.layers.Layer):
    """limit: accuracy above which the critic is slowed, above 0.5 and below 1. Its average is saved with the networks."""

    def __init__(self, limit: float):
        super().__init__(name="guard")
        self.limit = limit
        self.accuracy = self.add_weight(shape=(), initializer=keras.initializers.Constant(0.5), trainable=False, name="accuracy")

    @property
    def pace(self) -> tf.Tensor:
        """How much of an update the critic takes: 1 up to the limit, 0 at an accuracy of 1."""
        return tf.clip_by_value((1.0 - self.accuracy) / (1.0 - self.limit), 0.0, 1.0)

    def watch(self, real: list, fake: list) -> dict:
        """Takes logits into the average. Returns scalars to log."""
        self.accuracy.assign(KEPT * self.accuracy + (1.0 - KEPT) * mean_of(ranked_right(real, fake)))
        return {"critic/accuracy": tf.convert_to_tensor(self.accuracy), "critic/pace": self.pace}

    def slow(self, variables: list, update: Callable[[], None]) -> None:
        """Calls update(), which changes the variables, and takes back what is more than the pace.

        The update itself is scaled: Adam's does not depend on the scale of the gradients.
        """
        before = [tf.identity(variable) for variable in variables]
        update()
        for variable, old in zip(variables, before, strict=True):
            variable.assign(old + self.pace * (variable - old))
