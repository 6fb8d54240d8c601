import inspect
import types
import typing

import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.systems.protocol import Phase, System


@pytest.fixture(scope="module", params=["paired", "unet"])
def system(request, build_tiny):
    return build_tiny(system=request.param)


def is_a(value, hint) -> bool:
    """Whether a value is of an annotation's type, and its items of the type's."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return any(is_a(value, one) for one in typing.get_args(hint))
    if typing.get_origin(hint) is dict:
        key, item = typing.get_args(hint)
        return isinstance(value, dict) and all(is_a(k, key) and is_a(v, item) for k, v in value.items())
    if typing.get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(is_a(item, typing.get_args(hint)[0]) for item in value)
    if hint is Phase:
        return all(hasattr(value, name) for name in typing.get_type_hints(Phase))
    return isinstance(value, (int, float) if hint is float else hint)


def test_has_all_that_the_protocol_names(system):
    for protocol, thing in ((System, system), *((Phase, phase) for phase in system.phases)):
        for name, hint in typing.get_type_hints(protocol).items():
            assert is_a(getattr(thing, name), hint), f"{type(thing).__name__}.{name}"


def test_train_step_takes_what_the_protocol_says(system):
    for phase in system.phases:
        assert inspect.signature(type(phase).train_step) == inspect.signature(Phase.train_step)


def test_the_product_is_saved_and_every_optimizer_is_of_a_saved_network(system):
    assert set(system.product.networks.values()) <= set(system.networks)
    for phase in system.phases:
        assert set(phase.optimizers) <= set(system.networks)
        assert phase.batches_per_step >= max(1, phase.critic_updates_per_step)


def test_sample_is_the_colorizers_picture_at_any_size(system, tiny_batches):
    """The graph and eager execution must agree: a graph optimizer of TensorFlow 2.21 got this wrong where shapes are fixed."""
    batch = tiny_batches[0]
    wide = {name: tf.concat([batch[name], batch[name]], axis=2) for name in ("line", "hint")}
    for inputs in (batch, wide, {name: value[:1] for name, value in batch.items()}):
        sampled = system.sample(inputs).numpy()
        assert sampled.shape == (*inputs["line"].shape[:3], 3)
        own = system.networks["average"]({"line": inputs["line"], "hint": inputs["hint"]}, training=False)["color"]
        np.testing.assert_allclose(sampled, own, atol=1e-5)


def test_columns_are_what_a_person_is_shown(system, tiny_batches):
    batch = tiny_batches[0]
    columns = system.columns(batch)
    assert list(columns) == ["line", "hint", "generated", "true"]
    assert [value.shape[-1] for value in columns.values()] == [1, 4, 3, 3]
    np.testing.assert_array_equal(columns["generated"], system.sample(batch))
