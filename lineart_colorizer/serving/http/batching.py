"""The network's calls: those of one shape that come together are made together, by TensorFlow's own batching function.

TensorFlow's function joins whatever waits, and fails where shapes differ. So there are some of them, called lanes: each takes one shape at
a time, and another when nobody is in it. While no thread of a lane is free, calls gather; none waits for others to come. A call that
finds no lane goes by itself, and so does one with a seed: the noise of a batch is one. The same picture gives the same bytes in
any batch (measured: the network's output is equal to the bit for batches of 1, 2, 4 and 8 on a CPU).
"""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from lineart_colorizer.serving.models import Colorizer, Model

LANES = 2
GATHERED = 1024  # calls that a lane may hold: the engine's threads are far fewer
PICTURE, HINT = tf.TensorSpec([None, None, None, 1], tf.float32), tf.TensorSpec([None, None, None, 4], tf.float32)
LABEL = tf.TensorSpec([None], tf.int32)


def batched(model: Model, colorizer: Colorizer, most: int, noise: threading.Lock, note: Callable[[int], None]) -> Colorizer:
    """The colorizer, its calls in batches of `most` at most; every lane was called once before it is given back.

    noise: held while the noise's state, a variable of the model, is used. note: told, for each call, how many pages went together.
    """
    lanes = Lanes([_lane(model, colorizer.knows_labels, most) for _ in range(LANES)] if most > 1 else [])

    def predict(line: np.ndarray, hint: np.ndarray, label: int = -1, seed: int | None = None) -> dict:
        if seed is not None:
            with noise:
                note(1)
                return colorizer.predict(line, hint, label, seed)
        with lanes.entered(line.shape[1:3]) as lane:
            if lane is None:
                note(1)
                return colorizer.predict(line, hint, label)
            color, layer, together = lane(line, hint, np.full(len(line), label, np.int32))
            note(int(together[0]))
            return {"color": color.numpy(), "layer": layer.numpy()}

    blank = np.ones((1, colorizer.card.size, colorizer.card.size, 1), np.float32)
    for call in (*lanes.all, colorizer.predict):
        call(blank, np.zeros((*blank.shape[:3], 4), np.float32), np.int32([-1]) if call in lanes.all else -1)
    return dataclasses.replace(colorizer, predict=predict)


def _lane(model: Model, knows_labels: bool, most: int) -> Callable:
    """line, hint, label -> color, layer, and of each page how many went together."""
    signature = model.signatures["colorize_label" if knows_labels else "colorize_layer"]

    @tf.nondifferentiable_batch_function(
        num_batch_threads=1, max_batch_size=most, batch_timeout_micros=0, max_enqueued_batches=GATHERED, autograph=False
    )
    def together(line, hint, label):
        told = {"label": label} if knows_labels else {}
        made = signature(line=line, hint=hint, **told)
        pages = tf.shape(line)[0]
        return made["color"], made["layer"], tf.fill([pages], pages)

    return tf.function(together, input_signature=[PICTURE, HINT, LABEL], autograph=False)


class Lanes:
    """lanes: functions, each of which takes one shape at a time."""

    def __init__(self, lanes: list[Callable]):
        self.all = lanes
        self._shapes: list[tuple[int, ...] | None] = [None] * len(lanes)
        self._inside = [0] * len(lanes)
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def entered(self, shape: tuple[int, ...]) -> Iterator[Callable | None]:
        """The lane for this shape, or None where all are taken."""
        number = self._enter(shape)
        try:
            yield None if number is None else self.all[number]
        finally:
            if number is not None:
                with self._lock:
                    self._inside[number] -= 1

    def _enter(self, shape: tuple[int, ...]) -> int | None:
        """The number of the lane that takes this shape: the one that does already, or one with nobody in it."""
        with self._lock:
            ours = [number for number, held in enumerate(self._shapes) if held == shape and self._inside[number]]
            free = [number for number, inside in enumerate(self._inside) if not inside]
            number = next(iter(ours or free), None)
            if number is not None:
                self._shapes[number] = shape
                self._inside[number] += 1
            return number
