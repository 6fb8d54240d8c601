"""The layers that Keras does not have: folding, line-aware averaging, labels, and the palette."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import KerasTensor, ops

PACKAGE = "lineart_colorizer"
FIRST_GAIN = 0.3  # 0, as SkipInit has it, takes the first few hundred steps to open


@contextlib.contextmanager
def in_float32() -> Iterator[None]:
    """Layers made within compute in float32, whatever precision the others have: what judges, averages over many, or makes a picture."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)


def bounded(layer: keras.layers.Layer) -> keras.layers.Layer:
    """A layer whose largest singular value is held at 1 (arXiv 1802.05957). float32 of itself: in half precision it would round the
    weights that it bounds; the layer within keeps its own."""
    return keras.layers.SpectralNormalization(layer, name=f"{layer.name}_bounded", dtype="float32")


@keras.saving.register_keras_serializable(PACKAGE)
class Fold(keras.layers.Layer):
    """Moves each block x block square of pixels into channels: [B,H,W,C] -> [B,H/block,W/block,C*block^2]. Nothing is lost."""

    def __init__(self, block: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        self.block = block

    def call(self, x: KerasTensor) -> KerasTensor:
        return ops.space_to_depth(x, self.block)

    def get_config(self) -> dict:
        return super().get_config() | {"block": self.block}


@keras.saving.register_keras_serializable(PACKAGE)
class Unfold(keras.layers.Layer):
    """The inverse of Fold: [B,H,W,C*block^2] -> [B,H*block,W*block,C]. Unlike a transposed convolution it leaves no checkerboard
    of its own (Shi et al. 2016, arXiv 1609.05158)."""

    def __init__(self, block: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        self.block = block

    def call(self, x: KerasTensor) -> KerasTensor:
        return ops.depth_to_space(x, self.block)

    def get_config(self) -> dict:
        return super().get_config() | {"block": self.block}


def bilinear_kernel(channels: int) -> np.ndarray:
    """The 3 x 3 convolution that makes the four pixels of twice the size, each near one corner of the old: float32 [3,3,C,4C]."""
    toward = np.array([[1, 3, 0], [0, 3, 1]], np.float32) / 4.0  # of an even and of an odd pixel, half-pixel centers
    corners = np.einsum("yi,xj->ijyx", toward, toward).reshape(3, 3, 4)
    return np.einsum("ijq,cd->ijcqd", corners, np.eye(channels, dtype=np.float32)).reshape(3, 3, channels, 4 * channels)


@keras.saving.register_keras_serializable(PACKAGE)
class Enlarge(keras.layers.Layer):
    """Bilinear, to twice the size: [B,H,W,C] -> [B,2H,2W,C]. Takes pictures of unknown size in a graph, which Keras' own does not."""

    def call(self, x: KerasTensor) -> KerasTensor:
        padded = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
        kernel = ops.cast(bilinear_kernel(x.shape[-1]), x.dtype)
        return ops.depth_to_space(ops.conv(padded, kernel, padding="valid"), 2)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        batch, height, width, channels = input_shape
        return batch, height and 2 * height, width and 2 * width, channels


@keras.saving.register_keras_serializable(PACKAGE)
class Gain(keras.layers.Layer):
    """Multiplies by one learned number that begins small, so that a residual block begins near the identity and a deep
    network trains without normalization (SkipInit: De and Smith 2020, arXiv 2002.10444)."""

    def build(self, input_shape: tuple) -> None:
        self.gain = self.add_weight(shape=(), initializer=keras.initializers.Constant(FIRST_GAIN), name="gain")

    def call(self, x: KerasTensor) -> KerasTensor:
        return x * self.gain


@keras.saving.register_keras_serializable(PACKAGE)
class OneHot(keras.layers.Layer):
    """Labels, int [B], to [B,classes]: 1 at the label, all 0 for -1 (none). Keras' CategoryEncoding refuses -1, and in ONNX's OneHot it
    is the last class."""

    def __init__(self, classes: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.classes = classes

    def call(self, label: KerasTensor) -> KerasTensor:
        return ops.cast(ops.equal(ops.expand_dims(label, -1), ops.arange(self.classes, dtype="int32")), self.compute_dtype)

    def get_config(self) -> dict:
        return super().get_config() | {"classes": self.classes}


@keras.saving.register_keras_serializable(PACKAGE)
class LineAwareAverage(keras.layers.Layer):
    """Averages features along rows and columns, up to the lines: colour spreads inside a region and stops at its outline.

    In each row, pixel i takes from pixel j with weight line_j^2 exp(-strength * darkness between i and j - fading * their distance);
    then the same in each column; `passes` times. The weights depend on the drawing alone, so they cost two small matrix products a
    pass and are never trained. (Axial attention, Ho et al. 2019, arXiv 1912.12180, with the geodesic distance of Criminisi et al. 2008
    as its weight.) In float32, unless told otherwise: half precision loses the differences of darkness summed over a row.

    Call: line [B,H,W,1] in [0,1], white = 1, and features [B,H,W,C]; returns [B,H,W,C].
    """

    def __init__(self, passes: int = 2, strength: float = 16.0, fading: float = 0.0, **kwargs: Any):
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.passes = passes
        self.strength = strength
        self.fading = fading

    def _weights(self, line):
        """line [B,N,L], averaged along L: row-stochastic [B,N,L,L]."""
        darkness = self.strength * (1.0 - line) + self.fading
        way = ops.cumsum(darkness, axis=-1) - 0.5 * darkness
        near = ops.exp(-ops.abs(ops.expand_dims(way, -1) - ops.expand_dims(way, -2)))
        near *= ops.expand_dims(ops.square(line) + 1e-3, -2)  # lines themselves have no colour to give
        return near / ops.sum(near, axis=-1, keepdims=True)

    def call(self, line: KerasTensor, features: KerasTensor) -> KerasTensor:
        line = line[..., 0]
        along_rows = self._weights(line)  # [B,H,W,W]
        along_columns = self._weights(ops.transpose(line, (0, 2, 1)))  # [B,W,H,H]
        for _ in range(self.passes):
            features = ops.matmul(along_rows, features)
            features = ops.transpose(ops.matmul(along_columns, ops.transpose(features, (0, 2, 1, 3))), (0, 2, 1, 3))
        return features

    def compute_output_shape(self, line_shape: tuple, features_shape: tuple) -> tuple:
        return features_shape

    def get_config(self) -> dict:
        return super().get_config() | {"passes": self.passes, "strength": self.strength, "fading": self.fading}


@keras.saving.register_keras_serializable(PACKAGE)
class InstanceNormalization(keras.layers.GroupNormalization):
    """Each channel of each picture to mean 0 and variance 1, then a learned scale and shift (arXiv 1607.08022): [B,H,W,C] -> [B,H,W,C].

    It is Keras' GroupNormalization(groups=-1), written without its reshaping to groups: a third of the operations to trace. Like it, it
    takes mean and variance in float32.
    """

    def __init__(self, epsilon: float = 1e-5, **kwargs: Any):
        super().__init__(**{"groups": -1, "epsilon": epsilon} | kwargs)

    def call(self, x: KerasTensor) -> KerasTensor:
        x = ops.cast(x, keras.backend.result_type(x.dtype, "float32"))
        centered = x - ops.mean(x, axis=(1, 2), keepdims=True)
        variance = ops.mean(ops.square(centered), axis=(1, 2), keepdims=True)
        return ops.cast(centered * (ops.rsqrt(variance + self.epsilon) * self.gamma) + self.beta, self.compute_dtype)


@keras.saving.register_keras_serializable(PACKAGE)
class PaletteMix(keras.layers.Layer):
    """Mixes a palette's colours by the softmax of sharpness * logits: [B,H,W,K] -> RGB [B,H,W,3] in [0,1].

    A flat colour is one entry, a gradient a mix of two. Colours as classes do not average a red and a green possibility into brown,
    and the sharpness keeps a doubtful mix from doing so (Zhang et al. 2016, arXiv 1603.08511, eq. 5: temperature 0.38). `colors` [K,3]
    RGB in [0,1] and `shares` [K] (of the training pixels, sum 1) are weights that are not trained: they are measured in the training
    pictures (`set_palette`) and saved with the network. In float32, unless told otherwise.
    """

    def __init__(self, size: int, sharpness: float = 10.0, **kwargs: Any):
        super().__init__(**{"dtype": "float32"} | kwargs)
        self.size = size
        self.sharpness = sharpness

    def build(self, input_shape: tuple) -> None:
        self.colors = self.add_weight(shape=(self.size, 3), initializer="ones", trainable=False, name="colors")
        self.shares = self.add_weight(
            shape=(self.size,), initializer=keras.initializers.Constant(1.0 / self.size), trainable=False, name="shares"
        )

    def set_palette(self, colors: KerasTensor, shares: KerasTensor) -> None:
        self.colors.assign(colors)
        self.shares.assign(shares)

    def call(self, logits: KerasTensor) -> KerasTensor:
        return ops.matmul(ops.softmax(self.sharpness * logits, axis=-1), self.colors)

    def compute_output_shape(self, logits_shape: tuple) -> tuple:
        return (*logits_shape[:-1], 3)

    def get_config(self) -> dict:
        return super().get_config() | {"size": self.size, "sharpness": self.sharpness}
