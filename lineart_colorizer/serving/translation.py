"""The SavedModel of a translator: two networks with named signatures, padding and cropping inside.

serving_default, forward  source [B,H,W,3] -> target [B,H,W,3]     float32 RGB in [-1,1], any size
backward                  target -> source
forward_png               source_bytes [B] -> target_bytes [B]     PNGs, each of any size
backward_png              target_bytes -> source_bytes
"""

import keras
import tensorflow as tf

from lineart_colorizer.networks.residual import MULTIPLES, SMALLEST
from lineart_colorizer.serving.encoded import encode, on_white

TRANSLATIONS = {"forward": ("source", "target"), "backward": ("target", "source")}  # direction: what is given, what is made
MULTIPLE, LEAST = max(MULTIPLES.values()), max(SMALLEST.values())  # px: every translator takes these


def translate(network: keras.Model, picture):
    """float32 [B,H,W,3] in [-1,1], any size, padded with white below and right for the network; the same shape."""
    height, width = tf.shape(picture)[1], tf.shape(picture)[2]
    below, right = (tf.maximum(-side % MULTIPLE, LEAST - side) for side in (height, width))
    padded = tf.pad(picture, [[0, 0], [0, below], [0, right], [0, 0]], constant_values=1.0)
    return network(padded, training=False)[:, :height, :width]


class TranslatorModule(tf.Module):
    """The signatures of this module's header. forward, backward: picture in, picture out."""

    def __init__(self, forward: keras.Model, backward: keras.Model):
        super().__init__()
        self.networks = {"forward": forward, "backward": backward}
        self.signatures = {}
        for direction, names in TRANSLATIONS.items():
            self.signatures[direction] = self._of_tensors(direction, *names)
            self.signatures[f"{direction}_png"] = self._of_pngs(direction, *(f"{name}_bytes" for name in names))
        self.signatures["serving_default"] = self.signatures["forward"]

    def _of_tensors(self, direction: str, given: str, made: str):
        @tf.function(input_signature=[tf.TensorSpec([None, None, None, 3], tf.float32, given)])
        def signature(picture):
            return {made: translate(self.networks[direction], picture)}

        return _named(signature)

    def _of_pngs(self, direction: str, given: str, made: str):
        def of_one(encoded):
            return encode(translate(self.networks[direction], on_white(encoded)[0][None] * 2.0 - 1.0)[0])

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string, given)])
        def signature(encoded):
            return {made: tf.map_fn(of_one, encoded)}

        return _named(signature)


def _named(signature):
    """The function as it is called after loading: with the names of its inputs."""
    return signature.get_concrete_function()
