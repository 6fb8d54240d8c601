"""The SavedModel: a colouring network with named signatures, padding and cropping inside. `MODULES` has those of the other kinds, too.

serving_default    line [B,H,W,1] -> color [B,H,W,3]                      float32 in [-1,1]
colorize_hint      line, hint [B,H,W,4] -> color
colorize_layer     line, hint -> color, layer [B,H,W,3]: the colours before the lines are laid over them
colorize_png       line_bytes [B] -> color_bytes [B]                      PNGs, each of any size
colorize_png_hint  line_bytes, hint_bytes [B] -> color_bytes              hint: PNG with alpha, opaque where it counts

Where the network knows labels: colorize_label   line, hint, label int32 [B] -> color, layer; -1 is none, as in all others.
Where it has dropout:           colorize_variant line, hint, label, seed int32 [] -> color, layer: the same seed, the same picture.
"""

import functools

import keras
import tensorflow as tf

from lineart_colorizer.networks.dcgan import CLASS_LAYER
from lineart_colorizer.networks.noise import varied, varies
from lineart_colorizer.networks.unet import MULTIPLE
from lineart_colorizer.serving.encoded import decoded, encode, on_white
from lineart_colorizer.serving.loaded import TRANSLATIONS
from lineart_colorizer.serving.padding import pad_edge, pad_zero
from lineart_colorizer.serving.stored_variables import StoredVariables
from lineart_colorizer.serving.translation import TranslatorModule

OPAQUE = 0.5  # alpha from which a hint's pixel counts
graph = functools.partial(tf.function, autograph=False)  # nothing here branches on tensors, and looking for that takes a third of tracing
LINE_AND_HINT = (tf.TensorSpec([None, None, None, 1], tf.float32, "line"), tf.TensorSpec([None, None, None, 4], tf.float32, "hint"))
LABEL = tf.TensorSpec([None], tf.int32, "label")


