"""fp16's loss scales beside a checkpoint: the checkpoint itself is the same in every precision."""

import pathlib

import keras
import tensorflow as tf


def without_scale(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """The optimizer within a loss scale, or itself: what all precisions have."""
    return optimizer.inner_optimizer if isinstance(optimizer, keras.optimizers.LossScaleOptimizer) else optimizer


class LossScales:
    """The scales of all optimizers that have one. optimizers: by name, built."""

    def __init__(self, optimizers: dict[str, keras.optimizers.Optimizer]):
        variables: dict[str, keras.Variable] = {}
        for name, optimizer in optimizers.items():
            if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
                variables |= {f"{name}_scale": optimizer.dynamic_scale.value, f"{name}_steps": optimizer.step_counter.value}
        self._checkpoint = tf.train.Checkpoint(**variables) if variables else None

    def write(self, prefix: str) -> None:
        """prefix: of the checkpoint. Writes nothing where there are no scales."""
        if self._checkpoint:
            self._checkpoint.write(_beside(prefix))

    def read(self, prefix: str) -> None:
        """Takes up what was written; scales stay fresh where the checkpoint is of another precision. Raises as TensorFlow does."""
        if self._checkpoint and pathlib.Path(f"{_beside(prefix)}.index").exists():
            self._checkpoint.read(_beside(prefix)).assert_consumed()


def _beside(prefix: str) -> str:
    return f"{prefix}.scales"
