"""What keeps a generator from drawing the same whatever the noise."""

from keras import ops

LEAST = 1e-5  # keeps equal pictures from an infinite term; the authors' own


def mode_seeking(color, other_color, noise, other_noise):
    """Distance of two noises over the distance of their pictures of the same class: large where noise changes nothing.

    Mode seeking GAN (Mao et al. 2019, arXiv 1903.05628) eq. 4, as its reciprocal, which is minimized. color, other_color: float [-1,1]
    [B,H,W,3]; noise, other_noise: float [B,Z]; distances are means of absolute values. Returns an unweighted scalar.
    """
    return ops.mean(ops.abs(noise - other_noise)) / (ops.mean(ops.abs(color - other_color)) + LEAST)
