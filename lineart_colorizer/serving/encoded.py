"""Pictures as PNG bytes, in a graph."""

import tensorflow as tf


def decoded(encoded: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """One picture: float32 RGB [H,W,3] in [0,1], and its alpha [H,W,1]."""
    picture = tf.cast(tf.io.decode_png(encoded, channels=4), tf.float32) / 255.0
    return picture[..., :3], picture[..., 3:]


def on_white(encoded: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """As `decoded`, laid on white."""
    color, alpha = decoded(encoded)
    return color * alpha + 1.0 - alpha, alpha


def encode(picture: tf.Tensor) -> tf.Tensor:
    """PNG of one picture, float32 [H,W,C] in [-1,1]; values outside are clipped."""
    return tf.io.encode_png(tf.cast(tf.round(tf.clip_by_value((picture + 1.0) * 127.5, 0.0, 255.0)), tf.uint8))
