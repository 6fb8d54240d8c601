"""The translators: a picture in one style to the same picture in another, without pairs to learn from (CycleGAN, arXiv 1703.10593).

Basics
  residual: two strided convolutions down, residual blocks at a quarter of the side, two levels up (arXiv 1703.10593, appendix 7.2, after
  Johnson et al. 2016, arXiv 1603.08155). No skip passes the blocks: shapes may change.
  unet: four levels down and up with concatenated skips (pix2pix, arXiv 1611.07004, appendix 6.1.1): quicker, and shapes stay.
  Instance normalization (arXiv 1607.08022) after every convolution but the last: each picture by itself, so the batch does not matter,
  and it is the same when training and when used. Borders are reflected, so that no frame is drawn around the picture. The way up
  enlarges, then mixes: the transposed convolutions of the paper cost as much and leave a checkerboard.

Conventions
  Input: float32 [B,H,W,3] in [-1,1]; H and W are multiples of `MULTIPLES[translator]`. Output: the same shape and range.
"""

from typing import Any

import keras
from keras import KerasTensor, layers, ops

from lineart_colorizer.networks.convolution import Conv2D
from lineart_colorizer.networks.layers import PACKAGE, InstanceNormalization, in_float32

MULTIPLES = {"residual": 4, "unet": 16}
SMALLEST = {"residual": 8, "unet": 32}  # px: a border cannot be reflected in one pixel, nor can one pixel be normalized
FIRST_WEIGHTS = 0.02  # standard deviation: arXiv 1703.10593, appendix 7.1


@keras.saving.register_keras_serializable(PACKAGE)
class Reflect(keras.layers.Layer):
    """Mirrors `width` pixels outward at every border: [B,H,W,C] -> [B,H+2*width,W+2*width,C]. H and W must be above `width`."""

    def __init__(self, width: int = 1, **kwargs: Any):
        super().__init__(**kwargs)
        self.width = width

    def call(self, x: KerasTensor) -> KerasTensor:
        return ops.pad(x, ((0, 0), (self.width, self.width), (self.width, self.width), (0, 0)), mode="reflect")

    def get_config(self) -> dict:
        return super().get_config() | {"width": self.width}


def convolve(x: KerasTensor, filters: int, kernel: int = 3, stride: int = 1, *, name: str, is_last: bool = False) -> KerasTensor:
    """Convolution with reflected borders, without a bias where normalization follows: it would take it away."""
    x = Reflect(kernel // 2, name=f"{name}_border")(x) if kernel > 1 else x
    weights = keras.initializers.RandomNormal(stddev=FIRST_WEIGHTS)
    return Conv2D(filters, kernel, stride, "valid", use_bias=is_last, kernel_initializer=weights, name=name)(x)


def normalize(x: KerasTensor, name: str) -> KerasTensor:
    return InstanceNormalization(name=f"{name}_norm")(x)


def level(x: KerasTensor, filters: int, kernel: int = 3, stride: int = 1, *, name: str) -> KerasTensor:
    return layers.ReLU(name=f"{name}_relu")(normalize(convolve(x, filters, kernel, stride, name=name), name))


def residual(x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """x + norm(conv(relu(norm(conv(x)))))."""
    branch = convolve(level(x, filters, name=f"{name}_0"), filters, name=f"{name}_1")
    return layers.Add(name=name)([x, normalize(branch, f"{name}_1")])


def enlarge(x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """Narrows, doubles the sides, mixes: [B,h,w,C] -> [B,2h,2w,filters]. The narrowing costs least at the smaller side."""
    x = layers.UpSampling2D(2, name=f"{name}_double")(convolve(x, filters, kernel=1, name=f"{name}_narrow"))
    return level(x, filters, name=name)


def to_picture(x: KerasTensor) -> KerasTensor:
    x = convolve(x, 3, kernel=7, name="last", is_last=True)
    with in_float32():
        return layers.Activation("tanh", name="picture")(x)


def build_residual(*, filters: int = 64, blocks: int = 9, name: str = "residual") -> keras.Model:
    """filters: channels at full size, twice and four times as many at a half and a quarter of it. blocks: 6 for 128 px, 9 above."""
    picture = keras.Input((None, None, 3), name="source")
    x = level(picture, filters, kernel=7, name="first")  # [B,H,W,f]
    x = level(x, 2 * filters, stride=2, name="down_1")  # [B,H/2,W/2,2f]
    x = level(x, 4 * filters, stride=2, name="down_2")  # [B,H/4,W/4,4f]
    for block in range(blocks):
        x = residual(x, 4 * filters, name=f"block_{block}")
    x = enlarge(x, 2 * filters, name="up_1")  # [B,H/2,W/2,2f]
    x = enlarge(x, filters, name="up_2")  # [B,H,W,f]
    return keras.Model(picture, to_picture(x), name=name)  # [B,H,W,3]


def build_plain_unet(*, filters: int = 64, name: str = "unet") -> keras.Model:
    """filters: channels at full size; twice as many at each of the four levels below, eight times at most."""
    picture = keras.Input((None, None, 3), name="source")
    widths = [filters * min(2**depth, 8) for depth in range(5)]
    features = [level(picture, widths[0], name="first")]  # [B,H,W,f]
    for depth in range(1, 5):
        features.append(level(features[-1], widths[depth], stride=2, name=f"down_{depth}"))  # [B,H/2,..,2f] to [B,H/16,..,8f]
    x = features[-1]
    for depth in range(3, -1, -1):
        x = layers.Concatenate(name=f"skip_{depth}")([enlarge(x, widths[depth], name=f"up_{depth}"), features[depth]])
    return keras.Model(picture, to_picture(x), name=name)  # [B,H,W,3]


def build_translator(translator: str, *, filters: int = 64, blocks: int = 9, name: str | None = None) -> keras.Model:
    """The network of that kind. Raises ValueError for another kind."""
    if translator == "residual":
        return build_residual(filters=filters, blocks=blocks, name=name or translator)
    if translator == "unet":
        return build_plain_unet(filters=filters, name=name or translator)
    raise ValueError(f"translator must be {' or '.join(MULTIPLES)}, not {translator!r}")
