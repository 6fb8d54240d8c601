"""The systems there are, by name. A system's module registers it, one's own like those that come with the package."""

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

from data_tools.errors import InputError
from lineart_colorizer.settings import Settings


@dataclasses.dataclass(frozen=True, kw_only=True)
class Plan:
    """What a system is built from.

    settings: with the system's own defaults filled in. labels: names of the data's classes, none where it has none. names: that pictures
    may have, in the order of a batch's `names`; none where there is nothing to tell apart.
    measure_palette: the number of colours K, to colors [K,3] RGB in [0,1] and shares [K] of the training pictures. jit: XLA is to compile
    the steps.
    """

    settings: Settings
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    measure_palette: Callable[[int], tuple]
    jit: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class SystemKind:
    """How a system is made.

    build: gives a System, with fresh networks, and all optimizers built. check: raises InputError for settings that this system cannot do.
    objective: its own adversarial objective; None where there is no critic. adversarial_weight, generator_optimizer,
    generator_rate: its own. data: what its batches hold:
    pairs, unpaired source and target, or pictures and their classes alone. fixed: settings that follow from the system, whatever was
    given. knows: of the settings of networks and critic, and of `build.SOME_SYSTEMS`, those that mean something to it; None: all. Others
    are refused where they are set.
    """

    name: str
    build: Callable[[Plan], Any]
    check: Callable[[Settings], None]
    objective: str | None
    adversarial_weight: float = 0.0
    generator_optimizer: str = "muon"
    generator_rate: float = 5.0
    data: Literal["pairs", "unpaired", "pictures"] = "pairs"
    fixed: dict = dataclasses.field(default_factory=dict)
    knows: tuple[str, ...] | None = None


_KINDS: dict[str, SystemKind] = {}


def register_system(kind: SystemKind) -> SystemKind:
    """Makes a system known by its name, to `--system`. Raises ValueError where the name is taken."""
    if kind.name in _KINDS:
        raise ValueError(f"there is a system {kind.name!r} already")
    _KINDS[kind.name] = kind
    return kind


def system_names() -> list[str]:
    return list(_KINDS)


def find_system(name: str) -> SystemKind:
    """The system of that name. Raises InputError with the list."""
    if name not in _KINDS:
        raise InputError(f"unknown system {name!r}: choose one of {', '.join(system_names())}")
    return _KINDS[name]
