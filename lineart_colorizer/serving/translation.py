"""The SavedModel of a translator: two networks with named signatures, padding and cropping inside.

serving_default, forward  source [B,H,W,3] -> target [B,H,W,3]     float32 RGB in [-1,1], any size
backward                  target -> source
forward_png               source_bytes [B] -> target_bytes [B]     PNGs, each of any size
backward_png              target_bytes -> source_bytes
"""

from collections.abc import Callable

import keras
import tensorflow as tf

from lineart_colorizer.networks.residual import MULTIPLES, SMALLEST
from lineart_colorizer.serving.encoded import encode, on_white
from lineart_colorizer.serving.padding import pad_edge
from lineart_colorizer.serving.stored_variables import StoredVariables

MULTIPLE, LEAST = max(MULTIPLES.values()), max(SMALLEST.values())  # px: every translator takes these


def translate(network: Callable, picture: tf.Tensor) -> tf.Tensor:
    """float32 [B,H,W,3] in [-1,1], any size, padded for the network; the same shape."""
    height, width = tf.shape(picture)[1], tf.shape(picture)[2]
    return network(pad_edge(picture, MULTIPLE, LEAST), training=False)[:, :height, :width]


class TranslatorModule(tf.Module):
    """The signatures of this module's header. forward, backward: picture in, picture out."""

    def __init__(self, forward: keras.Model, backward: keras.Model):
        super().__init__()
        self.networks = {"forward": StoredVariables(forward), "backward": StoredVariables(backward)}
        self._forward, self._backward = forward.__call__, backward.__call__

    @staticmethod
    def _translate_encoded(network: Callable, encoded):
        def of_one(picture_bytes):
            return encode(translate(network, on_white(picture_bytes)[0][None] * 2.0 - 1.0)[0])

        return tf.map_fn(of_one, encoded)

    @tf.function(input_signature=[tf.TensorSpec([None, None, None, 3], tf.float32, "source")], autograph=False)
    def forward(self, source: tf.Tensor) -> tf.Tensor:
        return {"target": translate(self._forward, source)}

    @tf.function(input_signature=[tf.TensorSpec([None, None, None, 3], tf.float32, "target")], autograph=False)
    def backward(self, target: tf.Tensor) -> tf.Tensor:
        return {"source": translate(self._backward, target)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "source_bytes")], autograph=False)
    def forward_png(self, source_bytes: tf.Tensor) -> tf.Tensor:
        return {"target_bytes": self._translate_encoded(self._forward, source_bytes)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "target_bytes")], autograph=False)
    def backward_png(self, target_bytes: tf.Tensor) -> tf.Tensor:
        return {"source_bytes": self._translate_encoded(self._backward, target_bytes)}

    @property
    def signatures(self) -> dict:
        named = {name: getattr(self, name) for name in ("forward", "backward", "forward_png", "backward_png")}
        return named | {"serving_default": self.forward}

    @property
    def graphs(self) -> dict:
        """As `signatures.ColorizerModule.graphs`."""
        return {"forward": self.forward, "backward": self.backward}
