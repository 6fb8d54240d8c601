"""Simulates what an artist would paint: points and short strokes of the true colour, in a share of the pictures.

Strokes, not only points: random pixels alone do not prepare a network for messy strokes (PaintsTorch, DOI 10.1145/3359998.3369401).
"""

import math

import tensorflow as tf

from lineart_colorizer.pipeline.augmentation import draw_uniform, grow
from lineart_colorizer.pipeline.parts import WHOLE, Part

MOST_MARKS = 24  # of one picture; the number is drawn so that its logarithm is uniform: few marks are common
POINTS = 12  # along a stroke
LONGEST = 0.25  # stroke, as a share of the side
GRID = 8  # marks start in the middle of squares of so many px, then are shifted at random within
PAPER_WEIGHT = 0.1  # of starting on a white pixel, against 1 on a coloured one: artists colour what is coloured
ON_PAPER = 0.7  # a line pixel darker than this takes no hint


def draw_starts(color: tf.Tensor, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Where marks start, float32 px (y, x). color: [0,1] [B,S,S,3] -> [B,MOST_MARKS,2]."""
    middles = color[:, GRID // 2 :: GRID, GRID // 2 :: GRID]
    batch, side = tf.shape(middles)[0], middles.shape[1]
    weight = tf.where(tf.reduce_min(middles, -1) < 0.95, 1.0, PAPER_WEIGHT)
    likely = tf.math.log(tf.reshape(weight, [batch, -1]))
    square = part.draw_by(lambda likely: tf.random.stateless_categorical(likely, MOST_MARKS, seed), likely)
    middle = tf.cast(tf.stack([square // side, square % side], -1) * GRID + GRID // 2, tf.float32)
    return middle + draw_uniform(seed, 16, [batch, MOST_MARKS, 2], part=part) * (GRID / 2)


def draw_marks(color: tf.Tensor, share: float, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Bool [B,S,S,1]: where a mark of some radius (0 to 2 px) was painted. color: [0,1] [B,S,S,3]."""
    batch, size = tf.shape(color)[0], color.shape[1]
    count = tf.floor(tf.exp(draw_uniform(seed, 11, [batch, 1], 0.0, part=part) * math.log(MOST_MARKS + 1)))
    count *= tf.cast(draw_uniform(seed, 12, [batch, 1], 0.0, part=part) < share, tf.float32)
    painted = tf.cast(tf.range(MOST_MARKS), tf.float32)[None] < count  # [B,M]

    way = draw_uniform(seed, 13, [batch, MOST_MARKS, 1, 2], part=part) * LONGEST * size
    way *= tf.cast(draw_uniform(seed, 14, [batch, MOST_MARKS, 1, 1], part=part) < 0.0, tf.float32)  # half of the marks are points
    along = tf.reshape(tf.linspace(0.0, 1.0, POINTS), [1, 1, POINTS, 1])
    points = draw_starts(color, seed, part)[:, :, None] + way * along  # [B,M,P,2]
    points = tf.cast(tf.clip_by_value(tf.round(points), 0.0, size - 1.0), tf.int32)

    radius = part.draw(lambda shape: tf.random.stateless_uniform(shape, seed + 15, 0, 3, tf.int32), [batch, MOST_MARKS, 1, 1])
    owner = tf.reshape(tf.range(batch), [batch, 1, 1, 1]) + tf.zeros_like(points[..., :1])
    index = tf.concat([radius + tf.zeros_like(points[..., :1]), owner, points], -1)  # [B,M,P,4]
    values = tf.cast(tf.broadcast_to(painted[:, :, None], tf.shape(index)[:3]), tf.float32)
    by_radius = tf.scatter_nd(tf.reshape(index, [-1, 4]), tf.reshape(values, [-1]), [3, batch, size, size])[..., None]
    grown = by_radius[2]
    for smaller in (1, 0):  # each step outward grows the wider marks by a pixel and lets the narrower ones in
        grown = tf.maximum(grow(grown), by_radius[smaller])
    return grown > 0.0


def simulate_hints(line: tf.Tensor, color: tf.Tensor, share: float, seed: tf.Tensor, part: Part = WHOLE) -> tf.Tensor:
    """Hints for a batch.

    Args:
        line: float32 [0,1] [B,S,S,1]. color: float32 [0,1] [B,S,S,3]. share: of pictures that get any. seed: int64 [2]. part: of
            the batch, that this is.
    Returns: float32 [B,S,S,4], RGB in [-1,1] (0 where there is no hint) and mask.
    """
    mask = tf.cast(tf.logical_and(draw_marks(color, share, seed, part), line > ON_PAPER), tf.float32)
    beside = tf.tensordot(color * 2.0 - 1.0, tf.eye(3, 4), 1) + tf.constant([0.0, 0.0, 0.0, 1.0])  # faster than tf.concat
    return beside * mask
