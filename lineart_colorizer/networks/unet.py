"""The generator: a U-Net (arXiv 1505.04597) without normalization, that colours inside the lines.

Basics
  The drawing is folded, not strided: 4 x 4 for the levels that see what is drawn (a quarter of the picture's side and below), 2 x 2 for
  the finest, which only has to know where the lines are. The way up adds (not concatenates) the skips. `LineAwareAverage` then lets each
  region agree on its colour and spreads hints through it, and `PaletteMix` turns that into colours. Residual blocks with a small gain
  need no normalization, so the averaged weights (EMA) fit as they are, and a picture's colours do not depend on the batch. Most of the
  work is done at an eighth of the side and below: that is what makes the step cheap on a CPU.

Hints
  What was painted is seen beside the drawing, and votes for colours in its region (`heed`): both are learned. At last `ObeyHints` gives
  the region the very colour, which is not learned.

Head
  multiply: the network predicts the colours under the lines, and the picture is colours x line, as artists lay lines over colours.
  direct: the network redraws the lines as well, and so may leave them out: for drawings whose lines are not in the finished picture.

Label and noise
  With classes, a label adds one learned vector to the coarsest features, where what is drawn is known; -1 (none) adds nothing. With
  dropout, features of the coarse levels are dropped at random while training, and after it on request (`noise.varied`): pix2pix's
  only source of variants (arXiv 1611.07004, section 2.1).

Naming
  The coarsest features may also name what is drawn, by one dense layer on their average: what a network tells apart, it colours apart
  (Iizuka et al. 2016, "Let there be Color!", ACM TOG 35(4), section 3.3). Nothing else hangs on it.

Precision
  Under a policy of half precision, what is seen and said is computed in it; votes are counted, and colours made and laid under the lines,
  in float32.

Conventions
  Input: dict of line [B,H,W,1] in [-1,1] (white = 1) and hint [B,H,W,4] (RGB in [-1,1], 0 where mask is 0, and mask in 0..1); with
  classes also label, int32 [B]. H and W are multiples of `MULTIPLE`. Output: dict of color [B,H,W,3] in [-1,1], layer [B,H,W,3] in
  [-1,1] (the colours before the lines), with a palette logits [B,H/2,W/2,K], and with names to give names [B,named], logits.
"""

import keras
from keras import KerasTensor, layers, ops

from lineart_colorizer.networks.convolution import Conv2D
from lineart_colorizer.networks.layers import Enlarge, Fold, Gain, LineAwareAverage, OneHot, PaletteMix, Unfold, in_float32
from lineart_colorizer.networks.noise import Noise
from lineart_colorizer.networks.obedience import ObeyHints

BLOCKS = (1, 1, 2, 1)  # residual blocks at a quarter, an eighth, ... of the picture's side
MULTIPLE = 2 ** (1 + len(BLOCKS))
SLOPE = 0.2  # the only one that TensorFlow 2.21's graph rewriter keeps when it fuses convolution, sum and LeakyReLU
OWN_VOICE = 0.08  # most that a pixel adds to a logit of its region
HINT_WEIGHT = 50.0  # of a hint's vote: large, so that heeding hints is learned in the first hundreds of steps
LEAST_HINT = 2e-3  # share of a region: what leaks through lines stays below, one painted point of 128 px comes near
PALETTE_LAYER = "palette"
VOTES = ("coarse_votes", "fine_votes", "own_voice", "hint_votes")  # layers whose channels are colours to choose from
OUTPUTS = (*VOTES, "ink")


def activate(x: KerasTensor) -> KerasTensor:
    return layers.LeakyReLU(SLOPE)(x)


def convolve(x: KerasTensor, filters: int, kernel: int = 3, stride: int = 1, name: str | None = None) -> KerasTensor:
    return Conv2D(filters, kernel, stride, "same", kernel_initializer="he_normal", name=name)(x)


def residual(x: KerasTensor, filters: int, name: str) -> KerasTensor:
    """x + gain * conv(activate(x)), the gain small at first."""
    return layers.Add(name=name)([x, Gain(name=f"{name}_gain")(convolve(activate(x), filters, name=f"{name}_conv"))])


def encode(x: KerasTensor, filters: int) -> list:
    """[B,H/4,W/4,C] to features from fine to coarse: [B,H/4,W/4,2f], [B,H/8,W/8,4f], [B,H/16,W/16,8f], [B,H/32,W/32,16f]."""
    features: list[KerasTensor] = []
    for level, blocks in enumerate(BLOCKS, start=1):
        width = filters * 2**level
        x = convolve(activate(x), width, stride=2, name=f"encode_{level}") if features else convolve(x, width, name=f"encode_{level}")
        for block in range(blocks):
            x = residual(x, width, name=f"encode_{level}_{block}")
        features.append(x)
    return features


def tell(x: KerasTensor, label: KerasTensor, classes: int) -> KerasTensor:
    """x [B,h,w,C] plus what is learned of each label [B]: zero at first, so that labels are heeded only where they help."""
    width = x.shape[-1]
    told = layers.Dense(width, use_bias=False, kernel_initializer="zeros", name="label_features")(OneHot(classes, name="one_hot")(label))
    return layers.Add(name="labelled")([x, layers.Reshape((1, 1, width))(told)])


def decode(features: list, filters: int, dropout: float) -> KerasTensor:
    """Features from `encode` to [B,H/4,W/4,2f]. Up-sampling repeats pixels, then mixes: no checkerboard. Dropout on all but the finest."""
    x = features[-1]
    for level in range(len(BLOCKS) - 1, 0, -1):
        x = Noise(dropout, name=f"noise_{level + 1}")(x) if dropout else x
        width = filters * 2**level
        x = layers.UpSampling2D(2)(convolve(activate(x), width, kernel=1, name=f"decode_{level}"))
        x = residual(layers.Add()([x, features[level - 1]]), width, name=f"decode_{level}_0")
    return x


