"""Means: of several terms, over the critics that judge side by side, over what a critic says of one picture."""

from collections.abc import Callable

import tensorflow as tf


def mean(terms: list) -> tf.Tensor:
    """Of tensors of equal shape."""
    return tf.add_n(terms) / len(terms)


def averaged(function: Callable, *values: list) -> tf.Tensor:
    """The mean over critics of function(what each gave): scalars. values: lists, one entry for each critic."""
    return mean([function(*each) for each in zip(*values, strict=True)])


def score(logits: tf.Tensor) -> tf.Tensor:
    """One value a picture: the mean of its logits. [B,...] -> [B]."""
    return tf.reduce_mean(logits, axis=tuple(range(1, len(logits.shape))))
