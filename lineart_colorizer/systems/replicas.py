"""Several replicas of a system, one on each device, that learn as one: data parallelism by tf.distribute.

Each replica has its own copy of every variable and its own equal part of the batch. Gradients are averaged over all replicas before
anything looks at them, and so are the few other numbers that a variable depends on; all else every replica computes for itself, alike. So
the copies stay equal, and any one of them can be saved. What is drawn at random for a batch is drawn for the whole of it, and each replica
takes its part: the sum of k replicas is one with a batch k times as large.

With one device there is no strategy, no collective, and nothing here changes an operation.
"""

from collections.abc import Callable

import keras
import tensorflow as tf


def count() -> int:
    """Of the replicas that learn together, on all machines."""
    return tf.distribute.get_strategy().num_replicas_in_sync


def mean(values: list) -> list:
    """The means over replicas of tensors of equal shape, such as gradients; None stays. Its gradient is the mean of the gradients."""
    if count() == 1:
        return values
    there = [value for value in values if value is not None]
    reduced = iter(tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, there))
    return [None if value is None else next(reduced) for value in values]


def mean_of(value: tf.Tensor) -> tf.Tensor:
    """The mean over replicas of one tensor."""
    return mean([value])[0]


def index() -> tf.Tensor:
    """Of this replica among all: its part of the batch is the one of this number."""
    return tf.distribute.get_replica_context().replica_id_in_sync_group


def part_of(whole: tf.Tensor) -> tf.Tensor:
    """This replica's part of a batch, [k B,...] -> [B,...], k the number of replicas."""
    return whole if count() == 1 else _divided(whole, count())[index()]


def _divided(whole, parts: int):
    """[k B,...] -> [k,B,...]"""
    return tf.reshape(whole, [parts, -1, *whole.shape[1:]])


def all_parts(part: tf.Tensor) -> tf.Tensor:
    """The batch that the replicas' parts make together, [B,...] -> [k B,...]. It has no gradient."""
    if count() == 1:
        return part
    size = tf.shape(part)[0]
    rest = [[0, 0]] * (len(part.shape) - 1)
    placed = tf.pad(part, [[index() * size, (count() - 1 - index()) * size], *rest])
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, tf.stop_gradient(placed))


def take_means(optimizer: keras.optimizers.Optimizer) -> None:
    """Has an optimizer take gradients as they are: Keras' own sums them over replicas, but here they come as means over them."""
    if count() > 1:
        optimizer._all_reduce_sum_gradients = list


def compiled(step: Callable[[dict], dict], jit: bool = False) -> Callable[[dict], dict]:
    """A step of training as a graph: from a batch to scalars. With several replicas each makes it on its part of the batch that this
    process has, and the scalars are means over all replicas.

    step: branches on tensors by tf.cond and tf.where alone; looking for Python's `if` would take a third of tracing. jit: XLA compiles
    it; with one replica alone.
    """
    strategy = tf.distribute.get_strategy()
    if count() == 1:
        return tf.function(step, jit_compile=jit, autograph=False)
    here = len(strategy.extended.worker_devices)

    def on_replica(batch):
        with tf.device("CPU:0"):  # where batches are made: a device is sent its part alone
            batch = {name: _divided(value, here)[index() % here] for name, value in batch.items()}
        scalars = step(batch)
        return dict(zip(scalars, tf.unstack(mean_of(tf.stack([tf.cast(value, tf.float32) for value in scalars.values()]))), strict=True))

    @tf.function(autograph=False)
    def on_all(batch):
        scalars = strategy.run(on_replica, args=(batch,))
        return {name: strategy.experimental_local_results(value)[0] for name, value in scalars.items()}

    return on_all
