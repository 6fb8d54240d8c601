"""Random line style, geometry and line weight, alike for a drawing and its picture, for a whole batch at once.

All functions run in a TensorFlow graph; `seed` is an int64 pair, and the same seed gives the same batch. `part` is which part of it.
Values here are float32 in [0,1], white = 1.
"""

import math

import cv2
import numpy as np
import tensorflow as tf

from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.settings import AugmentationSettings

BILINEAR = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP  # from output to input px
WHITE = (1.0, 1.0, 1.0, 1.0)
SQUARE = np.ones((3, 3), np.uint8)


def draw_uniform(
    seed: tf.Tensor, salt: int, shape: list | tf.Tensor, low: float | tf.Tensor = -1.0, high: float | tf.Tensor = 1.0, part: Part = WHOLE
) -> tf.Tensor:
    """Uniform float32 of `shape`; each salt gives other numbers for the same seed."""
    own = tf.random.fold_in(seed, salt)
    return part.draw(lambda shape: tf.random.stateless_uniform(shape, own, low, high), shape)


def choose_style(lines: tf.Tensor, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """One of the stored line styles for each picture. [B,N,S,S,1] -> [B,S,S,1]."""
    batch, styles = tf.shape(lines)[0], tf.shape(lines)[1]
    choice = part.draw(lambda shape: tf.random.stateless_uniform(shape, seed, 0, styles, tf.int32), [batch])
    return tf.gather(lines, choice, batch_dims=1)


def draw_transforms(batch: int | tf.Tensor, size: int, settings: AugmentationSettings, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Random projective transforms [B,8], output to input px, as ImageProjectiveTransform takes them."""
    angle = draw_uniform(seed, 1, [batch], part=part) * settings.rotation * math.pi / 180.0
    scale = tf.exp(draw_uniform(seed, 2, [batch], part=part) * math.log1p(settings.scale))
    mirror = tf.where(draw_uniform(seed, 3, [batch], part=part) < 0.0, -1.0, 1.0) if settings.flip else tf.ones([batch])
    shift = draw_uniform(seed, 4, [batch, 2], part=part) * settings.shift * size
    cosine, sine = tf.cos(angle) * scale, tf.sin(angle) * scale
    a, b, c, d = cosine * mirror, -sine, sine * mirror, cosine
    middle = (size - 1) / 2.0
    left = middle - a * middle - b * middle + shift[:, 0]
    top = middle - c * middle - d * middle + shift[:, 1]
    zero = tf.zeros([batch])
    return tf.stack([a, b, left, c, d, top, zero, zero], axis=1)


def warp(pictures: tf.Tensor, transforms: tf.Tensor) -> tf.Tensor:
    """Bilinear, white outside. [B,S,S,C] float32 -> [B,S,S,C].

    By OpenCV, which takes a tenth of the time of TensorFlow's ImageProjectiveTransformV3.
    """
    return tf.ensure_shape(tf.numpy_function(_warp, [pictures, transforms], tf.float32, stateful=False), pictures.shape)


def _warp(pictures: np.ndarray, transforms: np.ndarray) -> np.ndarray:
    return np.stack([_warp_one(*each).reshape(pictures.shape[1:]) for each in zip(pictures, transforms, strict=True)])


def _warp_one(picture: np.ndarray, transform: np.ndarray) -> np.ndarray:
    matrix, size = transform[:6].reshape(2, 3), picture.shape[1::-1]
    return cv2.warpAffine(picture, matrix, size, flags=BILINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE)


def _warp_both(color: np.ndarray, ink: np.ndarray, transforms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """uint8 to [0,1], warped alike, as four channels: OpenCV takes half the time of three for them."""
    colors, inks = np.empty(color.shape, np.float32), np.empty(ink.shape, np.float32)
    for *parts, transform, to_color, to_ink in zip(color, ink, transforms, colors, inks, strict=True):
        both = _warp_one(np.divide(cv2.merge(parts), np.float32(255), dtype=np.float32), transform)
        cv2.cvtColor(both, cv2.COLOR_RGBA2RGB, dst=to_color)
        cv2.extractChannel(both, 3, dst=to_ink)
    return colors, inks


def grow(values: tf.Tensor) -> tf.Tensor:
    """The largest of each pixel and its eight neighbours, [B,S,S,1] -> [B,S,S,1], by OpenCV: a tenth of the time of tf.nn.max_pool2d."""
    return tf.ensure_shape(tf.numpy_function(_grow, [values], tf.float32, stateful=False), values.shape)


def _grow(values: np.ndarray) -> np.ndarray:
    return np.stack([cv2.dilate(value, SQUARE)[..., None] for value in values])


def vary_lines(line: tf.Tensor, settings: AugmentationSettings, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Thickness and strength of lines at random. [B,S,S,1] -> [B,S,S,1]."""
    batch = tf.shape(line)[0]
    amount = draw_uniform(seed, 5, [batch, 1, 1, 1], part=part) * settings.thickness
    away = tf.where(amount > 0.0, -1.0, 1.0)  # dark grows where lines thicken, light where they thin
    line += tf.abs(amount) * (away * grow(away * line) - line)
    strength = 1.0 - draw_uniform(seed, 6, [batch, 1, 1, 1], 0.0, part=part) * settings.strength
    return 1.0 - (1.0 - line) * strength


def augment(
    color: tf.Tensor, lines: tf.Tensor, settings: AugmentationSettings, seed: tf.Tensor, part: Part = WHOLE
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """A varied batch.

    Args:
        color: uint8 RGB [B,S,S,3]. lines: uint8 [B,N,S,S,1], every stored style. seed: int64 [2]. part: of the batch, that this is.
    Returns: line float32 [B,S,S,1], varied; color float32 [B,S,S,3]; ink float32 [B,S,S,1], the lines as they are in `color`; in [0,1].
    """
    transforms = draw_transforms(tf.shape(color)[0], color.shape[1], settings, seed, part)
    shapes, given = (color.shape, lines[:, 0].shape), [color, choose_style(lines, seed, part), transforms]
    color, ink = map(tf.ensure_shape, tf.numpy_function(_warp_both, given, [tf.float32] * 2, stateful=False), shapes)
    return tf.clip_by_value(vary_lines(ink, settings, seed, part), 0.0, 1.0), color, ink
