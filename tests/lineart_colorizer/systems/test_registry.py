import pytest

from data_tools.errors import InputError
from lineart_colorizer.systems import registry
from lineart_colorizer.systems.registry import SystemKind, find_system, register_system, system_names


@pytest.fixture
def toy(monkeypatch):
    """A kind of system that is known for one test."""
    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))
    return register_system(SystemKind(name="toy", build=lambda plan: None, check=lambda settings: None, objective=None))


def test_a_registered_system_is_found_by_its_name(toy):
    assert find_system("toy") is toy
    assert system_names()[-1] == "toy"
    assert (toy.data, toy.adversarial_weight) == ("pairs", 0.0)


def test_an_unknown_one_is_answered_with_the_list(toy):
    with pytest.raises(InputError) as refused:
        find_system("toi")
    assert str(refused.value) == f"unknown system 'toi': choose one of {', '.join(system_names())}"


def test_a_name_is_taken_once(toy):
    with pytest.raises(ValueError, match="there is a system 'toy' already"):
        register_system(toy)
