"""An encoder and a decoder without skips: what the lineart post tried first, and why it went on to the U-Net.

All that is known of the drawing passes through a bottleneck of a 32nd of its side, 8 f channels: at 128 px and 16 filters 4 x 4 x 128,
an eighth as many values as pixels. Thin lines do not survive that; the picture that comes out is a blur of them. The network
draws the lines itself (in effect the `direct` head), else nothing could be lost.

Bottleneck
  strided   convolutions of 4 x 4, stride 2 (DCGAN, arXiv 1511.06434, section 3).
  max-pool  convolutions of 3 x 3, then max pooling: the post's, and slower, as the first convolution is at full size.

Conventions
  Input and output as of `unet` without a palette: dict of line [B,H,W,1] and hint [B,H,W,4] to dict of color and layer, float32
  [B,H,W,3] in [-1,1]; layer is the same as color, since no line is laid over it. H and W are multiples of `MULTIPLE`.
"""

import keras
from keras import KerasTensor, layers

from lineart_colorizer.networks.convolution import Conv2D, Conv2DTranspose
from lineart_colorizer.networks.layers import in_float32

WIDER = (1, 2, 4, 8, 8)  # channels at half, a quarter, ... of the side, as a multiple of `filters`
MULTIPLE = 2 ** len(WIDER)
SLOPE = 0.2  # the only one that TensorFlow 2.21's graph rewriter keeps when it fuses convolution, sum and LeakyReLU
BOTTLENECKS = ("strided", "max-pool")
OUTPUT = "rgb"  # the layer whose channels are colours


def halve(x: KerasTensor, width: int, bottleneck: str, name: str) -> KerasTensor:
    """[B,h,w,C] -> [B,h/2,w/2,width]."""
    if bottleneck == "strided":
        return layers.LeakyReLU(SLOPE)(Conv2D(width, 4, 2, "same", kernel_initializer="he_normal", name=name)(x))
    x = layers.LeakyReLU(SLOPE)(Conv2D(width, 3, 1, "same", kernel_initializer="he_normal", name=name)(x))  # [B,h,w,width]
    return layers.MaxPooling2D(2)(x)


def build_autoencoder(*, filters: int = 16, bottleneck: str = "strided") -> keras.Model:
    """The network of this module's header.

    Args:
        filters: channels of the finest level. bottleneck: strided or max-pool.
    Raises: ValueError for another bottleneck.
    """
    if bottleneck not in BOTTLENECKS:
        raise ValueError(f"bottleneck must be {' or '.join(BOTTLENECKS)}, not {bottleneck!r}")
    inputs = {"line": keras.Input((None, None, 1), name="line"), "hint": keras.Input((None, None, 4), name="hint")}
    x = layers.Concatenate()(list(inputs.values()))  # [B,H,W,5]
    for level, wider in enumerate(WIDER):
        x = halve(x, wider * filters, bottleneck, f"encode_{level}")  # [B,H/2,W/2,f] to [B,H/32,W/32,8f]
    for level in range(len(WIDER) - 2, -1, -1):
        double = Conv2DTranspose(WIDER[level] * filters, 4, 2, "same", kernel_initializer="he_normal", name=f"decode_{level}")
        x = layers.LeakyReLU(SLOPE)(double(x))  # [B,H/16,W/16,8f] to [B,H/2,W/2,f]
    x = Conv2DTranspose(3, 4, 2, "same", name=OUTPUT)(x)  # [B,H,W,3]
    with in_float32():
        x = layers.Activation("sigmoid")(x)  # 0..1
        outputs = {"layer": layers.Rescaling(2.0, -1.0, name="layer")(x), "color": layers.Rescaling(2.0, -1.0, name="color")(x)}
    return keras.Model(inputs, outputs, name="generator")
