import types

import keras
import numpy as np
import pytest

from lineart_colorizer.systems.updates import built
from lineart_colorizer.training.checkpoints import RunState


@pytest.fixture
def make(tmp_path):
    """make(policy): the state of a run of one network and its optimizer, in one folder for all."""

    def state(policy: str) -> tuple[RunState, keras.Model, keras.optimizers.Optimizer]:
        keras.config.set_dtype_policy(policy)
        network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        optimizer = built(keras.optimizers.Adam(0.5), network.trainable_variables)
        system = types.SimpleNamespace(
            networks={"generator": network}, phases=(types.SimpleNamespace(optimizers={"generator": optimizer}),)
        )
        return RunState(system, tmp_path), network, optimizer

    yield state
    keras.config.set_dtype_policy("float32")


def step(network, optimizer) -> None:
    optimizer.apply([np.full(variable.shape, 2.0, np.float32) for variable in network.trainable_variables], network.trainable_variables)


def test_fp16_goes_on_with_the_scale_that_it_had(make):
    state, network, optimizer = make("mixed_float16")
    for scale in (8.0, 4.0):
        optimizer.dynamic_scale.assign(scale)
        step(network, optimizer)
    state.save()
    fresh, restored, again = make("mixed_float16")
    assert fresh.restore()
    assert (float(again.dynamic_scale), int(again.step_counter), int(again.iterations)) == (4.0, 2, 2)
    for each in ((network, optimizer), (restored, again)):
        step(*each)
    np.testing.assert_array_equal(restored.get_weights()[0], network.get_weights()[0])


@pytest.mark.parametrize(("before", "after"), [("mixed_float16", "float32"), ("float32", "mixed_float16"), ("mixed_bfloat16", "float32")])
def test_a_checkpoint_of_one_precision_is_taken_up_in_another(make, before, after):
    state, network, optimizer = make(before)
    step(network, optimizer)
    state.save()
    fresh, restored, again = make(after)
    assert fresh.restore()
    assert int(again.iterations) == 1
    for one, other in zip(restored.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
