"""Writes inputs, weights and outputs of tensorflow-addons' own layers. Runs in the environment that `make_golden` builds, not in ours.

Arrays of the file, float32, NHWC:
    versions                           what made it
    instance_x, _gamma, _beta          InstanceNormalization's input [2,5,7,3] and weights [3]
    instance_y_<epsilon>               its output at epsilon 0.001 (the default there) and 1e-05
    <layer>_<n>_x, _kernel, _bias, _u  SpectralNormalization of a Conv2D or Dense of `n` power iterations, before the first call
    <layer>_<n>_y_<call>, _kernel_<call>, _u_<call>   after each of three training calls
    <layer>_<n>_inference              output of a call with training=False after those
"""

import sys

import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

TRAINING_CALLS = 3


def instance_normalization(rng: np.random.Generator) -> dict:
    x = rng.normal(0.5, 2.0, (2, 5, 7, 3)).astype(np.float32)
    gamma, beta = rng.normal(1.0, 0.3, 3).astype(np.float32), rng.normal(0.0, 0.3, 3).astype(np.float32)
    arrays = {"instance_x": x, "instance_gamma": gamma, "instance_beta": beta}
    for epsilon in (1e-3, 1e-5):
        layer = tfa.layers.InstanceNormalization(epsilon=epsilon)
        layer.build(x.shape)
        layer.gamma.assign(gamma)
        layer.beta.assign(beta)
        arrays[f"instance_y_{epsilon}"] = layer(x).numpy()
    return arrays


def spectral_normalization(name: str, inner: tf.keras.layers.Layer, x: np.ndarray, iterations: int) -> dict:
    layer = tfa.layers.SpectralNormalization(inner, power_iterations=iterations)
    layer.build(x.shape)
    inner.bias.assign(np.linspace(-0.5, 0.5, inner.bias.shape[0]))
    at = f"{name}_{iterations}_"
    arrays = {f"{at}x": x, f"{at}kernel": inner.kernel.numpy(), f"{at}bias": inner.bias.numpy(), f"{at}u": layer.u.numpy()}
    for call in range(TRAINING_CALLS):
        arrays[f"{at}y_{call}"] = layer(x, training=True).numpy()
        arrays |= {f"{at}kernel_{call}": inner.kernel.numpy(), f"{at}u_{call}": layer.u.numpy()}
    return arrays | {f"{at}inference": layer(x, training=False).numpy()}


def main() -> None:
    tf.keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    arrays = {"versions": np.array(f"tensorflow {tf.__version__}, tensorflow-addons {tfa.__version__}")} | instance_normalization(rng)
    picture, flat = rng.normal(size=(2, 6, 6, 2)).astype(np.float32), rng.normal(size=(3, 5)).astype(np.float32)
    for iterations in (1, 3):
        arrays |= spectral_normalization("conv", tf.keras.layers.Conv2D(4, 3, padding="same"), picture, iterations)
        arrays |= spectral_normalization("dense", tf.keras.layers.Dense(4), flat, iterations)
    np.savez_compressed(sys.argv[1], **arrays)
    print(f"wrote {len(arrays)} arrays to {sys.argv[1]}")


if __name__ == "__main__":
    main()
