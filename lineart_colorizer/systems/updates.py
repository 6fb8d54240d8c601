"""How a network's weights move: gradients, the optimizer that the settings mean, the noise of an update, and the slow average.

Under fp16 an optimizer has a loss scale: gradients are of the loss times it, so that small ones do not vanish in float16's narrow range.
The optimizer divides by it again; where a gradient overflowed, it leaves the update out and halves the scale. No other precision has one.
"""

from collections.abc import Callable, Iterable

import keras
import tensorflow as tf

from lineart_colorizer.networks.noise import noisy_layers, seed_noise
from lineart_colorizer.settings import ObjectiveSettings
from lineart_colorizer.systems import replicas
from lineart_colorizer.systems.fused_adam import fused
from lineart_colorizer.systems.muon import ConvolutionMuon

NOISE_SEEDS = 1_000_003  # updates before one seed's noise is the next one's
REPLICAS_APART = 15_485_863  # between the noise of replicas, in updates


def built(optimizer: keras.optimizers.Optimizer, variables: list) -> keras.optimizers.Optimizer:
    """The optimizer with its slots for these variables made: a trace may not create any. Adam's update fused; under fp16 with a loss
    scale around it."""
    optimizer = fused(optimizer)
    replicas.take_means(optimizer)
    if keras.config.dtype_policy().compute_dtype == "float16":
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    optimizer.build(variables)
    return optimizer


def gradients_of(total: tf.Tensor, variables: list, tape: tf.GradientTape, optimizer: keras.optimizers.Optimizer) -> list:
    """Of the total that this optimizer minimizes, times its loss scale, means over replicas: as its `apply` takes them.

    An embedding's are dense, too: of rows that stand for several pictures, optimizers that square and norms take one by one.
    """
    gradients = tape.gradient(total, variables, output_gradients=optimizer.scale_loss(tf.ones_like(total)))
    return replicas.mean([None if gradient is None else tf.convert_to_tensor(gradient) for gradient in gradients])


def norm_of(gradients: list, optimizer: keras.optimizers.Optimizer) -> tf.Tensor:
    """L2 norm of all gradients together, without the loss scale: a scalar to log. Ask before `apply`, which changes the scale.

    0 where gradients overflowed: that update is left out.
    """
    norm = tf.linalg.global_norm(gradients)
    if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        norm = tf.where(tf.math.is_finite(norm), norm / optimizer.scale_loss(1.0), 0.0)
    return norm


def generator_scalars(terms: dict, total: tf.Tensor, gradients: list, optimizer: keras.optimizers.Optimizer) -> dict:
    """What a generator's half of a step logs: its unweighted terms, their weighted total, the norm of its gradients. Ask before `apply`."""
    named = {f"generator/{name}": term for name, term in terms.items()}
    return named | {"generator/total": total, "gradient_norm/generator": norm_of(gradients, optimizer)}


def generator_optimizer(
    optimizer: Callable[..., keras.optimizers.Optimizer], settings: ObjectiveSettings, variables: list, outputs: tuple[str, ...] = ()
) -> keras.optimizers.Optimizer:
    """A fresh optimizer of these variables, at the generator's rate, built.

    optimizer: as `Objective.optimizer`. outputs: names of the layers whose kernels Muon leaves to Adam.
    """
    fresh = optimizer(settings.generator_rate)
    if settings.generator_optimizer == "muon":
        fresh = ConvolutionMuon(float(fresh.learning_rate.numpy()), outputs=outputs)
    return built(fresh, variables)


def seed_update(network: keras.Model, seed: int, updates: tf.Tensor) -> None:
    """Makes the dropout of the next update a function of the run's seed, of the updates so far, int, and of the replica: Keras' own state
    of it is in no checkpoint."""
    if noisy_layers(network):
        own = REPLICAS_APART * tf.cast(replicas.index(), tf.int64) if replicas.count() > 1 else 0
        seed_noise(network, (tf.constant(seed * NOISE_SEEDS, tf.int64) + own + tf.cast(updates, tf.int64)) % tf.int32.max)


def follow(slow: list, fast: list, share: float, optimizers: Iterable[keras.optimizers.Optimizer]) -> None:
    """Moves the variables of an average toward those of its network: `share` of it stays. Faster at first: it begins as noise.

    optimizers: of the network, whose updates tell how far it is.
    """
    updates = tf.cast(tf.add_n([each.iterations for each in optimizers]), tf.float32)
    keep = tf.minimum(share, (1.0 + updates) / (10.0 + updates))
    for average, variable in zip(slow, fast, strict=True):
        average.assign(variable + keep * (average - variable))
