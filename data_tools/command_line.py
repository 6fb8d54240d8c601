"""A command's line, from the signature and docstring of the function it runs."""

import inspect
from collections.abc import Callable

import jsonargparse

from data_tools.errors import run_command


def parse_for(function: Callable, *, command: str, arguments: list[str] | None = None, several: tuple[str, str] | None = None) -> dict:
    """Reads the command line into `function`'s arguments: keyword-only ones as `--name-with-dashes`, the others by position.

    command: the module after `python -m`. arguments: instead of the command line's. several: name and help of the parameter, a list of
    strings, that takes all positional arguments (or none, where it has a default), or with `--` before its name, all that follow that
    option. Wrong usage, and --help, end the process, wrong usage with code 2. Help comes from the docstring: its first paragraph, and its
    `Args:`.
    """
    parser = make_parser(command, (function.__doc__ or "").partition("\n\n")[0])
    if several:
        parameter = inspect.signature(function).parameters[several[0].lstrip("-")]
        is_needed = several[0].startswith("-") or parameter.default is parameter.empty
        parser.add_argument(several[0], nargs="+" if is_needed else "*", help=several[1])
    parser.add_function_arguments(function, as_group=False, as_positional=True, skip={several[0].lstrip("-")} if several else None)
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default is not parameter.empty:
            _give_by_position(parser, name)
    spell_with_dashes(parser)
    return vars(parser.parse_args(arguments))


def make_parser(command: str, description: str) -> jsonargparse.ArgumentParser:
    """Of values, JSON's alone are no plain text: as YAML, a folder `#1` would be nothing at all, and `~` too."""
    return jsonargparse.ArgumentParser(prog=f"python -m {command}", description=description, parser_mode="json")


def run_function(function: Callable, *, command: str, several: tuple[str, str] | None = None) -> None:
    """The end of a command's module: runs `function` with the command line's arguments, then exits as `run_command` does.

    command, several: as of `parse_for`. What the function returns is for who calls it from Python.
    """

    def main() -> None:
        function(**parse_for(function, command=command, several=several))

    run_command(main)


def _give_by_position(parser: jsonargparse.ArgumentParser, name: str) -> None:
    """Turns the option `--name` into a positional argument that may be left out."""
    for action in parser._actions:
        if action.dest == name and action.option_strings:
            for option in action.option_strings:
                del parser._option_string_actions[option]
            action.option_strings, action.nargs = [], "?"


def spell_with_dashes(parser: jsonargparse.ArgumentParser) -> None:
    """Turns `--max_skipped 1 --overwrite true`, as jsonargparse has it, into `--max-skipped 1 --overwrite`."""
    for action in list(parser._actions):
        for name in [name for name in action.option_strings if "_" in name]:
            dashed = name.replace("_", "-")
            action.option_strings = [dashed if each == name else each for each in action.option_strings]
            parser._option_string_actions[dashed] = parser._option_string_actions.pop(name)
        if action.default is False and action.option_strings:
            action.nargs, action.const, action.metavar = "?", True, "true|false"
