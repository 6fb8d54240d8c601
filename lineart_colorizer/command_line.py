"""The command line of `train`, from the settings' dataclasses; also read from YAML files of the same names (`--config`)."""

import dataclasses
import pathlib
import sys
from collections.abc import Iterator

import jsonargparse
import yaml

from data_tools.command_line import make_parser, spell_with_dashes
from lineart_colorizer.settings import Settings

CONFIG = "--config"
NULL = ("", "~", "null", "Null", "NULL")  # YAML's


def parse_settings(arguments: list[str] | None = None) -> Settings:
    """Settings from the command line (or from `arguments`). Wrong usage, and --help, end the process, wrong usage with code 2."""
    about = "Trains a colorizer, watched in TensorBoard, and exports it. The same command goes on where it stopped."
    parser = make_parser("lineart_colorizer.train", about)
    where = "YAML file of settings, such as a run's settings.yaml; what is given beside it goes before it"
    parser.add_argument(CONFIG, type=str, help=where)
    for concern in dataclasses.fields(Settings):
        parser.add_class_arguments(concern.type)
    spell_with_dashes(parser)
    values = vars(parser.parse_args(_spell_out_configs(parser, sys.argv[1:] if arguments is None else arguments)))
    return Settings.from_flat({name: value for name, value in values.items() if name != "config"})


def _spell_out_configs(parser: jsonargparse.ArgumentParser, arguments: list[str]) -> list[str]:
    """The arguments, with the settings of all files that are named among them in front: of two, the last one holds."""
    told: list[str] = []
    typed, left = [], iter(arguments)
    for argument in left:
        name, equals, path = argument.partition("=")
        if name != CONFIG:
            typed.append(argument)
        elif path := path if equals else next(left, ""):
            told += _read_config(parser, path)
        else:
            parser.error(f"{CONFIG}: expected a file's name")
    return told + typed


def _read_config(parser: jsonargparse.ArgumentParser, path: str) -> Iterator[str]:
    """A file's settings as arguments, as they are written there; wrong ones are wrong usage."""
    try:
        read = yaml.load(pathlib.Path(path).read_text("utf-8"), yaml.BaseLoader) or {}  # strings alone
    except OSError as error:
        parser.error(f"{CONFIG} {path}: {error.strerror}")
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        parser.error(f"{CONFIG} {path}: no YAML in UTF-8 ({' '.join(str(error).split())})")
    if not isinstance(read, dict):
        parser.error(f"{CONFIG} {path}: no settings, such as the line `size: 128`")
    standard = Settings().flat()
    for name, value in read.items():
        if name not in standard:
            parser.error(f"{CONFIG} {path}: there is no setting {name}")
        if not isinstance(value, str):
            parser.error(f"{CONFIG} {path}: {name} is no plain value")
        is_null = value in NULL
        if is_null and standard[name] is not None:
            parser.error(f"{CONFIG} {path}: {name} is null: give a value, or leave it out")
        yield f"--{name.replace('_', '-')}={'null' if is_null else value}"
