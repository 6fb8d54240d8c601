"""Begins a new run with the weights of a model, in place of random ones."""

import dataclasses
import pathlib
from collections.abc import Callable, Mapping
from typing import Protocol

import keras
import numpy as np

from data_tools.errors import InputError
from lineart_colorizer.networks.transfer import transferred
from lineart_colorizer.systems.protocol import System

NAMED = 6  # layers; of more, the number is said


class Stored(Protocol):
    """Networks as they were kept, as `stored_networks.StoredNetworks`."""

    def variables(self, *way: str) -> dict[str, np.ndarray]: ...


@dataclasses.dataclass(frozen=True)
class Origin:
    """A model to begin from.

    source: its folder. kind, labels: of its product, as a run's model.json has them. stored: its networks. ways: to each network of the
    product, by its part, the names that lead to it in `stored`.
    """

    source: pathlib.Path
    kind: str
    labels: tuple[str, ...]
    stored: Stored
    ways: Mapping[str, tuple[str, ...]]


def begin_from(system: System, origin: Origin, labels: tuple[str, ...] = (), say: Callable[[str], None] = print) -> None:
    """Assigns the model's weights, layer by layer, where names and shapes are the same; all other layers stay as initialised.

    A network of the product, and the one that it is an average of, both begin with the model's product: of a run that is its average,
    which is the better one. Critics and other networks begin with those of the same name, where the model has them; an export has none.
    Votes and label layers are fitted to the new data's palette and classes, as `networks.transfer` says. Optimizers are left as they are.

    Args:
        labels: names of the new data's classes. say: is told in one line what was taken over, and which layers were not.
    Raises: InputError where the model is of another kind than the system, or none of its layers fits.
    """
    product = system.product
    if origin.kind != product.kind:
        what = f"{origin.source} is a {origin.kind}, and this system makes a {product.kind}"
        raise InputError(f"--init: {what}: name another model, or another --system")
    taken, left = {}, {}
    for name, way, networks in _pairs(system, origin):
        values = origin.stored.variables(*way)
        for network in networks:
            taken[name], left[name] = _take_over(network, values, tuple(labels) == origin.labels, has_classes=bool(labels))
    if not any(taken.values()):
        raise InputError(f"--init: no layer of {origin.source} fits this system's: name another model, or leave --init out")
    counts = [f"{len(taken[name])} of {len(taken[name]) + len(left[name])} layers of {name}" for name in taken]
    say(f"begins with {origin.source}: {', '.join(counts)}{_fresh_in_words(taken, left)}")


def _fresh_in_words(taken: dict[str, list], left: dict[str, list]) -> str:
    """By network: layers taken over, and layers left. Nothing where none is left."""
    fresh = []
    for name in taken:
        fresh += [f"{name} {layer}" for layer in left[name]] if taken[name] else [f"all of {name}"]
    if not fresh:
        return ""
    more = f" and {len(fresh) - NAMED} more" if len(fresh) > NAMED else ""
    return f"; as initialised: {', '.join(fresh[:NAMED])}{more}"


def _pairs(system: System, origin: Origin):
    """Yields the name of each network that learns, the way to its stored weights, and the networks that begin with these."""
    product = system.product
    for part, name in product.networks.items():
        learns = product.averages.get(name, name)
        yield learns, origin.ways.get(part, (part,)), [system.networks[each] for each in (learns, name)]
    ours = {*product.networks.values(), *product.averages.values()}
    for name, network in system.networks.items():
        if name not in ours and isinstance(network, keras.Model):
            yield name, (name,), [network]


def _take_over(network: keras.Model, values: dict, same_classes: bool, *, has_classes: bool) -> tuple[list[str], list[str]]:
    """Assigns each layer whose variables are all there, in their shapes. Returns names of the layers that fit, and of the others."""
    same_names = same_classes and has_classes  # classes come first; tags' words, of which nothing is known, after them
    own = {variable.path: variable.numpy() for variable in network.weights}
    values = transferred(values, own, same_classes=same_classes, same_names=same_names)
    layers: dict[str, list] = {}
    for variable in network.weights:
        layers.setdefault(variable.path.rpartition("/")[0], []).append(variable)
    taken, left = [], []
    for layer, variables in layers.items():
        if all(variable.path in values and values[variable.path].shape == tuple(variable.shape) for variable in variables):
            taken.append(layer)
            for variable in variables:
                variable.assign(values[variable.path])
        else:
            left.append(layer)
    return taken, left
