"""The critic: a conditional PatchGAN (pix2pix, arXiv 1611.07004, section 3.2.2) on the folded drawing and picture.

Sees drawing and picture together; each output value judges one patch of about 50 px, and the objective averages them. No
normalization, so that the gradient penalty of WGAN-GP holds picture by picture (arXiv 1704.00028, section 4).
Input: dict of line [B,H,W,1] and color [B,H,W,3] in [-1,1]. Output: logits [B,H/8,W/8,1].
"""

import keras
from keras import layers

from lineart_colorizer.networks.layers import Fold

SLOPE = 0.2  # LeakyReLU: DCGAN (arXiv 1511.06434) section 3


def build_patchgan(*, filters: int = 32) -> keras.Model:
    """filters: channels of the first level."""
    line = keras.Input((None, None, 1), name="line")
    color = keras.Input((None, None, 3), name="color")
    x = Fold()(layers.Concatenate()([line, color]))  # [B,H,W,4] -> [B,H/2,W/2,16]
    for level, (width, kernel, stride) in enumerate(((filters, 4, 2), (2 * filters, 4, 2), (2 * filters, 3, 1))):
        x = layers.Conv2D(width, kernel, stride, "same", kernel_initializer="he_normal", name=f"level_{level}")(x)
        x = layers.LeakyReLU(SLOPE)(x)  # [B,H/4,W/4,f], [B,H/8,W/8,2f], [B,H/8,W/8,2f]
    logits = layers.Conv2D(1, 3, 1, "same", name="logits")(x)  # [B,H/8,W/8,1]
    return keras.Model({"line": line, "color": color}, logits, name="critic")
