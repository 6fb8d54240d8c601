import os
import sys

import pytest

from data_tools.command_line import parse_for, run_function
from data_tools.errors import InputError


def colour(page: str, *, max_size: int = 7, over_write: bool = False) -> None:
    """Colours a page.

    And more.

    Args:
        page: the page to colour.
        max_size: largest side, px.
        over_write: whether to.
    """


def parsed(*arguments: str) -> dict:
    return parse_for(colour, command="tools.colour", arguments=list(arguments))


def test_defaults_and_dashes():
    assert parsed("a.png") == {"page": "a.png", "max_size": 7, "over_write": False}
    assert parsed("a.png", "--max-size", "9", "--over-write") == {"page": "a.png", "max_size": 9, "over_write": True}
    assert parsed("--over-write=false", "a.png")["over_write"] is False


@pytest.mark.parametrize("arguments", [[], ["a.png", "--max-size", "x"], ["a.png", "--max_size", "9"], ["a.png", "b.png"]])
def test_wrong_usage_is_two(arguments, capsys):
    with pytest.raises(SystemExit) as ending:
        parsed(*arguments)
    assert ending.value.code == 2
    assert "usage: python -m tools.colour" in capsys.readouterr().err


def test_help_is_the_docstring(capsys):
    with pytest.raises(SystemExit) as ending:
        parsed("--help")
    assert ending.value.code == 0
    text = capsys.readouterr().out
    for words in ("Colours a page.", "the page to colour.", "--max-size", "largest side, px. (type: int, default: 7)"):
        assert words in text


def test_an_option_of_several_values():
    def compare(*, data: str, runs: list[str] | None = None) -> None:
        """Compares.

        Args:
            data: where.
        """

    given = {"command": "tools.compare", "several": ("--runs", "which")}
    assert parse_for(compare, arguments=["--runs", "a", "b", "--data", "d"], **given) == {"runs": ["a", "b"], "data": "d"}
    assert parse_for(compare, arguments=["--data", "d"], **given) == {"runs": None, "data": "d"}


def test_positions_that_may_be_left_out():
    def draw(out: str, count: int = 7, scale: float = 1.0, *, seed: int = 0) -> None:
        """Draws."""

    def drawn(*arguments: str) -> list:
        return list(parse_for(draw, command="tools.draw", arguments=list(arguments)).values())

    assert drawn("a") == ["a", 7, 1.0, 0]
    assert drawn("a", "9", "--seed", "1") == ["a", 9, 1.0, 1]
    assert drawn("--seed=2", "a", "9", "0.5") == ["a", 9, 0.5, 2]
    for wrong in (["a", "x"], ["a", "--count", "9"], ["a", "1", "2", "3"]):
        with pytest.raises(SystemExit):
            drawn(*wrong)


def test_several_that_may_be_none():
    def count(folders: list[str] | None = None) -> None:
        """Counts."""

    given = {"command": "tools.count", "several": ("folders", "which")}
    assert parse_for(count, arguments=["a", "b"], **given) == {"folders": ["a", "b"]}
    assert not parse_for(count, arguments=[], **given)["folders"]


@pytest.mark.parametrize(("page", "code", "said"), [("a.png", 0, ""), ("none.png", 1, "error: no such page: none.png\n")])
def test_a_function_is_a_whole_command(monkeypatch, capsys, page, code, said):
    def look(page: str) -> dict:
        """Looks."""
        if page == "none.png":
            raise InputError(f"no such page: {page}")
        return {"what it returns": "is no exit code"}

    monkeypatch.setattr(sys, "argv", ["look", page])
    with pytest.raises(SystemExit) as ending:
        run_function(look, command="tools.look")
    assert (ending.value.code, capsys.readouterr().err) == (code, said)


@pytest.mark.parametrize("name", ["#1", "~", "[a]", "Foxes: winter", "007", "1e3", "true"])
def test_names_are_taken_as_they_are_typed(name):
    """As YAML, `#1` and `~` would be nothing at all."""

    def function(source: str | os.PathLike, *, model: str | None = None, count: int = 1) -> None:
        """Does.

        Args:
            source: from where.
            model: which.
            count: how many.
        """

    assert parse_for(function, command="c", arguments=[name, "--model", name]) == {"source": name, "model": name, "count": 1}
