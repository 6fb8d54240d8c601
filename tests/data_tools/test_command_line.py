import pytest

from data_tools.command_line import parse_for


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
