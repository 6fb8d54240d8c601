"""The critic: a conditional PatchGAN (pix2pix, arXiv 1611.07004, section 3.2.2), by the size of the patch that one logit judges.

Sees drawing and picture together; each output value judges one patch, and the objective averages them. Several critics of different
patches judge side by side (pix2pix in several scales; local + global), and the objective is averaged over them. No normalization over
pictures, so that the gradient penalty of WGAN-GP holds picture by picture (arXiv 1704.00028, section 4).

Patches, in px (tests measure them)
  50     52 x 52, logits [B,H/8,W/8,1]: the default; picture and drawing folded first, which costs a quarter of 70.
  1      1 x 1, logits [B,H,W,1]: pix2pix's PixelGAN: colours, not shapes.
  16     16 x 16, logits [B,H/2,W/2,1], and 70: 70 x 70, logits [B,H/8,W/8,1]: pix2pix's, section 6.1.2 and table 3.
  image  the whole picture, one logit [B,1]: features of 92 px patches, averaged, then two dense levels.

Conventions
  Input: dict of float32 pictures in [-1,1], [B,H,W,channels]; line (1) and color (3) unless told otherwise. Sides are multiples of 8, with
  image of 32. Output: logits; of several critics a list of them; with classes a dict of those (logits) and of class logits [B,classes]
  (label). `verdict` reads all three.
"""

import dataclasses
from collections.abc import Callable

import keras
from keras import KerasTensor, layers

from lineart_colorizer.networks.convolution import Conv2D
from lineart_colorizer.networks.layers import Fold, InstanceNormalization, bounded, in_float32

SLOPE = 0.2  # LeakyReLU: DCGAN (arXiv 1511.06434) section 3
PAIR = {"line": 1, "color": 3}  # what the critic sees, and its channels


@dataclasses.dataclass(frozen=True)
class Form:
    """What makes a patch's size. fold: block that is folded into channels first. levels: (channels as a multiple of the first level's,
    kernel, stride) of each convolution. last: kernel of the one that makes logits; 0: the whole picture is averaged instead."""

    fold: int
    levels: tuple[tuple[int, int, int], ...]
    last: int


FORMS = {
    "50": Form(2, ((1, 4, 2), (2, 4, 2), (2, 3, 1)), 3),
    "1": Form(1, ((1, 1, 1), (2, 1, 1)), 1),
    "16": Form(1, ((1, 4, 2), (2, 4, 1)), 4),
    "70": Form(1, ((1, 4, 2), (2, 4, 2), (4, 4, 2), (8, 4, 1)), 4),
    "image": Form(2, ((1, 4, 2), (2, 4, 2), (4, 4, 2), (4, 4, 2)), 0),
}


def parse_critic(critic: str) -> tuple[str, ...]:
    """ "70,image" to the names of its critics. Raises ValueError that says which part is none."""
    fields = tuple(part.strip() for part in critic.split(","))
    for field in fields:
        if field not in FORMS:
            raise ValueError(f"critic {field!r}: choose {', '.join(FORMS)}, or several divided by commas, as in 16,70")
    if len(set(fields)) < len(fields):
        raise ValueError(f"critic {critic}: each but once")
    return fields


def judge(
    x: KerasTensor, field: str, filters: int, normalize: Callable, suffix: str, instance_norm: bool = False
) -> tuple[KerasTensor, KerasTensor]:
    """One critic. x: [B,H,W,C]. normalize: wraps each layer of weights. instance_norm: of all levels but the first, which sees the colours
    as they are. Returns its logits, and its last features [B,h,w,c]."""
    form = FORMS[field]
    x = Fold(form.fold)(x) if form.fold > 1 else x  # [B,H/fold,W/fold,C*fold^2]
    for level, (wider, kernel, stride) in enumerate(form.levels):
        convolution = Conv2D(wider * filters, kernel, stride, "same", kernel_initializer="he_normal", name=f"level_{level}{suffix}")
        x = normalize(convolution)(x)  # each strided level halves the sides
        if instance_norm and level:
            x = InstanceNormalization(name=f"norm_{level}{suffix}")(x)
        x = layers.LeakyReLU(SLOPE)(x)
    with in_float32():
        if form.last:
            return normalize(Conv2D(1, form.last, 1, "same", name=f"logits{suffix}"))(x), x  # [B,h,w,1]
        whole = layers.GlobalAveragePooling2D()(x)  # [B,4f]
        whole = layers.LeakyReLU(SLOPE)(normalize(layers.Dense(4 * filters, kernel_initializer="he_normal", name=f"whole{suffix}"))(whole))
        return normalize(layers.Dense(1, name=f"logits{suffix}"))(whole), x  # [B,1]


def build_patchgan(
    *,
    filters: int = 32,
    critic: str = "50",
    channels: dict[str, int] = PAIR,
    spectral_norm: bool = False,
    classes: int = 0,
    instance_norm: bool = False,
) -> keras.Model:
    """The critic of this module's header.

    Args:
        filters: channels of the first level. critic: 50, 1, 16, 70 or image, or several divided by commas.
        channels: the pictures that it sees, by name, with their channels.
        spectral_norm: holds each layer's largest singular value at 1 (arXiv 1802.05957).
        classes: a head tells as many classes apart, from the last critic's features (AC-GAN, arXiv 1610.09585); 0: none.
        instance_norm: normalizes each picture by itself (arXiv 1607.08022), as cyclegan's critics do.
    Raises: ValueError for another critic.
    """
    fields = parse_critic(critic)

    def normalize(layer):
        return bounded(layer) if spectral_norm else layer

    inputs = {name: keras.Input((None, None, depth), name=name) for name, depth in channels.items()}
    x = layers.Concatenate()(list(inputs.values())) if len(inputs) > 1 else inputs[next(iter(inputs))]  # [B,H,W,C]
    logits = []
    for field in fields:
        judged, features = judge(x, field, filters, normalize, f"_{field}" if len(fields) > 1 else "", instance_norm)
        logits.append(judged)
    outputs = logits if len(fields) > 1 else logits[0]
    if classes:
        with in_float32():
            label = normalize(layers.Dense(classes, name="label"))(layers.GlobalAveragePooling2D()(features))
        outputs = {"logits": outputs, "label": label}
    return keras.Model(inputs, outputs, name="critic")


def verdict(outputs: KerasTensor | list | dict) -> tuple[list, object | None]:
    """A critic's outputs, whatever its kind: list of logits, one for each of its critics; class logits [B,classes] or None."""
    label = None
    if isinstance(outputs, dict):
        outputs, label = outputs["logits"], outputs["label"]
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs], label
