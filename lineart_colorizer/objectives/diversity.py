"""What keeps a generator from drawing the same whatever the noise."""

from collections.abc import Callable

from keras import KerasTensor, ops

from lineart_colorizer.objectives.classification import alone

LEAST = 1e-5  # keeps equal pictures from an infinite term; the authors' own


def mode_seeking(
    color: KerasTensor, other_color: KerasTensor, noise: KerasTensor, other_noise: KerasTensor, shared: Callable = alone
) -> KerasTensor:
    """Distance of two noises over the distance of their pictures of the same class: large where noise changes nothing.

    Mode seeking GAN (Mao et al. 2019, arXiv 1903.05628) eq. 4, as its reciprocal, which is minimized. color, other_color: float [-1,1]
    [B,H,W,3]; noise, other_noise: float [B,Z]; distances are means of absolute values.
    shared: of a distance, the mean over several replicas, each with a part of the batch. Returns an unweighted scalar.
    """
    return shared(ops.mean(ops.abs(noise - other_noise))) / (shared(ops.mean(ops.abs(color - other_color))) + LEAST)
