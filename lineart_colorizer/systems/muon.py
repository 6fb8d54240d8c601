"""Muon for convolutions: every direction of a kernel learns at the same pace, which a short training needs most."""

from typing import Any

import keras
from keras import KerasTensor, ops

from lineart_colorizer.systems.fused_adam import adam_update

LEAST_ORDER = 32  # of a kernel as a matrix; below, Adam: there is little to level out
STEPS = 5  # Newton-Schulz iterations; fewer leave faint directions behind


@keras.saving.register_keras_serializable("lineart_colorizer")
class ConvolutionMuon(keras.optimizers.Muon):
    """Keras' Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon; update scaled as in arXiv 2502.16982), for kernels [h,w,c,f].

    A kernel is taken as the matrix [h*w*c, f]. What is no such kernel, or is of small order, or maps features to the choices of an
    output (`outputs`: names of layers), is updated by Adam at the same learning rate, in one operation. No weight decay.
    """

    def __init__(self, learning_rate: float = 1e-3, *, outputs: tuple[str, ...] = (), **kwargs: Any):
        defaults = {"adam_beta_2": 0.99, "momentum": 0.9, "ns_steps": STEPS, "weight_decay": None, "adam_weight_decay": None}
        super().__init__(learning_rate, **defaults | kwargs)
        self.outputs = tuple(outputs)

    def _should_use_adamw(self, variable) -> bool:
        if len(variable.shape) != 4 or any(f"{name}/" in variable.path for name in self.outputs):
            return True
        return min(_matrix_shape(variable)) < LEAST_ORDER

    def _adamw_update_step(self, gradient, variable, learning_rate, m, v) -> None:
        betas = self.adam_beta_1, self.adam_beta_2
        adam_update(variable, (m, v), gradient, learning_rate, betas, self.epsilon, self.iterations)

    def zeropower_via_newtonschulz5(self, x: KerasTensor, steps: int) -> KerasTensor:
        """x [h,w,c,f] with its singular values, as a matrix, all brought near 1; same shape.

        X -> p(X X') X with p a polynomial, `steps` times over, is one product: that of the p, which all commute, with X. So all but
        the first and the last product are of the small square X' X (or X X'): a third of the work, for kernels of 3 x 3.
        """
        matrix = ops.reshape(x, _matrix_shape(x))
        is_tall = matrix.shape[0] >= matrix.shape[1]
        gram = ops.matmul(ops.transpose(matrix), matrix) if is_tall else ops.matmul(matrix, ops.transpose(matrix))
        identity = ops.eye(gram.shape[0])
        size = ops.trace(gram) + 1e-14  # squared Frobenius norm: brings all singular values to 1 or less
        gram, product = gram / size, identity / ops.sqrt(size)
        for step in range(steps):
            factor = self.muon_a * identity + self.muon_b * gram + self.muon_c * ops.matmul(gram, gram)
            product = ops.matmul(product, factor)
            if step < steps - 1:
                gram = ops.matmul(ops.matmul(factor, gram), factor)
        return ops.reshape(ops.matmul(matrix, product) if is_tall else ops.matmul(product, matrix), x.shape)

    def lr_adjust(self, x: KerasTensor) -> KerasTensor:
        """x [h,w,c,f] scaled so that its elements are about as large as Adam's: by rms_rate sqrt(max(h*w*c, f))."""
        return x * (self.rms_rate * max(_matrix_shape(x)) ** 0.5)

    def get_config(self) -> dict:
        return super().get_config() | {"outputs": self.outputs}


def _matrix_shape(kernel) -> tuple[int, int]:
    height, width, channels, filters = kernel.shape
    return height * width * channels, filters
