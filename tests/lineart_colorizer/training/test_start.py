import pathlib
import types

import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.training.start import Origin, begin_from

PRODUCT = Product("colorizer", {"colorizer": "average"}, {"average": "generator"})


def network(units: int, layers=("hidden", "votes"), value: float = 0.0) -> keras.Model:
    x = line = keras.Input((3,))
    for name in layers:
        x = keras.layers.Dense(units, name=name)(x)
    made = keras.Model(line, x)
    made.set_weights([np.full(weight.shape, value, np.float32) for weight in made.get_weights()])
    return made


def system(**networks):
    return types.SimpleNamespace(product=PRODUCT, networks=networks, phases=())


def origin(kind: str = "colorizer", **networks) -> Origin:
    """A model as if stored: of a run, where its networks have the names that a run gives them."""
    stored = types.SimpleNamespace(
        variables=lambda *way: {v.path: v.numpy() for v in networks[way[0]].weights} if way[0] in networks else {}
    )
    return Origin(pathlib.Path("models/demo"), kind, (), stored, {"colorizer": ("average",)})


def values(made: keras.Model) -> dict[str, set]:
    """Each layer with the values of its kernel."""
    return {layer.name: set(layer.kernel.numpy().ravel().tolist()) for layer in made.layers[1:]}


def test_generator_and_average_begin_with_the_average_and_the_critic_with_its_own():
    ours, said = system(generator=network(2), average=network(2), critic=network(3)), []
    begin_from(ours, origin(generator=network(2, value=1.0), average=network(2, value=2.0), critic=network(3, value=3.0)), say=said.append)
    assert {name: values(made) for name, made in ours.networks.items()} == {
        "generator": {"hidden": {2.0}, "votes": {2.0}},
        "average": {"hidden": {2.0}, "votes": {2.0}},
        "critic": {"hidden": {3.0}, "votes": {3.0}},
    }
    assert said == ["begins with models/demo: 2 of 2 layers of generator, 2 of 2 layers of critic"]


def test_what_does_not_fit_stays_as_initialised_and_is_named():
    ours, said = system(generator=network(2, ("hidden", "ink", "votes")), average=network(2, ("hidden", "ink", "votes"))), []
    ours.networks |= {"critic": network(5), "judge": network(2)}
    begin_from(ours, origin(average=network(2, ("hidden", "votes"), 2.0), critic=network(4, value=3.0)), say=said.append)
    assert values(ours.networks["generator"]) == {"hidden": {2.0}, "ink": {0.0}, "votes": {2.0}}
    assert values(ours.networks["critic"]) == {"hidden": {0.0}, "votes": {0.0}}
    assert said == [
        "begins with models/demo: 2 of 3 layers of generator, 0 of 2 layers of critic, 0 of 2 layers of judge; "
        "as initialised: generator ink, all of critic, all of judge"
    ]


def test_of_many_layers_that_do_not_fit_the_first_are_named():
    ours, said = network(2, ("hidden", *(f"new_{at}" for at in range(9)))), []
    begin_from(system(generator=ours, average=ours), origin(average=network(2, ("hidden",), 2.0)), say=said.append)
    named = ", ".join(f"generator new_{at}" for at in range(6))
    assert said == [f"begins with models/demo: 1 of 10 layers of generator; as initialised: {named} and 3 more"]


@pytest.mark.parametrize(
    ("from_what", "said"),
    [
        (
            {"kind": "sampler", "average": network(2)},
            "--init: models/demo is a sampler, and this system makes a colorizer: name another model, or another --system",
        ),
        ({"average": network(7)}, "--init: no layer of models/demo fits this system's: name another model, or leave --init out"),
        ({}, "--init: no layer of models/demo fits this system's: name another model, or leave --init out"),
    ],
)
def test_a_model_that_cannot_be_begun_from_is_one_line(from_what, said):
    with pytest.raises(InputError) as refused:
        begin_from(system(generator=network(2), average=network(2)), origin(**from_what))
    assert str(refused.value) == said
