import dataclasses
import inspect
import re

import pytest

from lineart_colorizer import settings as module

CONCERNS = [kind for _, kind in inspect.getmembers(module, dataclasses.is_dataclass) if kind is not module.Settings]


def test_the_concerns():
    assert {kind.__name__ for kind in CONCERNS} == {
        "DataSettings", "AugmentationSettings", "NetworkSettings", "CriticSettings", "ObjectiveSettings", "RunSettings",
    }  # fmt: skip


def test_names_are_unique_over_the_concerns():
    names = [field.name for kind in CONCERNS for field in dataclasses.fields(kind)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", CONCERNS)
def test_every_setting_is_explained_and_nothing_else(kind):
    explained = re.findall(r"^ {4}(\w+): \w", inspect.cleandoc(kind.__doc__), re.MULTILINE)
    assert explained == [field.name for field in dataclasses.fields(kind)]


@pytest.mark.parametrize("kind", CONCERNS)
def test_frozen_and_by_keyword_only(kind):
    first = dataclasses.fields(kind)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind(), first, None)
    with pytest.raises(TypeError, match="positional"):
        kind(None)


def test_the_defaults_that_the_design_names():
    assert module.DataSettings().size == 128
    assert module.DataSettings().hint_share == 0.5
    assert module.NetworkSettings().head == "multiply"
    objective = module.ObjectiveSettings()
    assert (objective.system, objective.reconstruction, objective.reconstruction_weight) == ("paired", "l1", 100.0)
    assert module.RunSettings().checkpoint_seconds == 60.0


def test_flat_and_back():
    flat = module.Settings().flat()
    assert flat["size"] == 128
    assert flat["system"] == "paired"
    assert module.Settings.from_flat(flat) == module.Settings()
    assert module.Settings.from_flat(flat | {"filters": 3}).networks.filters == 3


def test_flat_has_every_setting_of_every_concern():
    assert len(module.Settings().flat()) == sum(len(dataclasses.fields(concern.type)) for concern in dataclasses.fields(module.Settings))


def test_from_flat_wants_all_settings_and_no_other():
    flat = module.Settings().flat()
    with pytest.raises(KeyError, match="sice"):
        module.Settings.from_flat(flat | {"sice": 1})
    del flat["size"]
    with pytest.raises(KeyError, match="size"):
        module.Settings.from_flat(flat)


def test_but_changes_settings_by_name():
    changed = module.Settings().but(size=64, filters=4)
    assert (changed.data.size, changed.networks.filters, changed.data.batch) == (64, 4, 8)
    with pytest.raises(KeyError, match="sice"):
        module.Settings().but(sice=1)
