"""The generator: a U-Net (arXiv 1505.04597) without normalization, that colours inside the lines.

Basics
  The drawing and the hints are folded 2 x 2, so that the finest level works at half the picture's side; four strided levels below
  see what is drawn; the way up adds (not concatenates) the skips. `LineAwareAverage` then lets each region agree on its colour, and
  `PaletteMix` turns that into colours. Residual blocks with a small gain need no normalization, so the averaged weights (EMA) fit as
  they are, and a picture's colours do not depend on the batch.

Head
  multiply: the network predicts the colours under the lines, and the picture is colours x line, as artists lay lines over colours.
  direct: the network predicts the picture itself.

Conventions
  Input: dict of line [B,H,W,1] in [-1,1] (white = 1) and hint [B,H,W,4] (RGB in [-1,1], 0 where mask is 0, and mask in 0..1).
  H and W are multiples of `MULTIPLE`. Output: dict of color [B,H,W,3] in [-1,1], layer [B,H,W,3] in [-1,1] (the colours before the
  lines), and, with a palette, logits [B,H/2,W/2,K].
"""

import keras
from keras import layers

from lineart_colorizer.networks.layers import Enlarge, Fold, Gain, LineAwareAverage, PaletteMix, Unfold

LEVELS = 5
MULTIPLE = 2**LEVELS
BLOCKS = (1, 1, 2, 2)  # residual blocks at each level below the finest
SLOPE = 0.1
PALETTE_LAYER = "palette"


def activate(x):
    return layers.LeakyReLU(SLOPE)(x)


def convolve(x, filters: int, kernel: int = 3, stride: int = 1, name: str | None = None):
    return layers.Conv2D(filters, kernel, stride, "same", kernel_initializer="he_normal", name=name)(x)


def residual(x, filters: int, name: str):
    """x + gain * conv(activate(x)), the gain small at first."""
    return layers.Add(name=name)([x, Gain(name=f"{name}_gain")(convolve(activate(x), filters, name=f"{name}_conv"))])


def encode(x, filters: int) -> list:
    """Features from fine to coarse: [B,H/2,W/2,f], [B,H/4,W/4,2f], ... [B,H/32,W/32,16f]."""
    features = [convolve(x, filters, name="encode_0")]
    for level, blocks in enumerate(BLOCKS, start=1):
        x = convolve(activate(features[-1]), filters * 2**level, stride=2, name=f"encode_{level}")
        for block in range(blocks):
            x = residual(x, filters * 2**level, name=f"encode_{level}_{block}")
        features.append(x)
    return features


def decode(features: list, filters: int):
    """Features from `encode` to [B,H/2,W/2,f]. Up-sampling repeats pixels, then mixes: no checkerboard."""
    x = features[-1]
    for level in range(LEVELS - 2, 0, -1):
        x = layers.UpSampling2D(2)(convolve(activate(x), filters * 2**level, kernel=1, name=f"decode_{level}"))
        x = residual(layers.Add()([x, features[level]]), filters * 2**level, name=f"decode_{level}_0")
    x = Unfold()(convolve(activate(x), 4 * filters, kernel=1, name="decode_0"))  # [B,H/4,W/4,2f] -> [B,H/2,W/2,f]
    return layers.Add()([x, convolve(activate(features[0]), filters, kernel=1, name="skip_0")])


def build_unet(*, filters: int = 16, palette: int = 32, head: str = "multiply") -> keras.Model:
    """The generator of this module's header.

    Args:
        filters: channels of the finest level. palette: entries to mix, 0 to predict RGB. head: multiply or direct.
    Raises: ValueError for another head.
    """
    if head not in ("multiply", "direct"):
        raise ValueError(f"head must be multiply or direct, not {head!r}")
    line = keras.Input((None, None, 1), name="line")
    hint = keras.Input((None, None, 4), name="hint")
    whiteness = layers.Rescaling(0.5, 0.5, name="whiteness")(line)  # [B,H,W,1] in 0..1
    darkness = layers.Rescaling(-0.5, 0.5, name="darkness")(line)
    x = Fold()(layers.Concatenate()([darkness, hint]))  # [B,H,W,5] -> [B,H/2,W/2,20]
    x = decode(encode(x, filters), filters)  # [B,H/2,W/2,f]
    region = LineAwareAverage(name="region")(layers.AveragePooling2D(2)(whiteness), x)
    x = activate(convolve(layers.Concatenate()([region, x]), 3 * filters, kernel=1, name="head"))  # [B,H/2,W/2,3f]
    outputs = {}
    if palette:
        outputs["logits"] = convolve(x, palette, kernel=1, name="logits")
        x = PaletteMix(palette, name=PALETTE_LAYER)(outputs["logits"])  # [B,H/2,W/2,3] in 0..1
    else:
        x = layers.Conv2D(3, 1, activation="sigmoid", name="rgb")(x)
    x = Enlarge(name="enlarge")(x)  # [B,H,W,3]
    outputs["layer"] = layers.Rescaling(2.0, -1.0, name="layer")(x)
    picture = layers.Multiply(name="under_lines")([x, whiteness]) if head == "multiply" else x
    outputs["color"] = layers.Rescaling(2.0, -1.0, name="color")(picture)
    return keras.Model({"line": line, "hint": hint}, outputs, name="generator")