def heed(hint: KerasTensor, choices: int) -> KerasTensor:
    """Votes for the colours that were painted. hint: [B,h,w,4], mean over the region of RGB in [-1,1] x mask, and of the mask."""
    painted = hint / (hint[..., 3:] + LEAST_HINT)  # the hint's own colour x how sure it is, and how sure: [B,h,w,4]
    heeded = Conv2D(choices, 1, use_bias=False, kernel_initializer="zeros", name="hint_votes")
    return heeded(layers.Rescaling(HINT_WEIGHT)(painted))


def vote(x: KerasTensor, local: KerasTensor, hint: KerasTensor, whiteness: KerasTensor, filters: int, choices: int) -> KerasTensor:
    """What each region agrees on: logits of colours.

    x: [B,H/4,W/4,2f], what is drawn. local: [B,H/2,W/2,f], the same, and where the lines are. hint: [B,H/2,W/2,4]. whiteness: [B,H,W,1]
    in 0..1. Regions vote at a quarter of the side, then again at half of it, where thin regions are seen apart and hints are spread. A
    pixel's own voice is bounded: it may tip the scale between colours that its region finds nearly equal, such as a tone and its shade.
    Returns [B,H/2,W/2,choices].
    """
    coarse = activate(convolve(activate(x), 4 * filters, kernel=1, name="opinion"))
    coarse = convolve(coarse, choices, kernel=1, name="coarse_votes")  # [B,H/4,W/4,K]
    fine, own = (convolve(local, choices, kernel=1, name=name) for name in ("fine_votes", "own_voice"))  # [B,H/2,W/2,K]
    with in_float32():
        coarse = LineAwareAverage(passes=3, name="coarse_region")(layers.AveragePooling2D(4)(whiteness), coarse)
        both = layers.Concatenate()([layers.Add()([layers.UpSampling2D(2)(coarse), fine]), hint])  # [B,H/2,W/2,K+4]
        both = LineAwareAverage(name="fine_region")(layers.AveragePooling2D(2)(whiteness), both)
        votes, spread_hint = ops.split(both, [choices], axis=-1)
        heard = heed(ops.stop_gradient(spread_hint), choices)  # nothing before it is learned
        return layers.Add(name="logits")([votes, heard, layers.Rescaling(OWN_VOICE)(layers.Activation("tanh")(own))])


def build_unet(
    *, filters: int = 16, palette: int = 32, head: str = "multiply", dropout: float = 0.0, classes: int = 0, named: int = 0
) -> keras.Model:
    """The generator of this module's header.

    Args:
        filters: channels of the finest level. palette: entries to mix, 0 to predict RGB. head: multiply or direct.
        dropout: share of the coarse features, 0 to below 1. classes: of labels that may be told, 0 for none.
        named: names that the network may give a picture, 0 for none.
    Raises: ValueError for another head.
    """
    if head not in ("multiply", "direct"):
        raise ValueError(f"head must be multiply or direct, not {head!r}")
    line = keras.Input((None, None, 1), name="line")
    hint = keras.Input((None, None, 4), name="hint")
    with in_float32():
        whiteness = layers.Rescaling(0.5, 0.5, name="whiteness")(line)  # [B,H,W,1] in 0..1
        fine_hint = layers.AveragePooling2D(2)(hint)  # [B,H/2,W/2,4]
    darkness = layers.Rescaling(-0.5, 0.5, name="darkness")(line)
    coarse = layers.Concatenate()([Fold(4)(darkness), layers.AveragePooling2D(4)(hint)])  # [B,H/4,W/4,20]
    fine = layers.Concatenate()([Fold(2)(darkness), fine_hint])  # [B,H/2,W/2,8]
    inputs = {"line": line, "hint": hint}
    outputs = {}
    features = encode(coarse, filters)
    if named:
        with in_float32():
            outputs["names"] = layers.Dense(named, name="naming")(layers.GlobalAveragePooling2D()(activate(features[-1])))
    if classes:
        inputs["label"] = keras.Input((), dtype="int32", name="label")
        features[-1] = tell(features[-1], inputs["label"], classes)  # [B,H/32,W/32,16f]
    x = decode(features, filters, dropout)  # [B,H/4,W/4,2f]
    local = layers.Add()([Unfold(2)(convolve(activate(x), 4 * filters, kernel=1, name="widen")), convolve(fine, filters, name="fine")])
    local = activate(local)  # [B,H/2,W/2,f]
    votes = vote(x, local, fine_hint, whiteness, filters, palette or 3)  # [B,H/2,W/2,K or 3]
    ink = Unfold(2)(convolve(local, 4, name="ink")) if head == "direct" else None  # [B,H,W,1]
    with in_float32():
        outputs |= {"logits": votes} if palette else {}
        x = PaletteMix(palette, name=PALETTE_LAYER)(votes) if palette else layers.Activation("sigmoid", name="rgb")(votes)
        x = ObeyHints(name="obey_hints")(layers.AveragePooling2D(2)(whiteness), fine_hint, x)  # [B,H/2,W/2,3] in 0..1
        x = Enlarge(name="enlarge")(x)  # [B,H,W,3]
        outputs["layer"] = layers.Rescaling(2.0, -1.0, name="layer")(x)
        picture = layers.Multiply(name="under_lines")([x, whiteness if ink is None else layers.Activation("sigmoid")(ink)])
        outputs["color"] = layers.Rescaling(2.0, -1.0, name="color")(picture)
    return keras.Model(inputs, outputs, name="generator")
