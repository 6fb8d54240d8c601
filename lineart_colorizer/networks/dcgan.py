"""Generator and critic of `acgan`: noise and a class to a picture, without a drawing. DCGAN (arXiv 1511.06434), AC-GAN (arXiv 1610.09585).

Architecture
  Transposed and strided convolutions of 4 x 4, stride 2, as DCGAN has them: four divides by two, so no checkerboard, and a pixel costs four
  taps. The narrow end is 4 x 4; each level has half the channels of the one below, from `8 filters` on at 64 px.

Conditioning
  Noise and an embedding of the class set gain and bias of every normalized feature (conditional batch normalization: Dumoulin et al. 2016,
  arXiv 1610.07629; fed with noise at every level: BigGAN, arXiv 1809.11096, section 3), and make the 4 x 4 features as well.

Batch normalization
  In the generator alone: a critic that sees real and fake pictures in one batch must not mix them. Its moving statistics are variables
  that are not trained; whoever averages weights has to average these as well, as they belong to the weights they were measured with.

Conventions
  Pictures [B,S,S,3] in [-1,1]. Noise [B,Z], standard normal. Label int32 [B], 0 to classes - 1. One class is plain DCGAN.
"""

import math

import keras
from keras import KerasTensor, layers

from lineart_colorizer.networks.convolution import Conv2D, Conv2DTranspose
from lineart_colorizer.networks.layers import bounded, in_float32

SIZES = (32, 64, 128)
NARROWEST = 4  # px: side of the narrow end
EMBEDDING = 64  # values that stand for a class; they begin as large as noise, else the class is not heard beside it
CLASS_LAYER = "class"  # the embedding
SLOPE = 0.2  # LeakyReLU: DCGAN section 3
MOMENTUM = 0.9  # of the moving statistics: Keras' 0.99 lags hundreds of steps behind


def levels_of(size: int) -> int:
    """How often the narrow end is doubled. Raises ValueError for a size that these networks do not make."""
    if size not in SIZES:
        raise ValueError(f"size must be one of {', '.join(map(str, SIZES))} px, not {size}")
    return int(math.log2(size // NARROWEST))


def normalize(x: KerasTensor, style: KerasTensor, name: str, synchronized: bool) -> KerasTensor:
    """Batch normalization of x [B,h,w,C], its gain and bias from the style [B,E]."""
    channels = x.shape[-1]
    x = layers.BatchNormalization(momentum=MOMENTUM, center=False, scale=False, synchronized=synchronized, name=f"{name}_normalize")(x)
    gain, bias = (
        layers.Reshape((1, 1, channels))(layers.Dense(channels, bias_initializer=start, name=f"{name}_{part}")(style))
        for part, start in (("gain", "ones"), ("bias", "zeros"))
    )
    return layers.Add()([layers.Multiply()([x, gain]), bias])


def build_generator(*, classes: int, size: int, noise: int = 100, filters: int = 32, synchronized: bool = False) -> keras.Model:
    """Dict of noise [B,noise] and label [B] to color [B,size,size,3].

    classes: 1 or more. filters: channels at half the side. synchronized: statistics of a batch are of all replicas together; of
    TensorFlow's backend alone. Raises ValueError for another size than 32, 64 or 128.
    """
    levels = levels_of(size)
    given = {"noise": keras.Input((noise,), name="noise"), "label": keras.Input((), dtype="int32", name="label")}
    embedded = layers.Embedding(classes, EMBEDDING, keras.initializers.RandomNormal(stddev=0.5), name=CLASS_LAYER)(given["label"])
    style = layers.Concatenate(name="style")([given["noise"], embedded])  # [B,Z+E]
    width = filters * 2 ** (levels - 1)
    x = layers.Dense(NARROWEST * NARROWEST * width, use_bias=False, name="begin")(style)
    x = layers.Reshape((NARROWEST, NARROWEST, width))(x)
    x = layers.ReLU()(normalize(x, style, "begin", synchronized))  # [B,4,4,f 2^(levels-1)]
    for level in range(levels - 2, -1, -1):
        x = Conv2DTranspose(filters * 2**level, 4, 2, "same", use_bias=False, name=f"enlarge_{level}")(x)
        x = layers.ReLU()(normalize(x, style, f"enlarge_{level}", synchronized))  # [B,8,8,4f], [B,16,16,2f], [B,32,32,f] at 64 px
    x = Conv2DTranspose(3, 4, 2, "same", name="color")(x)  # [B,S,S,3]
    with in_float32():
        color = layers.Activation("tanh", name="picture")(x)
    return keras.Model(given, color, name="generator")


def build_critic(
    *, size: int, classes: int = 0, filters: int = 32, dropout: float = 0.0, spectral_norm: bool = False, projection: bool = False
) -> keras.Model:
    """Dict of color [B,size,size,3] to logits [B,1], real or fake; with classes to a dict of these and label [B,classes], logits.

    Args:
        filters: channels at half the side. dropout: share of features left out while training (AC-GAN appendix A: 0.5).
        spectral_norm: holds each convolution's largest singular value at 1 (arXiv 1802.05957).
        projection: the inputs have label [B] as well, -1 for none, and real or fake is judged among the pictures of that class: the logit
            has the product of features and class added (Miyato and Koyama 2018, arXiv 1802.05637, eq. 3). Needs classes.
    Raises: ValueError for another size than 32, 64 or 128.
    """

    levels = levels_of(size)
    inputs = {"color": keras.Input((size, size, 3), name="color")}
    x = inputs["color"]
    for level in range(levels):
        convolution = Conv2D(filters * 2**level, 4, 2, "same", name=f"reduce_{level}")
        x = (bounded(convolution) if spectral_norm else convolution)(x)
        x = layers.LeakyReLU(SLOPE)(x)  # [B,32,32,f], [B,16,16,2f], [B,8,8,4f], [B,4,4,8f] at 64 px
        if dropout and level:
            x = layers.Dropout(dropout, name=f"dropout_{level}")(x)
    x = layers.Flatten()(x)
    with in_float32():
        outputs = layers.Dense(1, name="logits")(x)
        if projection:
            inputs["label"] = keras.Input((), dtype="int32", name="label")
            typical = layers.Embedding(classes + 1, x.shape[-1], "zeros", name="projection")(inputs["label"] + 1)  # [B,16 f 2^(levels-1)]
            outputs = layers.Add()([outputs, layers.Dot(axes=1)([x, typical])])
        if classes:
            outputs = {"logits": outputs, "label": layers.Dense(classes, name="class")(x)}
    return keras.Model(inputs, outputs, name="critic")
