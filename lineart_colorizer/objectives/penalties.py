"""Penalties on gradients that the caller has taken: the tape belongs to the system."""

from keras import KerasTensor, ops


def gradient_penalty(gradient: KerasTensor) -> KerasTensor:
    """E (||gradient||_2 - 1)^2, the norm over all axes but the batch. WGAN-GP (arXiv 1704.00028) eq. 3, unweighted.

    gradient: float [B,...], of the critic's output with respect to each mixed picture. Finite, also in its own gradient,
    where the norm is 0. Returns a scalar.
    """
    squares = ops.sum(ops.square(gradient), axis=tuple(range(1, len(gradient.shape))))
    norm = ops.sqrt(ops.maximum(squares, 1e-12))  # the derivative of sqrt at 0 is infinite
    return ops.mean(ops.square(norm - 1.0))


def mix(real: KerasTensor, fake: KerasTensor, weight: KerasTensor) -> KerasTensor:
    """Points on the straight lines between real and fake pictures, where the penalty is taken. arXiv 1704.00028, algorithm 1.

    real, fake: float [B,...]. weight: uniform in [0,1], one for each picture, [B,1,1,1]. Returns float [B,...].
    """
    return real + weight * (fake - real)


def r1(gradient: KerasTensor) -> KerasTensor:
    """E ||gradient||^2 / 2, summed over all axes but the batch: times gamma it is R1 (arXiv 1801.04406) eq. 9.

    gradient: float [B,...], of the critic's output with respect to each *real* picture. Returns a scalar, unweighted.
    """
    return 0.5 * ops.mean(ops.sum(ops.square(gradient), axis=tuple(range(1, len(gradient.shape)))))
