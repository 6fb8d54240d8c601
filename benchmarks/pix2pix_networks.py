"""The peers' networks, for our step: pix2pix's U-Net and 70 x 70 PatchGAN (arXiv 1611.07004, appendix 6.1), level by level as
`peer_pix2pix_torch.py` has them, with as many parameters.

What is written in another way, and is the same function of the same numbers:
- a 4 x 4 convolution of stride 2 is a 2 x 2 one of the picture folded 2 x 2: the same products, its kernel's numbers in another order;
- a transposed one is a 2 x 2 convolution to four times the channels, which are laid side by side: no zeros between pixels are multiplied;
- batch normalization is one fused operation under TensorFlow.
Adam treats each number by itself, so their order changes nothing.

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


class Halve(keras.layers.Layer):
    """A 4 x 4 convolution of stride 2 with a border of 1: [B,H,W,C] -> [B,H/2,W/2,filters]."""

    def __init__(self, filters: int, use_bias: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.convolve = layers.Conv2D(filters, 2, kernel_initializer=normal(), use_bias=use_bias)

    def build(self, shape):
        self.convolve.build((shape[0], None, None, 4 * shape[-1]))

    def call(self, x):
        return self.convolve(ops.space_to_depth(ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))), 2))

    def compute_output_shape(self, shape):
        return shape[0], shape[1] // 2, shape[2] // 2, self.convolve.filters


class Double(keras.layers.Layer):
    """A transposed 4 x 4 convolution of stride 2 with a border of 1: [B,H,W,C] -> [B,2H,2W,filters].

    Pixel (2i + p, 2j + q) of the result sees pixels i + p - 1 and i + p of the rows, and likewise of the columns, by a kernel of its own.
    """

    def __init__(self, filters: int, use_bias: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.use_bias = filters, use_bias

    def build(self, shape):
        self.kernel = self.add_weight(shape=(2, 2, shape[-1], 4 * self.filters), initializer=normal(), name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias") if self.use_bias else None

    def call(self, x):
        height, width = x.shape[1:3]
        four = ops.conv(ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))), self.kernel)  # [B,H+1,W+1,4F]
        corners = ops.split(four, 4, axis=-1)
        shifted = [corners[2 * p + q][:, p : p + height, q : q + width] for p in (0, 1) for q in (0, 1)]
        doubled = ops.depth_to_space(ops.concatenate(shifted, axis=-1), 2)
        return doubled + self.bias if self.use_bias else doubled

    def compute_output_shape(self, shape):
        return shape[0], 2 * shape[1], 2 * shape[2], self.filters


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
    down = Halve(inner)(layers.LeakyReLU(0.2)(x))
    if levels > 1:
        down = unet(BatchNormalization()(down), filters, inner, levels - 1)
    up = BatchNormalization()(Double(outer)(layers.ReLU()(down)))
    if levels > 1 and outer == inner:
        up = layers.Dropout(0.5)(up)
    return layers.Concatenate()([x, up])


def build_generator(size: int, filters: int = FILTERS) -> keras.Model:
    """The U-Net of size px, a power of 2, 32 at least: 41.8 million parameters at 128 px, 54.4 at 256."""
    line, hint = keras.Input((size, size, 3), name="line"), keras.Input((size, size, 4), name="hint")
    inside = unet(Halve(filters)(line), filters, filters, size.bit_length() - 2)
    color = layers.Activation("tanh", dtype="float32")(Double(3, use_bias=True)(layers.ReLU()(inside)))
    return keras.Model({"line": line, "hint": hint}, {"color": color}, name="generator")


def build_critic(size: int, filters: int = FILTERS) -> keras.Model:
    """The 70 x 70 PatchGAN: 2.8 million parameters."""
    inputs = {name: keras.Input((size, size, 3), name=name) for name in ("line", "color")}
    x = layers.LeakyReLU(0.2)(Halve(filters, use_bias=True)(layers.Concatenate()(list(inputs.values()))))
    for wider in (2, 4):
        x = layers.LeakyReLU(0.2)(BatchNormalization()(Halve(wider * filters)(x)))
    x = layers.Conv2D(8 * filters, 4, kernel_initializer=normal(), use_bias=False)(layers.ZeroPadding2D()(x))
    x = layers.LeakyReLU(0.2)(BatchNormalization()(x))
    logits = layers.Conv2D(1, 4, kernel_initializer=normal(), dtype="float32")(layers.ZeroPadding2D()(x))
    return keras.Model(inputs, logits, name="critic")
