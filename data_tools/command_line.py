"""A command's line, from the signature and docstring of the function it runs."""

from collections.abc import Callable

import jsonargparse


def parse_for(function: Callable, *, command: str, arguments: list[str] | None = None, several: tuple[str, str] | None = None) -> dict:
    """Reads the command line into `function`'s arguments: parameters without default by position, the others as `--name-with-dashes`.

    command: the module after `python -m`. arguments: instead of the command line's. several: name and help of the parameter, a list of
    strings, that takes all positional arguments, or with `--` before its name, all that follow that option. Wrong usage, and --help, end
    the process, wrong usage with code 2. Help comes from the docstring: its first paragraph, and its `Args:`.
    """
    parser = jsonargparse.ArgumentParser(prog=f"python -m {command}", description=(function.__doc__ or "").partition("\n\n")[0])
    if several:
        parser.add_argument(several[0], nargs="+", help=several[1])
    parser.add_function_arguments(function, as_group=False, as_positional=True, skip={several[0].lstrip("-")} if several else None)
    spell_with_dashes(parser)
    return vars(parser.parse_args(arguments))


def spell_with_dashes(parser: jsonargparse.ArgumentParser) -> None:
    """Turns `--max_skipped 1 --overwrite true`, as jsonargparse has it, into `--max-skipped 1 --overwrite`."""
    for action in list(parser._actions):
        for name in [name for name in action.option_strings if "_" in name]:
            dashed = name.replace("_", "-")
            action.option_strings = [dashed if each == name else each for each in action.option_strings]
            parser._option_string_actions[dashed] = parser._option_string_actions.pop(name)
        if action.default is False and action.option_strings:
            action.nargs, action.const, action.metavar = "?", True, "true|false"
