"""The peers' networks, for our step: pix2pix's U-Net and 70 x 70 PatchGAN (arXiv 1611.07004, appendix 6.1), level by level as
`peer_pix2pix_torch.py` has them, with as many parameters.

Batch normalization is one fused operation under TensorFlow, the same function of the same numbers. Convolutions are Keras' own: of the
picture folded 2 x 2, and transposed ones as convolutions to four times the channels, they took 5 to 15 % longer on a CPU.

What is not done: one pass of the critic over true and generated pictures together. It would be quicker, but batch normalization would
then take its mean over both, which neither peer does.

Conventions
  Generator: dict of line [B,S,S,3] and hint, which it does not see (what `Learner` gives), to dict of color [B,S,S,3]; all in [-1,1].
  Critic: dict of line and color [B,S,S,3] to logits [B,S/8-2,S/8-2,1]. Kernels: normal, of deviation 0.02.
"""

import keras
from keras import layers, ops

WEIGHTS = 0.02  # standard deviation of the first ones, and of batch normalization's scales around 1
FILTERS = 64
EPSILON, MOMENTUM = 1e-5, 0.9  # PyTorch's, as Keras counts the momentum


def normal(mean: float = 0.0):
    return keras.initializers.RandomNormal(mean, WEIGHTS)


def halve(filters: int, use_bias: bool = False) -> layers.Layer:
    """A 4 x 4 convolution of stride 2 with a border of 1: [B,H,W,C] -> [B,H/2,W/2,filters]."""
    return layers.Conv2D(filters, 4, 2, "same", kernel_initializer=normal(), use_bias=use_bias)


def double(filters: int, use_bias: bool = False) -> layers.Layer:
    """A transposed 4 x 4 convolution of stride 2 with a border of 1: [B,H,W,C] -> [B,2H,2W,filters]."""
    return layers.Conv2DTranspose(filters, 4, 2, "same", kernel_initializer=normal(), use_bias=use_bias)


class BatchNormalization(keras.layers.BatchNormalization):
    """Keras', with PyTorch's constants. While it trains under TensorFlow, one fused operation in place of a dozen."""

    def __init__(self, **kwargs):
        super().__init__(momentum=MOMENTUM, epsilon=EPSILON, gamma_initializer=normal(1.0), **kwargs)

    def call(self, x, training=None):
        if not training or keras.backend.backend() != "tensorflow":
            return super().call(x, training=training)
        import tensorflow as tf

        gamma, beta = (ops.cast(variable, "float32") for variable in (self.gamma, self.beta))
        y, mean, variance = tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, epsilon=self.epsilon)
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1.0 - self.momentum))
        return y


def unet(x, filters: int, outer: int, levels: int):
    """One level of the U-Net, and all within: down, the level inside, up, beside what came in. x: [B,h,w,C], h at least 2.

    outer: channels that it gives back beside x. levels: of 8 x filters that there are yet, this one included, or fewer channels' before.
    """
    inner = min(2 * outer, 8 * filters)
    down = halve(inner)(layers.LeakyReLU(0.2)(x))
    if levels > 1:
        down = unet(BatchNormalization()(down), filters, inner, levels - 1)
    up = BatchNormalization()(double(outer)(layers.ReLU()(down)))
    if levels > 1 and outer == inner:
        up = layers.Dropout(0.5)(up)
    return layers.Concatenate()([x, up])


def build_generator(size: int, filters: int = FILTERS) -> keras.Model:
    """The U-Net of size px, a power of 2, 32 at least: 41.8 million parameters at 128 px, 54.4 at 256."""
    line, hint = keras.Input((size, size, 3), name="line"), keras.Input((size, size, 4), name="hint")
    inside = unet(halve(filters)(line), filters, filters, size.bit_length() - 2)
    color = layers.Activation("tanh", dtype="float32")(double(3, use_bias=True)(layers.ReLU()(inside)))
    return keras.Model({"line": line, "hint": hint}, {"color": color}, name="generator")


def build_critic(size: int, filters: int = FILTERS) -> keras.Model:
    """The 70 x 70 PatchGAN: 2.8 million parameters."""
    inputs = {name: keras.Input((size, size, 3), name=name) for name in ("line", "color")}
    x = layers.LeakyReLU(0.2)(halve(filters, use_bias=True)(layers.Concatenate()(list(inputs.values()))))
    for wider in (2, 4):
        x = layers.LeakyReLU(0.2)(BatchNormalization()(halve(wider * filters)(x)))
    x = layers.Conv2D(8 * filters, 4, kernel_initializer=normal(), use_bias=False)(layers.ZeroPadding2D()(x))
    x = layers.LeakyReLU(0.2)(BatchNormalization()(x))
    logits = layers.Conv2D(1, 4, kernel_initializer=normal(), dtype="float32")(layers.ZeroPadding2D()(x))
    return keras.Model(inputs, logits, name="critic")
