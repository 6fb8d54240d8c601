"""`python -m lineart_colorizer.train`: data, training, TensorBoard, export; run again, it goes on where it stopped."""

import contextlib
import pathlib
from typing import Literal

from data_tools.damage import leave_out_damaged
from data_tools.errors import InputError, run_command
from data_tools.records import is_dataset
from data_tools.tensorflow_errors import as_memory_error
from lineart_colorizer.checks import checked
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.device import choose_device
from lineart_colorizer.jit import choose_jit
from lineart_colorizer.launch import launch
from lineart_colorizer.precision import choose_precision
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.run_folder import RunFolder, choose_run, own_run


def train(settings: Settings, chief: type | None = None) -> RunFolder:
    """Trains the run that these settings mean, from its last checkpoint if it has one, and exports it. Raises InputError.

    With several workers each calls it; the chief alone writes, and says how it goes. chief: a kind of `workers.Chief` to do so.
    """
    device = choose_device(settings.run.device)
    settings = checked(settings)
    from lineart_colorizer.training.strategies import choose_team

    team = choose_team(settings.run.strategy)
    if settings.data.batch % team.replicas:
        raise InputError(f"--batch {settings.data.batch}: {team} learn from equal parts of it: give a multiple of {team.replicas}")
    precision, jit = choose_precision(settings.run.precision), choose_jit(settings.run.jit, team.replicas)
    team.say(f"device: {device}, {precision}, {'' if jit else 'no '}XLA{f'; {team}' if team.replicas > 1 else ''}")
    with as_memory_error(), team.together():
        return _train(settings, team, jit, chief)


def _train(settings: Settings, team, jit: bool, chief: type | None) -> RunFolder:
    import keras
    import tensorflow as tf

    from lineart_colorizer.prepared import data_name

    keras.utils.set_random_seed(settings.run.seed)
    if settings.run.deterministic:
        tf.config.experimental.enable_op_determinism()
    data, goal = settings.data.data, settings.data.target
    name = f"{data_name(data)}-to-{data_name(goal)}" if goal else data_name(data)
    with own_run(settings, name) if team.is_chief else contextlib.nullcontext(choose_run(settings, name)) as run:
        _train_run(run, settings, team, jit, chief)
    return run


def _train_run(run: RunFolder, settings: Settings, team, jit: bool, chief: type | None) -> None:
    from lineart_colorizer.pipeline.classes import choose_classes
    from lineart_colorizer.pipeline.held_out import hold_out
    from lineart_colorizer.pipeline.reading import reading
    from lineart_colorizer.serving.models import find_origin
    from lineart_colorizer.workers import Chief, Worker

    data, goal = settings.data, settings.data.target
    filters: Literal["all", "none"] = "none" if goal else "all"  # a style may be photographs, or drawings without colours
    is_new = not run.has_checkpoint and team.is_chief
    origin = find_origin(settings.run.init, settings.run.models) if settings.run.init and is_new else None
    datasets, held_out = {"dataset": choose_classes(_open_data(data.data, data.size, filters, team), data.classes)}, {}
    if goal:
        datasets["target"] = _open_data(goal, data.size, filters, team)
    if settings.run.best:
        for name, found in datasets.items():
            datasets[name], held_out[name] = hold_out(found, data.held_out)
    for name, found in datasets.items():
        counts = found.counts
        if counts["train"] < data.batch:
            raise InputError(f"{found.folder} has {counts['train']} training pairs, fewer than a --batch of {data.batch}")
        aside = f"; {held_out[name].counts['train']:,} are held out" if held_out else ""
        size = f"{found.size} px in {found.folder}{aside}"
        team.say(f"data: {counts['train']:,} training and {counts['val']:,} validation pairs of {size}")
        team.check_same("--data", [counts["train"], counts["val"]])
    team.say(f"run: {run.name}; writes to {run.path} and {pathlib.Path(settings.run.logs) / run.name}")
    with reading(*datasets.values()):
        role = (chief or Chief) if team.is_chief else Worker
        role(settings, run, datasets, held_out, origin, jit, team).run_to_end()
        team.wait()


def _open_data(data: str | None, size: int, filters: Literal["all", "none"], team):
    """Raises InputError as `prepared_data`; with several workers, which would all prepare it at once, also where it is not prepared."""
    from lineart_colorizer.prepared import prepared_data

    if team.workers > 1 and not (data and is_dataset(data)):
        how = f"python -m data_tools.prepare {data or 'PICTURES'} OUT --size {size} --filters {filters}"
        raise InputError(f"--data {data or '(left out)'}: several workers learn from a prepared data set: {how} first, then --data OUT")
    return leave_out_damaged(prepared_data(data, size, filters=filters))


def main() -> int:
    settings = parse_settings()
    if settings.run.engine == "ray":
        launch(settings, train)
    else:
        train(settings)
    return 0


if __name__ == "__main__":
    run_command(main)
