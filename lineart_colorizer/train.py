"""`python -m lineart_colorizer.train`: data, training, TensorBoard, export; run again, it goes on where it stopped."""

import contextlib
import functools
import importlib
import os
import pathlib
import sys

from data_tools.damage import leave_out_damaged
from data_tools.errors import InputError, describe, run_command
from lineart_colorizer.command_line import parse_settings
from lineart_colorizer.device import choose_device
from lineart_colorizer.jit import choose_jit, compiling
from lineart_colorizer.precision import choose_precision
from lineart_colorizer.settings import Settings
from lineart_colorizer.training.run_folder import RunFolder, choose_run

DEMO_MINUTES = 5.0
DEFAULT_STEPS = 100_000
USES = {  # by the kind of the product
    "colorizer": "colorize DRAWING.png",
    "translator": "colorize PICTURE.png --direction forward",
    "sampler": "generate --out generated",
}


def checked(settings: Settings) -> Settings:
    """The same with the system's own defaults. Raises InputError for settings that make no sense, before anything is written."""
    data, objective, run = settings.data, settings.objective, settings.run
    for name in ("size", "batch", "steps", "minutes", "checkpoint_steps", "kept"):
        value = settings.flat()[name]
        if value is not None and value <= 0:
            raise InputError(f"--{name.replace('_', '-')} {value}: must be above 0")
    if not 0.0 <= data.hint_share <= 1.0:
        raise InputError(f"--hint-share {data.hint_share}: a share is 0 to 1")
    if not 0.0 <= objective.decay_from <= 1.0:
        raise InputError(f"--decay-from {objective.decay_from}: a share of the training is 0 to 1")
    if not 0.0 < data.held_out < 1.0:
        raise InputError(f"--held-out {data.held_out}: a share of the pictures is above 0 and below 1")
    for name in ("seed", "rollback"):
        if (value := getattr(run, name)) < 0:
            raise InputError(f"--{name} {value}: must be 0 or above")
    if run.steps and run.minutes:
        raise InputError("give --steps or --minutes, not both")
    if run.run and pathlib.Path(run.run).name != run.run:
        raise InputError(f"--run {run.run}: a name, not a path (folders: --models, --logs)")
    from lineart_colorizer.systems import build  # before the extensions: the names of what comes with the package are taken
    from lineart_colorizer.systems.schedule import planned_objectives
    from lineart_colorizer.training.best import higher_is_better

    if run.best:
        higher_is_better(run.best)
    import_extensions(run.extensions)
    settings = build.checked(settings)
    if objective.schedule:
        total = sum(steps for _, steps in planned_objectives(objective))
        if run.minutes or (run.steps and run.steps != total):
            raise InputError(f"--schedule says {total:,} steps in all: leave --steps and --minutes out")
    return settings


def import_extensions(modules: str | None) -> None:
    """Imports a person's own modules, which register systems and objectives. Raises InputError for one that fails."""
    if modules and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    for name in filter(None, (part.strip() for part in (modules or "").split(","))):
        try:
            importlib.import_module(name)
        except Exception as error:
            raise InputError(f"--extensions {name}: {type(error).__name__}: {error}") from error


def limits_of(settings: Settings):
    """When training ends: as asked, else the schedule's sum, else 5 minutes on the demo set and 100,000 steps on other data."""
    from lineart_colorizer.systems.schedule import planned_objectives
    from lineart_colorizer.training.loop import Limits

    run, objective = settings.run, settings.objective
    if objective.schedule:
        return Limits(steps=sum(steps for _, steps in planned_objectives(objective)))
    minutes = run.minutes or (DEMO_MINUTES if settings.data.data is None and not run.steps else None)
    if minutes:
        return Limits(seconds=60.0 * minutes)
    return Limits(steps=run.steps or DEFAULT_STEPS)


