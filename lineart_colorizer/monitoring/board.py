"""Writes a run to TensorBoard, into logs/<run>/."""

import pathlib

import numpy as np
import tensorflow as tf
from tensorboard.plugins.hparams import api as hparams

SCORE_TAG = "validation"


class Board:
    """Scalars by step, picture grids, the settings as text and as HParams.

    A constant to compare with (the critic's loss when it can no longer tell) goes into a run of its own, <run>/reference, under the
    same tag: TensorBoard then draws it as a line in the same chart.
    """

    def __init__(self, folder: pathlib.Path):
        self._writer = tf.summary.create_file_writer(str(folder))
        self._reference = tf.summary.create_file_writer(str(folder / "reference"))

    def settings(self, settings: dict) -> None:
        """The settings as a table, and as HParams so that runs compare."""
        table = "\n".join(["| setting | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in settings.items())])
        with self._writer.as_default():
            tf.summary.text("settings", table, step=0)
            hparams.hparams(
                {name: value if isinstance(value, bool | int | float | str) else str(value) for name, value in settings.items()}
            )

    def text(self, tag: str, text: str, step: int) -> None:
        with self._writer.as_default(step=step):
            tf.summary.text(tag, text)

    def scalars(self, scalars: dict, step: int) -> None:
        with self._writer.as_default(step=step):
            for name, value in scalars.items():
                tf.summary.scalar(name, value)

    def reference(self, tag: str, value: float, step: int) -> None:
        with self._reference.as_default(step=step):
            tf.summary.scalar(tag, value)

    def picture(self, tag: str, picture: np.ndarray, step: int) -> None:
        """picture: uint8 RGB [H,W,3]."""
        with self._writer.as_default(step=step):
            tf.summary.image(tag, picture[None])

    def flush(self) -> None:
        self._writer.flush()
        self._reference.flush()
