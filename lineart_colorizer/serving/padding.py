"""Pictures of any size, padded below and right for networks that halve them.

There, what the picture shows at its edge goes on. White would join regions that a line divides up to the edge: colours would flow around
its end. And it would change what a network measures over the whole picture.
"""

import tensorflow as tf


def missing_to(multiple: int, side: tf.Tensor) -> tf.Tensor:
    """Pixels from a side, an int tensor, up to the next multiple. No negative number is divided: tf2onnx has its remainder negative."""
    return (multiple - side % multiple) % multiple


def pad_edge(pictures: tf.Tensor, multiple: int, least: int = 1) -> tf.Tensor:
    """[B,H,W,C] with sides of the next multiple, and of `least` px at least."""
    for axis in (1, 2):
        side = tf.shape(pictures)[axis]
        at = tf.range(side + tf.maximum(missing_to(multiple, side), least - side))
        pictures = tf.gather(pictures, tf.minimum(at, side - 1), axis=axis)
    return pictures


def pad_zero(pictures: tf.Tensor, multiple: int) -> tf.Tensor:
    """As `pad_edge`, with nothing there: a hint is where it was painted alone."""
    below, right = (missing_to(multiple, tf.shape(pictures)[axis]) for axis in (1, 2))
    return tf.pad(pictures, [[0, 0], [0, below], [0, right], [0, 0]])