def train(settings: Settings, kind: type["Training"] | None = None) -> RunFolder:
    """Trains the run that these settings mean, by `kind`, from its last checkpoint if it has one, and exports it. Raises InputError."""
    device = choose_device(settings.run.device)
    settings = checked(settings)
    precision, jit = choose_precision(settings.run.precision), choose_jit(settings.run.jit)
    print(f"device: {device}, {precision}, {'' if jit else 'no '}XLA")
    import keras
    import tensorflow as tf

    from lineart_colorizer.pipeline.classes import choose_classes
    from lineart_colorizer.pipeline.held_out import hold_out
    from lineart_colorizer.pipeline.reading import reading
    from lineart_colorizer.prepared import data_name, prepared_data
    from lineart_colorizer.serving.models import find_origin

    keras.utils.set_random_seed(settings.run.seed)
    if settings.run.deterministic:
        tf.config.experimental.enable_op_determinism()
    data, goal = settings.data, settings.data.target
    run = choose_run(settings, f"{data_name(data.data)}-to-{data_name(goal)}" if goal else data_name(data.data))
    origin = find_origin(settings.run.init, settings.run.models) if settings.run.init and not run.has_checkpoint else None
    datasets, held_out = {"dataset": choose_classes(leave_out_damaged(prepared_data(data.data, data.size)), data.classes)}, {}
    if goal:
        datasets["target"] = leave_out_damaged(prepared_data(goal, data.size))
    if settings.run.best:
        for name, found in datasets.items():
            datasets[name], held_out[name] = hold_out(found, data.held_out)
    for name, found in datasets.items():
        counts = found.counts
        if counts["train"] < data.batch:
            raise InputError(f"{found.folder} has {counts['train']} training pairs, fewer than a --batch of {data.batch}")
        aside = f"; {held_out[name].counts['train']:,} are held out" if held_out else ""
        print(f"data: {counts['train']:,} training and {counts['val']:,} validation pairs of {found.size} px in {found.folder}{aside}")
    print(f"run: {run.name}; writes to {run.path} and {pathlib.Path(settings.run.logs) / run.name}")
    with reading(*datasets.values()):
        (kind or Training)(settings, run, datasets, held_out, origin, jit).run_to_end()
    return run


