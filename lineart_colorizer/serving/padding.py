"""Pictures of any size, padded below and right for networks that halve them.

What the picture shows is mirrored there. White would join regions that a line divides up to the picture's edge: colours would flow around
its end. And it would change what a network measures over the whole picture.
"""

import tensorflow as tf


def missing_to(multiple: int, side: tf.Tensor) -> tf.Tensor:
    """Pixels from a side, an int tensor, up to the next multiple. No negative number is divided: tf2onnx has its remainder negative."""
    return (multiple - side % multiple) % multiple


def pad_mirrored(pictures: tf.Tensor, multiple: int, least: int = 1) -> tf.Tensor:
    """[B,H,W,C] with sides of the next multiple, and of `least` px at least; however small, mirrored as often as it takes."""
    for axis in (1, 2):
        side = tf.shape(pictures)[axis]
        at = tf.range(side + tf.maximum(missing_to(multiple, side), least - side)) % (2 * side)
        pictures = tf.gather(pictures, tf.minimum(at, 2 * side - 1 - at), axis=axis)
    return pictures


def pad_zero(pictures: tf.Tensor, multiple: int) -> tf.Tensor:
    """As `pad_mirrored`, with nothing there: a hint is where it was painted alone."""
    below, right = (missing_to(multiple, tf.shape(pictures)[axis]) for axis in (1, 2))
    return tf.pad(pictures, [[0, 0], [0, below], [0, right], [0, 0]])
