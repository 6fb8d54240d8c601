"""Writes a run to TensorBoard, into logs/<run>/."""

import contextlib
import pathlib
from collections.abc import Collection, Iterator

import numpy as np
import tensorflow as tf
from tensorboard.plugins.custom_scalar import summary as custom_scalars
from tensorboard.plugins.hparams import api as hparams

from data_tools.tensorflow_errors import as_os_error
from lineart_colorizer.monitoring.layout import LAYOUT, make_layout

COMPARED = (  # scores that the HParams page shows beside the settings
    "right", "rare", "palette", "bleed", "paper", "l1", "ssim", "ciede2000", "ms_ssim_fake", "ms_ssim_real", "collapsed",
)  # fmt: skip


class Board:
    """Scalars and histograms by step, picture grids, the settings as text and as HParams, the layout of Custom Scalars.

    A constant to compare with (the critic's loss when it can no longer tell) goes into a run of its own, <run>/reference, under the
    same tag: TensorBoard then draws it as a line in the same chart. Everything raises OSError where the disk refuses, some of it late.
    """

    def __init__(self, folder: pathlib.Path):
        self._folder = folder
        with as_os_error(folder):
            self._writer = tf.summary.create_file_writer(str(folder))
            self._reference = tf.summary.create_file_writer(str(folder / "reference"))

    def settings(self, settings: dict, compared: Collection[str]) -> None:
        """The settings as a table; those that are compared as HParams, too, so that runs compare by their newest validation scores."""
        table = "\n".join(["| setting | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in settings.items())])
        values = {name: settings[name] for name in settings if name in compared}
        values = {name: value if isinstance(value, bool | int | float | str) else str(value) for name, value in values.items()}
        metrics = [hparams.Metric(f"validation/{name}", display_name=name) for name in COMPARED]
        with self._at(0):
            tf.summary.text("settings", table)
            hparams.hparams_config(hparams=[hparams.HParam(name) for name in values], metrics=metrics)
            hparams.hparams(values, trial_id=self._folder.name)
            tf.summary.experimental.write_raw_pb(custom_scalars.pb(make_layout(LAYOUT)).SerializeToString())

    def text(self, tag: str, text: str, step: int) -> None:
        with self._at(step):
            tf.summary.text(tag, text)

    def scalars(self, scalars: dict, step: int) -> None:
        with self._at(step):
            for name, value in scalars.items():
                tf.summary.scalar(name, value)

    def histogram(self, tag: str, values: tf.Tensor, step: int) -> None:
        """values: float, any shape."""
        with self._at(step):
            tf.summary.histogram(tag, values)

    def reference(self, tag: str, value: float, step: int) -> None:
        with as_os_error(self._folder), self._reference.as_default(step=step):
            tf.summary.scalar(tag, value)

    def picture(self, tag: str, picture: np.ndarray, step: int) -> None:
        """picture: uint8 RGB [H,W,3]."""
        with self._at(step):
            tf.summary.image(tag, picture[None])

    def close(self) -> None:
        """Nothing can be written after it."""
        with as_os_error(self._folder):
            self._writer.close()
            self._reference.close()

    def flush(self) -> None:
        with as_os_error(self._folder):
            self._writer.flush()
            self._reference.flush()

    @contextlib.contextmanager
    def _at(self, step: int) -> Iterator[None]:
        with as_os_error(self._folder), self._writer.as_default(step=step):
            yield