class Training:
    """The parts of one run, put together."""

    def __init__(self, settings: Settings, run: RunFolder, datasets: dict, held_out: dict, origin, jit: bool):
        """datasets: as the feed takes them, by its arguments' names. held_out: likewise, what is held out of them; empty without --best.
        origin: the model that a new run begins with, if any. jit: XLA compiles the steps."""
        from lineart_colorizer.pipeline.feeds import FEEDS
        from lineart_colorizer.pipeline.memory import choose_cache
        from lineart_colorizer.pipeline.palette import measure_palette
        from lineart_colorizer.systems.build import build_system
        from lineart_colorizer.systems.registry import Plan, find_system
        from lineart_colorizer.training.best import higher_is_better
        from lineart_colorizer.training.checkpoints import RunState
        from lineart_colorizer.training.decay import Decay
        from lineart_colorizer.training.products import write_product
        from lineart_colorizer.training.start import begin_from

        self.settings, self.run, self.logs = settings, run, pathlib.Path(settings.run.logs) / run.name
        self.datasets, dataset = tuple(datasets.values()), datasets["dataset"]
        feed = FEEDS[find_system(settings.objective.system).data]
        self.feed = feed(settings=settings, keep=choose_cache(settings.data.cache, *self.datasets), **datasets)
        self.held_out = feed(settings=settings, **held_out).validation(held_out["dataset"].counts["train"]) if held_out else None
        palette = functools.partial(measure_palette, dataset, seed=settings.run.seed)
        self.system = build_system(Plan(settings=settings, labels=dataset.labels, names=self.feed.names, measure_palette=palette, jit=jit))
        if settings.run.best:
            higher_is_better(settings.run.best, (self.system.product.kind,))
        self.limits = limits_of(settings)
        self.state = RunState(self.system, run.checkpoints, settings.run.kept)
        self.decay = Decay(self.system, self.limits, settings.objective.decay_from)
        if self.state.restore():
            print(f"resumed at step {self.state.step}")
            if settings.run.init:
                print(f"--init {settings.run.init}: for a new run; this one goes on from its own checkpoint")
        elif origin:
            begin_from(self.system, origin, dataset.labels)
        run.write_settings(settings)
        write_product(run, self.system, dataset.labels)

    def run_to_end(self) -> None:
        from lineart_colorizer.monitoring.console import Console
        from lineart_colorizer.training.interruption import interruptible

        if self.limits.share(self.state) >= 1.0 and self.run.is_finished:
            print(f"run {self.run.name} is finished at step {self.state.step:,}: nothing to do (--steps or --minutes goes further)")
            return
        self.run.mark_unfinished()
        self.console = Console()
        self._begin_to_tell()
        if self.settings.run.rollback and self.state.step == 0:
            self._save()  # there is a step to go back to
        with interruptible(self.console.say) as interruption:
            self._train(lambda: interruption.asked is not None)
        self.console.close()
        if interruption.asked and self.limits.share(self.state) < 1.0:
            print(f"saved step {self.state.step:,} of run {self.run.name}")
            raise KeyboardInterrupt
        if self.best:
            self.best.look()
        self.reporter.score(self.state, self.feed.validation())
        exported = self._export()
        self.run.mark_finished(f"step {self.state.step}, {exported}")
        self._say_what_next(exported)

    def _begin_to_tell(self) -> None:
        """Makes all that tells of the run, from the state's step on; what was told of later ones is taken back."""
        from lineart_colorizer.monitoring.board import Board
        from lineart_colorizer.monitoring.history import forget_after
        from lineart_colorizer.training.best import Best
        from lineart_colorizer.training.reports import Reporter

        run = self.settings.run
        forget_after(self.logs, self.state.step or -1)  # at step 0 nothing was told yet
        self.board = Board(self.logs)
        if self.state.step == 0:
            self.board.settings(self.settings.flat())
        validation = self.feed.validation(run.validation_pictures)
        self.reporter = Reporter(self.system, self.board, self.console, self.run, self.limits, validation, self.feed.shown())
        self.best = Best(run.best, self.system, self.state, self.held_out, self.board, self.console) if run.best else None

    def _save(self) -> None:
        self.board.flush()  # what was said up to a saved step is said once, and not lost
        self.state.save()

    def _save_after(self, fault: Exception) -> str:
        """Saves what was learned until the data, or the disk with the logs or samples, failed. Returns what to tell the person."""
        said = describe(fault) if isinstance(fault, OSError) else str(fault)
        try:
            with contextlib.suppress(OSError):
                self.board.flush()
            self.state.save()
        except InputError as refused:
            return f"{said}; {refused}"
        return f"{said}; step {self.state.step:,} is saved: mend that, and the same command goes on"

    def _train(self, is_asked_to_stop) -> None:
        """To the end, or until somebody asks to stop; then saves."""
        from lineart_colorizer.pipeline.reading import UnreadableError, reading
        from lineart_colorizer.training.faults import NotFiniteError

        while True:
            try:
                with reading(*self.datasets):
                    self._loop(is_asked_to_stop)
                    self._save()
                return
            except NotFiniteError as fault:
                self._roll_back(fault)
            except (UnreadableError, OSError) as fault:
                raise InputError(self._save_after(fault)) from None

    def _loop(self, is_asked_to_stop) -> None:
        from lineart_colorizer.monitoring.profiling import Profiler
        from lineart_colorizer.training.loop import Every, train

        run = self.settings.run
        self.decay.set(self.state)
        tasks = [
            self.decay,
            self.reporter.note_phase,
            Every(self.reporter.log, seconds=run.log_seconds, at_once=True),
            Every(self.look, seconds=run.image_seconds, at_once=True),
            Every(lambda _: self._save(), seconds=run.checkpoint_seconds, steps=run.checkpoint_steps),
        ]
        batches = iter(self.feed.training(self.state.images_seen))
        with compiling(), Profiler(self.logs, self.console.say) if run.profile else contextlib.nullcontext() as profiler:
            tasks += [profiler] if profiler else []
            train(self.system, self.state, batches, self.limits, tasks, is_asked_to_stop)

    def look(self, moment) -> None:
        """Every `image_seconds`. moment: as `training.loop.Moment`."""
        self.reporter.show(moment)
        if self.best:
            self.best.look()

    def _roll_back(self, fault) -> None:
        """Nothing is saved before: the networks are no good any more. Raises InputError where it may not go back."""
        from lineart_colorizer.training.faults import keep_fault
        from lineart_colorizer.training.loop import count_pictures
        from lineart_colorizer.training.rollback import roll_back

        sources = self.feed.sources(self.state.images_seen, count_pictures(fault.batches))
        kept = keep_fault(self.run.path, self.state.step + 1, fault, sources)
        said = roll_back(self.state, kept, self.run.checkpoints, self.settings.run.rollback, self.console.say)
        self.board.close()
        self._begin_to_tell()
        self.console.say(said)

    def _export(self) -> pathlib.Path:
        """From the disk: the best checkpoint where one is kept, else the newest, as `export` does."""
        from lineart_colorizer.serving.models import run_card
        from lineart_colorizer.serving.saved_model import export_model
        from lineart_colorizer.training.products import load_product

        return export_model(load_product(self.run), run_card(self.run), self.run.export)

    def _say_what_next(self, exported: pathlib.Path) -> None:
        run, settings = self.run, self.settings.run
        made = f"{self.state.step:,} steps, {self.state.images_seen:,} images" + (f"; {self.best}" if self.best else "")
        print(f"\nrun {run.name} is finished: {made}. Exported to {exported}. Next:")
        print(f"  tensorboard --logdir {settings.logs}")
        print(f"  python -m lineart_colorizer.{USES[self.system.product.kind]} --model {run.path}")
        print(f"  python -m lineart_colorizer.export --model {run.path} --out served/{run.name}")


def main() -> int:
    train(parse_settings())
    return 0


if __name__ == "__main__":
    run_command(main)
