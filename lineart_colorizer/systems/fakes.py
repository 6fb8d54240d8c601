"""The buffer of earlier fakes: a critic that also sees what was made before forgets less, and the two swing less."""

import tensorflow as tf

from lineart_colorizer.systems.replicas import all_parts, part_of


class FakeBuffer(tf.Module):
    """Keeps up to `kept` generated pictures and shows some of them in place of fresh ones (arXiv 1612.07828, section 2.3).

    While there is room a fresh picture is kept, and shown. Then half of the fresh pictures, at random, change places with a kept one:
    what was kept is shown (arXiv 1703.10593, section 4 and its code). Of a batch larger than `kept` only so many are changed. The
    choice is a function of the seed and of how often the buffer was used; pictures and counts are variables, so a checkpoint saves
    them.

    Args:
        kept: pictures, at least 1. size: their side, px.
    """

    def __init__(self, kept: int, size: int, seed: int):
        super().__init__()
        self.kept, self.seed = kept, seed
        self.pictures = tf.Variable(tf.zeros([kept, size, size, 3]), trainable=False, name="pictures")
        self.filled = tf.Variable(0, dtype=tf.int64, trainable=False, name="filled")
        self.uses = tf.Variable(0, dtype=tf.int64, trainable=False, name="uses")

    def swap(self, fresh: tf.Tensor) -> tf.Tensor:
        """What the critic is to see for `fresh`: both float32 [B,S,S,3]. Takes `fresh` into the buffer. Works in a graph.

        Replicas take each other's fresh pictures into their buffers as well, so that these stay equal.
        """
        own, fresh = fresh, all_parts(fresh)
        choice, coin = tf.unstack(tf.random.stateless_uniform([2, self.kept], tf.stack([tf.constant(self.seed, tf.int64), self.uses])))
        places = tf.range(self.kept, dtype=tf.int64)
        empty = places >= self.filled
        order = tf.argsort(tf.where(empty, tf.cast(places - self.kept, tf.float32), choice))  # empty places first, in turn
        slots = order[: tf.shape(fresh)[0]]
        candidates = fresh[: tf.shape(slots)[0]]
        was_empty = tf.gather(empty, slots)[:, None, None, None]
        changes = tf.logical_and(coin[: tf.shape(slots)[0], None, None, None] < 0.5, tf.logical_not(was_empty))
        kept = tf.gather(self.pictures, slots)
        taken = tf.where(tf.logical_or(changes, was_empty), candidates, kept)
        shown = tf.concat([tf.where(changes, kept, candidates), fresh[tf.shape(slots)[0] :]], axis=0)
        self.pictures.scatter_update(tf.IndexedSlices(taken, slots))
        self.filled.assign(tf.minimum(self.filled + tf.cast(tf.shape(slots)[0], tf.int64), self.kept))
        self.uses.assign_add(1)
        return tf.ensure_shape(part_of(shown), own.shape)