class ColorizerModule(tf.Module):
    """The signatures of this module's header. colorizer: dict of line and hint (and label) in, dict of color and layer out."""

    def __init__(self, colorizer: keras.Model):
        super().__init__()
        self.network = StoredVariables(colorizer)
        self._colorize = colorizer.__call__
        self._varied = functools.partial(varied, colorizer)
        self.knows_labels = "label" in colorizer.input
        padded = {spec.name: spec for spec in (*LINE_AND_HINT, *[LABEL] * self.knows_labels)}
        self._traced_once = graph(functools.partial(self._colorize, training=False), input_signature=[padded])  # for all signatures
        self.varies = varies(colorizer)

    def _predict(self, line, hint, label=None, colorize=None):
        height, width = tf.shape(line)[1], tf.shape(line)[2]
        inputs = {"line": pad_edge(line, MULTIPLE), "hint": pad_zero(hint, MULTIPLE)}
        if self.knows_labels:
            inputs["label"] = tf.fill(tf.shape(line)[:1], -1) if label is None else label
        prediction = (colorize or self._traced_once)(inputs)
        return {name: prediction[name][:, :height, :width] for name in ("color", "layer")}

    def _colorize_encoded(self, line_bytes, hint_bytes=None):
        line = tf.image.rgb_to_grayscale(on_white(line_bytes)[0])[None] * 2.0 - 1.0
        hint = tf.zeros(tf.concat([tf.shape(line)[:3], [4]], 0))
        if hint_bytes is not None:
            color, alpha = decoded(hint_bytes)  # of a colour half transparent, itself, as `imaging.hints` has it
            tf.debugging.assert_equal(tf.shape(color)[:2], tf.shape(line)[1:3], "the hint must have the drawing's size")
            mask = tf.cast(alpha >= OPAQUE, tf.float32)
            hint = tf.concat([(color * 2.0 - 1.0) * mask, mask], -1)[None]
        color = self._predict(line, hint)["color"][0]
        return encode(color)

    @graph(input_signature=[tf.TensorSpec([None, None, None, 1], tf.float32, "line")])
    def serving_default(self, line: tf.Tensor) -> tf.Tensor:
        return {"color": self._predict(line, tf.zeros(tf.concat([tf.shape(line)[:3], [4]], 0)))["color"]}

    @graph(input_signature=LINE_AND_HINT)
    def colorize_hint(self, line: tf.Tensor, hint: tf.Tensor) -> tf.Tensor:
        return {"color": self._predict(line, hint)["color"]}

    @graph(input_signature=LINE_AND_HINT)
    def colorize_layer(self, line: tf.Tensor, hint: tf.Tensor) -> tf.Tensor:
        return self._predict(line, hint)

    @graph(input_signature=[*LINE_AND_HINT, LABEL])
    def colorize_label(self, line: tf.Tensor, hint: tf.Tensor, label: tf.Tensor) -> tf.Tensor:
        return self._predict(line, hint, label)

    @graph(input_signature=[*LINE_AND_HINT, LABEL, tf.TensorSpec([], tf.int32, "seed")])
    def colorize_variant(self, line: tf.Tensor, hint: tf.Tensor, label: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        with self._varied(seed):
            return self._predict(line, hint, label, functools.partial(self._colorize, training=False))

    @graph(input_signature=[tf.TensorSpec([None], tf.string, "line_bytes")])
    def colorize_png(self, line_bytes: tf.Tensor) -> tf.Tensor:
        return {"color_bytes": tf.map_fn(self._colorize_encoded, line_bytes)}

    @graph(input_signature=[tf.TensorSpec([None], tf.string, "line_bytes"), tf.TensorSpec([None], tf.string, "hint_bytes")])
    def colorize_png_hint(self, line_bytes: tf.Tensor, hint_bytes: tf.Tensor) -> tf.Tensor:
        return {
            "color_bytes": tf.map_fn(lambda both: self._colorize_encoded(*both), (line_bytes, hint_bytes), fn_output_signature=tf.string)
        }

    @property
    def signatures(self) -> dict:
        names = ["serving_default", "colorize_hint", "colorize_layer", "colorize_png", "colorize_png_hint"]
        names += ["colorize_label"] * self.knows_labels + ["colorize_variant"] * self.varies
        return {name: getattr(self, name) for name in names}

    @property
    def graphs(self) -> dict:
        """The signature that says all, by the network's part: what formats of arrays alone hold."""
        return {"colorizer": self.colorize_label if self.knows_labels else self.colorize_layer}


class SamplerModule(tf.Module):
    """serving_default: noise float32 [B,Z], standard normal, and label int32 [B] -> color [B,S,S,3] in [-1,1].

    sampler: dict of noise and label in, color out. A label that there is not is answered with an error.
    """

    def __init__(self, sampler: keras.Model):
        super().__init__()
        self.network = StoredVariables(sampler)
        self._draw = sampler.__call__
        self.classes = sampler.get_layer(CLASS_LAYER).input_dim
        specs = [tf.TensorSpec([None, sampler.input["noise"].shape[1]], tf.float32, "noise"), tf.TensorSpec([None], tf.int32, "label")]
        self.serving_default = graph(self._sample, input_signature=specs)

    def _sample(self, noise, label):
        said = f"labels of this model are 0 to {self.classes - 1}"
        checks = [tf.debugging.assert_non_negative(label, said), tf.debugging.assert_less(label, self.classes, said)]
        with tf.control_dependencies(checks):
            return {"color": self._draw({"noise": noise, "label": tf.identity(label)}, training=False)}

    @property
    def signatures(self) -> dict:
        return {"serving_default": self.serving_default}

    @property
    def graphs(self) -> dict:
        """As `ColorizerModule.graphs`."""
        return {"sampler": self.serving_default}


# By the kind of the product: names that lead to its networks in a SavedModel, by their parts.
STORED_AT: dict[str, dict[str, tuple[str, ...]]] = {
    "colorizer": {"colorizer": ("network",)},
    "translator": {direction: ("networks", direction) for direction in TRANSLATIONS},
    "sampler": {"sampler": ("network",)},
}
MODULES = {  # by the kind of the product; made from its networks, by their parts
    "colorizer": ColorizerModule,
    "translator": TranslatorModule,
    "sampler": SamplerModule,
}
