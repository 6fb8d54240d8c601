import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.serving.cards import ModelCard
from lineart_colorizer.serving.http import batching
from lineart_colorizer.serving.http.batching import Lanes, batched
from lineart_colorizer.serving.loaded import Model, as_colorizer


def test_a_lane_takes_one_shape_at_a_time_and_another_when_it_is_empty():
    lanes = Lanes(["first", "second"])
    with lanes.entered((8, 8)) as a, lanes.entered((8, 8)) as b, lanes.entered((8, 9)) as c, lanes.entered((9, 9)) as d:
        assert (a, b, c, d) == ("first", "first", "second", None)
    with lanes.entered((9, 9)) as a, lanes.entered((8, 8)) as b:
        assert (a, b) == ("first", "second")


def test_a_lane_is_left_with_an_error_too():
    lanes = Lanes(["only"])
    with pytest.raises(ZeroDivisionError), lanes.entered((8, 8)):
        raise ZeroDivisionError
    with lanes.entered((9, 9)) as lane:
        assert lane == "only"


class Halving:
    """A model whose layer is half the line and the label; it notes the sizes of the batches that it is given."""

    def __init__(self):
        self.sizes, self.hold = [], threading.Event()
        self.hold.set()

    def colorize_label(self, line, hint, label):
        def halved(line, label):
            self.sizes.append(len(line))
            self.hold.wait(10)
            return line.numpy() / 2 + label.numpy()[:, None, None, None].astype(np.float32)

        layer = tf.repeat(tf.ensure_shape(tf.py_function(halved, [line, label], tf.float32), [None, None, None, 1]), 3, -1)
        return {"color": layer, "layer": layer}

    def colorize_layer(self, line, hint):
        raise AssertionError("a model that knows labels is told one")


def make():
    """A model, what its calls are told of their batches, and the batched colorizer."""
    halving, told = Halving(), []
    card = ModelCard(kind="colorizer", size=8, head="multiply", labels=("a", "b"), run="half", step=1)
    model = Model({"colorize_label": halving.colorize_label, "colorize_layer": halving.colorize_layer}, card, "half")
    return halving, told, batched(model, as_colorizer(model), 4, threading.Lock(), told.append)


@pytest.fixture(scope="module")
def halving():
    return make()


def picture(value: float, height: int = 8):
    return np.full((1, height, 8, 1), value, np.float32), np.zeros((1, height, 8, 4), np.float32)


def test_each_caller_gets_its_own(halving):
    _, _, colorizer = halving
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: colorizer.predict(*picture(number, 8 + number % 3), number % 2), range(24)))
    for number, made in enumerate(found):
        assert made["layer"].shape == (1, 8 + number % 3, 8, 3)
        assert (made["layer"] == number / 2 + number % 2).all()


def test_calls_of_one_shape_that_come_together_are_made_together(halving):
    model, told, colorizer = halving
    model.sizes.clear(), told.clear(), model.hold.clear()
    with ThreadPoolExecutor(9) as pool:
        calls = [pool.submit(colorizer.predict, *picture(number), 0) for number in range(9)]
        while not model.sizes:  # the first has begun, and is held: the others gather
            pass
        model.hold.set()
        found = [call.result()["layer"][0, 0, 0, 0] for call in calls]
    assert found == [number / 2 for number in range(9)]
    assert sum(model.sizes) == len(told) == 9
    assert max(model.sizes) <= 4
    assert sorted(told) == sorted(size for size in model.sizes for _ in range(size))


def test_models_do_not_share_queues_until_one_has_gone(halving):
    model, _, colorizer = halving
    other, _, second = make()
    model.sizes.clear(), other.sizes.clear()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda predict, number: predict(*picture(number)), [colorizer.predict, second.predict] * 8, range(16)))
    assert sum(model.sizes) == sum(other.sizes) == 8
    before = len(batching._free_names)
    del other, second
    gc.collect()
    assert len(batching._free_names) == before + batching.LANES
