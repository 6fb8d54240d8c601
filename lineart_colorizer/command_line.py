"""The command line of `train`, from the settings' dataclasses; also read from YAML files of the same names (`--config`)."""

import dataclasses

import jsonargparse

from data_tools.command_line import spell_with_dashes
from lineart_colorizer.settings import Settings


def parse_settings(arguments: list[str] | None = None) -> Settings:
    """Settings from the command line (or from `arguments`). Wrong usage, and --help, end the process, wrong usage with code 2."""
    parser = jsonargparse.ArgumentParser(
        prog="python -m lineart_colorizer.train",
        description="Trains a colorizer, watched in TensorBoard, and exports it. The same command goes on where it stopped.",
    )
    parser.add_argument("--config", action="config", help="YAML file of settings, such as a run's settings.yaml")
    for concern in dataclasses.fields(Settings):
        parser.add_class_arguments(concern.type)
    spell_with_dashes(parser)
    values = vars(parser.parse_args(arguments))
    return Settings.from_flat({name: value for name, value in values.items() if name != "config"})
