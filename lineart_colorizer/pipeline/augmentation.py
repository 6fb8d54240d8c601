"""Random line style, geometry and line weight, alike for a drawing and its picture, for a whole batch at once.

All functions run in a TensorFlow graph; `seed` is an int64 pair, and the same seed gives the same batch.
Values here are float32 in [0,1], white = 1.
"""

import math

import tensorflow as tf

from lineart_colorizer.settings import AugmentationSettings


def draw_uniform(seed, salt: int, shape, low=-1.0, high=1.0):
    """Uniform float32 of `shape`; each salt gives other numbers for the same seed."""
    return tf.random.stateless_uniform(shape, tf.random.fold_in(seed, salt), low, high)


def choose_style(lines, seed):
    """One of the stored line styles for each picture. [B,N,S,S,1] -> [B,S,S,1]."""
    batch, styles = tf.shape(lines)[0], tf.shape(lines)[1]
    choice = tf.random.stateless_uniform([batch], seed, 0, styles, tf.int32)
    return tf.gather(lines, choice, batch_dims=1)


def draw_transforms(batch, size: int, settings: AugmentationSettings, seed):
    """Random projective transforms [B,8], output to input px, as ImageProjectiveTransform takes them."""
    angle = draw_uniform(seed, 1, [batch]) * settings.rotation * math.pi / 180.0
    scale = tf.exp(draw_uniform(seed, 2, [batch]) * math.log1p(settings.scale))
    mirror = tf.where(draw_uniform(seed, 3, [batch]) < 0.0, -1.0, 1.0) if settings.flip else tf.ones([batch])
    shift = draw_uniform(seed, 4, [batch, 2]) * settings.shift * size
    cosine, sine = tf.cos(angle) * scale, tf.sin(angle) * scale
    a, b, c, d = cosine * mirror, -sine, sine * mirror, cosine
    middle = (size - 1) / 2.0
    left = middle - a * middle - b * middle + shift[:, 0]
    top = middle - c * middle - d * middle + shift[:, 1]
    zero = tf.zeros([batch])
    return tf.stack([a, b, left, c, d, top, zero, zero], axis=1)


def warp(pictures, transforms):
    """Bilinear, white outside. [B,S,S,C] -> [B,S,S,C]."""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pictures,
        transforms=transforms,
        output_shape=tf.shape(pictures)[1:3],
        fill_value=1.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def vary_lines(line, settings: AugmentationSettings, seed):
    """Thickness and strength of lines at random. [B,S,S,1] -> [B,S,S,1]."""
    batch = tf.shape(line)[0]
    amount = draw_uniform(seed, 5, [batch, 1, 1, 1]) * settings.thickness
    thick = -tf.nn.max_pool2d(-line, 3, 1, "SAME")
    thin = tf.nn.max_pool2d(line, 3, 1, "SAME")
    line += tf.abs(amount) * (tf.where(amount > 0.0, thick, thin) - line)
    strength = 1.0 - draw_uniform(seed, 6, [batch, 1, 1, 1], 0.0) * settings.strength
    return 1.0 - (1.0 - line) * strength


def augment(color, lines, settings: AugmentationSettings, seed):
    """A varied batch.

    Args:
        color: uint8 RGB [B,S,S,3]. lines: uint8 [B,N,S,S,1], every stored style. seed: int64 [2].
    Returns: line float32 [B,S,S,1], varied; color float32 [B,S,S,3]; ink float32 [B,S,S,1], the lines as they are in `color`; in [0,1].
    """
    size = color.shape[1]
    both = tf.cast(tf.concat([color, choose_style(lines, seed)], axis=-1), tf.float32) / 255.0
    both = warp(both, draw_transforms(tf.shape(both)[0], size, settings, seed))
    color, ink = both[..., :3], both[..., 3:]
    return tf.clip_by_value(vary_lines(ink, settings, seed), 0.0, 1.0), color, ink
