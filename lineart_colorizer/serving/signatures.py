"""The SavedModel: a colouring network with named signatures, padding and cropping inside. `MODULES` has those of the other kinds, too.

serving_default    line [B,H,W,1] -> color [B,H,W,3]                      float32 in [-1,1]
colorize_hint      line, hint [B,H,W,4] -> color
colorize_layer     line, hint -> color, layer [B,H,W,3]: the colours before the lines are laid over them
colorize_png       line_bytes [B] -> color_bytes [B]                      PNGs, each of any size
colorize_png_hint  line_bytes, hint_bytes [B] -> color_bytes              hint: PNG with alpha, opaque where it counts
"""

import keras
import tensorflow as tf

from lineart_colorizer.networks.unet import MULTIPLE
from lineart_colorizer.serving.encoded import encode, on_white
from lineart_colorizer.serving.translation import TranslatorModule

OPAQUE = 0.5  # alpha from which a hint's pixel counts


def pad_white(pictures, value: float):
    """[B,H,W,C] with rows and columns of `value` below and right, up to the network's multiple."""
    height, width = tf.shape(pictures)[1], tf.shape(pictures)[2]
    return tf.pad(pictures, [[0, 0], [0, -height % MULTIPLE], [0, -width % MULTIPLE], [0, 0]], constant_values=value)


class ColorizerModule(tf.Module):
    """The signatures of this module's header. colorizer: dict of line and hint in, dict of color and layer out."""

    def __init__(self, colorizer: keras.Model):
        super().__init__()
        self.network = colorizer

    def _predict(self, line, hint):
        height, width = tf.shape(line)[1], tf.shape(line)[2]
        prediction = self.network({"line": pad_white(line, 1.0), "hint": pad_white(hint, 0.0)}, training=False)
        return {name: prediction[name][:, :height, :width] for name in ("color", "layer")}

    def _colorize_encoded(self, line_bytes, hint_bytes=None):
        line = tf.image.rgb_to_grayscale(on_white(line_bytes)[0])[None] * 2.0 - 1.0
        hint = tf.zeros(tf.concat([tf.shape(line)[:3], [4]], 0))
        if hint_bytes is not None:
            color, alpha = on_white(hint_bytes)
            tf.debugging.assert_equal(tf.shape(color)[:2], tf.shape(line)[1:3], "the hint must have the drawing's size")
            mask = tf.cast(alpha >= OPAQUE, tf.float32)
            hint = tf.concat([(color * 2.0 - 1.0) * mask, mask], -1)[None]
        color = self._predict(line, hint)["color"][0]
        return encode(color)

    @tf.function(input_signature=[tf.TensorSpec([None, None, None, 1], tf.float32, "line")])
    def serving_default(self, line):
        return {"color": self._predict(line, tf.zeros(tf.concat([tf.shape(line)[:3], [4]], 0)))["color"]}

    @tf.function(
        input_signature=[tf.TensorSpec([None, None, None, 1], tf.float32, "line"), tf.TensorSpec([None, None, None, 4], tf.float32, "hint")]
    )
    def colorize_hint(self, line, hint):
        return {"color": self._predict(line, hint)["color"]}

    @tf.function(
        input_signature=[tf.TensorSpec([None, None, None, 1], tf.float32, "line"), tf.TensorSpec([None, None, None, 4], tf.float32, "hint")]
    )
    def colorize_layer(self, line, hint):
        return self._predict(line, hint)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "line_bytes")])
    def colorize_png(self, line_bytes):
        return {"color_bytes": tf.map_fn(self._colorize_encoded, line_bytes)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "line_bytes"), tf.TensorSpec([None], tf.string, "hint_bytes")])
    def colorize_png_hint(self, line_bytes, hint_bytes):
        return {
            "color_bytes": tf.map_fn(lambda both: self._colorize_encoded(*both), (line_bytes, hint_bytes), fn_output_signature=tf.string)
        }

    @property
    def signatures(self) -> dict:
        return {
            name: getattr(self, name)
            for name in ("serving_default", "colorize_hint", "colorize_layer", "colorize_png", "colorize_png_hint")
        }


MODULES = {
    "colorizer": ColorizerModule,
    "translator": TranslatorModule,
}  # by the kind of the product; made from its networks, by their parts
