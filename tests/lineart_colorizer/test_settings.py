import dataclasses
import inspect
import re

import pytest

from lineart_colorizer import settings as module

CONCERNS = [kind for _, kind in inspect.getmembers(module, dataclasses.is_dataclass)]


def test_there_are_five_concerns():
    assert {kind.__name__ for kind in CONCERNS} == {
        "DataSettings", "AugmentationSettings", "NetworkSettings", "ObjectiveSettings", "RunSettings",
    }  # fmt: skip


def test_names_are_unique_over_the_concerns():
    names = [field.name for kind in CONCERNS for field in dataclasses.fields(kind)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", CONCERNS)
def test_every_setting_is_explained_and_nothing_else(kind):
    explained = re.findall(r"^ {8}(\w+): \w", kind.__doc__, re.MULTILINE)
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
