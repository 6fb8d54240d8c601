"""Keras' convolutions, their bias added in another way in half precision.

The gradient of a bias is a sum over all pixels. TensorFlow's own operation for it (BiasAddGrad, which Keras' layers lead to) sums
bfloat16 in bfloat16 on CPUs: at 256 times a summand, the sum stops growing (measured with TensorFlow 2.21: 4 in place of 1,312).
The gradient of a difference is summed by another operation, which sums in float32.
"""

import keras
from keras import KerasTensor, ops

from lineart_colorizer.networks.layers import PACKAGE


@keras.saving.register_keras_serializable(PACKAGE)
class Conv2D(keras.layers.Conv2D):
    """As Keras': [B,H,W,C] -> [B,h,w,filters]."""

    def call(self, inputs: KerasTensor) -> KerasTensor:
        if not is_half(self):
            return super().call(inputs)
        return completed(self, self.convolution_op(inputs, self.kernel))


@keras.saving.register_keras_serializable(PACKAGE)
class Conv2DTranspose(keras.layers.Conv2DTranspose):
    """As Keras': [B,h,w,C] -> [B,H,W,filters]. Without dilation and output padding."""

    def call(self, inputs: KerasTensor) -> KerasTensor:
        if not is_half(self):
            return super().call(inputs)
        return completed(self, ops.conv_transpose(inputs, self.kernel, self.strides, self.padding))


def is_half(layer: keras.layers.Layer) -> bool:
    return layer.compute_dtype in ("bfloat16", "float16")


def completed(layer: keras.layers.Layer, x: KerasTensor) -> KerasTensor:
    """A convolution's products x [B,h,w,filters] with its bias and activation."""
    if layer.use_bias:
        x = ops.subtract(x, -layer.bias)
    return x if layer.activation is None else layer.activation(x)
