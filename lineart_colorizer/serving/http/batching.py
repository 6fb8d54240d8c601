"""The network's calls: those of one shape that come together are made together, by TensorFlow's own batching function.

TensorFlow's function joins whatever waits in the queue of its name, and fails where shapes differ. So there are some of them, called lanes:
each takes one shape at a time, and another when nobody is in it. A queue with its thread stays until the process ends, and functions of one
name share one, whatever model they are of: names are given to one lane at a time, and used again when its model has gone.

While the thread of a lane is busy, calls gather; none waits for others to come. A call that finds no lane goes by itself, and so does one
with a seed: the noise of a batch is one. The same picture gives the same bytes in any batch (the network's output was equal to the bit in
batches of 1, 2, 4 and 8 on a CPU).
"""

import contextlib
import dataclasses
import itertools
import threading
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import tensorflow as tf

from data_tools.tensorflow_errors import as_memory_error
from lineart_colorizer.serving.loaded import Colorizer, Model

LANES = 2
GATHERED = 1024  # calls that a lane may hold: the engine's threads are far fewer
PICTURE, HINT = tf.TensorSpec([None, None, None, 1], tf.float32), tf.TensorSpec([None, None, None, 4], tf.float32)
LABEL = tf.TensorSpec([None], tf.int32)

_numbers = itertools.count()
_free_names: list[str] = []


def batched(model: Model, colorizer: Colorizer, most: int, noise: threading.Lock, note: Callable[[int], None]) -> Colorizer:
    """The colorizer, its calls in batches of `most` at most; every lane was called once before it is given back.

    noise: held while the noise's state, a variable of the model, is used. note: told, for each call, how many pages went together.
    """
    names = [_free_names.pop() if _free_names else f"lane_{next(_numbers)}" for _ in range(LANES if most > 1 else 0)]
    lanes = Lanes([_lane(name, model, colorizer.knows_labels, most) for name in names])
    weakref.finalize(lanes, _free_names.extend, names)

    def predict(line: np.ndarray, hint: np.ndarray, label: int = -1, seed: int | None = None) -> dict:
        if seed is not None:
            with noise:
                note(1)
                return colorizer.predict(line, hint, label, seed)
        with lanes.entered(line.shape[1:3]) as lane:
            if lane is None:
                note(1)
                return colorizer.predict(line, hint, label)
            with as_memory_error():
                color, layer, together = lane(line, hint, np.full(len(line), label, np.int32))
            note(int(together[0]))
            return {"color": color.numpy(), "layer": layer.numpy()}

    blank = np.ones((1, colorizer.card.size, colorizer.card.size, 1), np.float32)
    for call in (*lanes.all, colorizer.predict):
        call(blank, np.zeros((*blank.shape[:3], 4), np.float32), np.array([-1], np.int32) if call in lanes.all else -1)
    return dataclasses.replace(colorizer, predict=predict)


def _lane(name: str, model: Model, knows_labels: bool, most: int) -> Callable:
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

    def named(line, hint, label):
        with tf.name_scope(name):  # which names the queue
            return together(line, hint, label)

    return tf.function(named, input_signature=[PICTURE, HINT, LABEL], autograph=False)


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
