"""Which part of every training batch is made here, where several processes make one batch together.

Each makes its own pictures alone, but draws what is random for the whole batch, as one process would: so together they make that batch.
"""

import dataclasses
from collections.abc import Callable

import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class Part:
    """Part number `index`, from 0, of the `of` equal ones, in order, that a batch is divided into."""

    index: int = 0
    of: int = 1

    def draw(self, function: Callable, shape: list) -> tf.Tensor:
        """This part of function(shape of the whole batch). shape: of this part, its pictures first."""
        if self.of == 1:
            return function(shape)
        return self._own(function([shape[0] * self.of, *shape[1:]]), shape[0])

    def draw_by(self, function: Callable, values: tf.Tensor) -> tf.Tensor:
        """This part of function(values of the whole batch), which of each picture looks at its own values alone. values: [B,K]."""
        if self.of == 1:
            return function(values)
        size = tf.shape(values)[0]
        others = [[self.index * size, (self.of - 1 - self.index) * size], [0, 0]]
        return self._own(function(tf.pad(values, others)), size)

    def records(self, records: tf.data.Dataset, batch: int) -> tf.data.Dataset:
        """Those of this part, of records without end. batch: size of the whole one."""
        if self.of == 1:
            return records
        size = batch // self.of
        return records.batch(batch).map(lambda whole: self._own(whole, size)).unbatch()

    def _own(self, whole, size):
        return whole[self.index * size : (self.index + 1) * size]


WHOLE = Part()
