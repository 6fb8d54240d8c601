"""How far a coloured picture is from the true one. Pictures are float [-1,1], [B,H,W,3]; returns are unweighted scalars."""

from keras import KerasTensor, ops


def l1(fake_color: KerasTensor, color: KerasTensor) -> KerasTensor:
    """E |fake_color - color|, over values in [-1,1]. pix2pix (arXiv 1611.07004) eq. 3."""
    return ops.mean(ops.abs(fake_color - color))


def l2(fake_color: KerasTensor, color: KerasTensor) -> KerasTensor:
    """E (fake_color - color)^2, over values in [-1,1]."""
    return ops.mean(ops.square(fake_color - color))


def log(fake_color: KerasTensor, color: KerasTensor) -> KerasTensor:
    """Binary cross entropy of values in [0,1]: the auto-encoder's "log loss" of the lineart post."""
    fake = ops.clip((fake_color + 1.0) / 2.0, 1e-6, 1.0 - 1e-6)
    true = (color + 1.0) / 2.0
    return -ops.mean(true * ops.log(fake) + (1.0 - true) * ops.log(1.0 - fake))


RECONSTRUCTIONS = {"l1": l1, "l2": l2, "log": log}
