"""What artists painted, given to the regions that they painted it in: `ObeyHints`, and what it is made of. Nothing here is learned."""

from typing import Any

import keras
from keras import KerasTensor, ops

from lineart_colorizer.networks.layers import PACKAGE, LineAwareAverage

FAINT_FAR, FAINT_NEAR, FAINT_HERE = 3e-4, 3e-5, 1e-3  # shares of what is averaged, from which a hint outweighs the colour that was there
DAB_WINDOW = 7  # px at a quarter of the picture's side
EDGE = 0.02  # share of the page's edge from which an area is open: the paper around a drawing, or what runs into it
OPEN_FAR, OPEN_NEAR = 20.0, 100.0  # times FAINT_FAR and FAINT_NEAR more that it takes there
PAGE = 32.0 * 32.0  # px at a quarter of the side, for which FAINT_FAR is: in more, a dab is a smaller share


@keras.saving.register_keras_serializable(PACKAGE)
class ObeyHints(keras.layers.Layer):
    """Gives regions the colours that were painted in them: to do to the tone what an artist asks for need not be learned.

    Every region takes the colour of its hints, all of it, and what is nearer to one of them that one's. Hints of a kind (dark or light,
    in each of red, green and blue) are averaged; of several kinds the one with the largest share of what is averaged wins (`decided`):
    red beside blue does not make violet. A filled area weighs no more than a dab in each square of 28 px (`as_dabs`), so that a threshold
    tells what is in the region from what leaks through its lines: where m is the hints' share, they have the weight m^4, and the colour
    that was there faint^4 (`outweigh`). In an open area, which runs to the page's edge, it takes more: several dabs, or strokes; one
    colours what is around it, and does not flood the paper. Hints go through a region at half of the side, where a pass costs an eighth;
    up to its outline, and through what is too thin for that, at the whole. (The constants: docs/hints.md.) Under the paint it is the
    paint. While a network trains, colours stay as they are: it learns what no hint tells. In float32, unless told otherwise.

    Call: line [B,h,w,1] in [0,1], white = 1; hint [B,h,w,4], RGB in [-1,1] x mask, and mask in 0..1; x [B,h,w,3], RGB in [0,1]. Returns
    x's like. h and w are even.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.far = LineAwareAverage(passes=10, strength=32.0)  # a winding region has many corners
        self.near = LineAwareAverage(strength=32.0, fading=0.3)
        self.outline = LineAwareAverage(fading=0.3)

    def build(self, line_shape: tuple, hint_shape: tuple, x_shape: tuple) -> None:
        for average in (self.far, self.near, self.outline):
            average.build(line_shape)

    def call(self, line: KerasTensor, hint: KerasTensor, x: KerasTensor, training: bool | None = None) -> KerasTensor:
        if training:
            return x
        small_line = -ops.max_pool(-line, 2)  # a mean would leave gaps in thin lines
        hints = by_kind(as_dabs(ops.average_pool(hint, 2)))  # [B,h/2,w/2,32]
        pages = ops.maximum(1.0, ops.sum(ops.ones_like(small_line), axis=(1, 2), keepdims=True) / PAGE)
        far = self.far(small_line, ops.concatenate([hints, page_edge(small_line)], axis=-1))
        edge = far[..., 32:] * ops.sqrt(pages)
        is_open = edge**2 / (edge**2 + EDGE**2)
        small = ops.concatenate([pages * decided(far[..., :32]), decided(self.near(small_line, hints)), is_open], axis=-1)
        large = ops.repeat(ops.repeat(small, 2, axis=1), 2, axis=2)
        far, near, is_open, here = ops.split(self.outline(line, ops.concatenate([large, hint], axis=-1)), [4, 8, 9], axis=-1)
        x = outweigh(x, far, FAINT_FAR * (1.0 + OPEN_FAR * is_open))
        x = outweigh(x, near, FAINT_NEAR * (1.0 + OPEN_NEAR * is_open))
        x = outweigh(x, here, FAINT_HERE)
        color, mask = hint[..., :3], hint[..., 3:]
        return x * (1.0 - mask) + 0.5 * (color + mask)

    def compute_output_shape(self, line_shape: tuple, hint_shape: tuple, x_shape: tuple) -> tuple:
        return x_shape


def page_edge(line: KerasTensor) -> KerasTensor:
    """The outermost pixels as white as they are, 0 within: [B,h,w,1] as line. A line along the edge closes the page."""
    return line * (1.0 - ops.pad(ops.ones_like(line[:, 1:-1, 1:-1]), ((0, 0), (1, 1), (1, 1), (0, 0))))


def as_dabs(hint: KerasTensor) -> KerasTensor:
    """The hint [B,h,w,4], fainter where there is much: DAB_WINDOW x DAB_WINDOW pixels weigh less than one, however many are painted."""
    around = DAB_WINDOW // 2
    mask = ops.pad(hint[..., 3:], ((0, 0), (around, around), (around, around), (0, 0)))  # a mean would count edges and corners more
    painted = ops.average_pool(mask, DAB_WINDOW, strides=1) * DAB_WINDOW**2
    return hint / (1.0 + painted)


def by_kind(hint: KerasTensor) -> KerasTensor:
    """The hint [B,h,w,4] in the 4 channels of its kind, of 8, and 0 in the others: [B,h,w,32]. Kinds: the octants of the RGB cube."""
    red, green, blue = ops.split(ops.cast(hint[..., :3] > 0, hint.dtype), 3, axis=-1)
    kinds = [r * g * b for b in (1 - blue, blue) for g in (1 - green, green) for r in (1 - red, red)]
    return ops.concatenate([kind * hint for kind in kinds], axis=-1)


def decided(hints: KerasTensor) -> KerasTensor:
    """One hint [B,h,w,4] of those of several kinds [B,h,w,32], as of `by_kind`: the mean of their colours, weighted by mask^16, with the
    sum of their masks."""
    masks = hints[..., 3::4]  # [B,h,w,8]
    total, most = ops.sum(masks, axis=-1, keepdims=True), ops.max(masks, axis=-1, keepdims=True) + 1e-30
    weights = (masks / most) ** 15  # beside the mask that is in the colours
    colors = [ops.sum(weights * hints[..., at::4], axis=-1, keepdims=True) for at in range(3)]
    share = total / (ops.sum(weights * masks, axis=-1, keepdims=True) + 1e-30)
    return ops.concatenate([*(color * share for color in colors), total], axis=-1)


def outweigh(x: KerasTensor, hint: KerasTensor, faint: KerasTensor | float) -> KerasTensor:
    """The mean of colours x [B,h,w,3] in [0,1] and of the hint's [B,h,w,4], as of ObeyHints, with the weights faint^4 and mask^4. faint: a
    number, or [B,h,w,1]."""
    color, mask = hint[..., :3], hint[..., 3:]
    return x + mask**3 * (0.5 * (color + mask) - mask * x) / (mask**4 + faint**4)
