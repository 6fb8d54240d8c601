"""The processes that train a run: what each of them does, and what the chief alone does. A run on one machine has the chief alone."""

import contextlib
import functools
import itertools
import pathlib
from typing import Any

from data_tools.errors import InputError, describe
from lineart_colorizer.checks import limits_of
from lineart_colorizer.jit import compiling
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.monitoring.console import Console
from lineart_colorizer.monitoring.history import forget_after
from lineart_colorizer.monitoring.profiling import Profiler
from lineart_colorizer.pipeline.feeds import FEEDS
from lineart_colorizer.pipeline.memory import choose_cache
from lineart_colorizer.pipeline.palette import measure_palette
from lineart_colorizer.pipeline.parts import Part
from lineart_colorizer.pipeline.reading import UnreadableError, reading
from lineart_colorizer.serving.naming import USES
from lineart_colorizer.settings import HOUSEKEEPING, Settings
from lineart_colorizer.systems.build import build_system
from lineart_colorizer.systems.registry import Plan, find_system
from lineart_colorizer.training.best import Best, higher_is_better
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.decay import Decay
from lineart_colorizer.training.faults import NotFiniteError, keep_fault
from lineart_colorizer.training.interruption import interruptible
from lineart_colorizer.training.learned_from import describe_data, write_data
from lineart_colorizer.training.loop import Every, Moment, count_pictures, train
from lineart_colorizer.training.products import product_labels, write_product
from lineart_colorizer.training.reports import Reporter
from lineart_colorizer.training.rollback import roll_back
from lineart_colorizer.training.run_folder import RunFolder
from lineart_colorizer.training.start import Origin, begin_from
from lineart_colorizer.training.strategies import Team


class Worker:
    """The parts of one run, put together, as every worker has them; this one writes nothing."""

    def __init__(self, settings: Settings, run: RunFolder, datasets: dict, held_out: dict, origin: Origin | None, jit: bool, team: Team):
        """datasets: as the feed takes them, by its arguments' names. held_out: likewise, what is held out of them; empty without --best.
        origin: the model that a new run begins with, if any. jit: XLA compiles the steps. team: that trains together."""
        self.settings, self.run, self.team = settings, run, team
        self.datasets, dataset = tuple(datasets.values()), datasets["dataset"]
        self.data = describe_data(datasets, held_out)
        feed = FEEDS[find_system(settings.objective.system).data]
        keep = choose_cache(settings.data.cache, feed.kept_bytes(**datasets), team.say)
        self.feed = feed(settings=settings, keep=keep, part=Part(team.task.index, team.workers), **datasets)
        self.held_out: Any = feed(settings=settings, **held_out).validation(held_out["dataset"].counts["train"]) if held_out else None
        palette = functools.partial(measure_palette, dataset, seed=settings.run.seed)
        with team.scope():
            plan = Plan(settings=settings, labels=dataset.labels, names=self.feed.names, measure_palette=palette, jit=jit)
            self.system = build_system(plan)
        if settings.run.best:
            higher_is_better(settings.run.best, (self.system.product.kind,))
        self.limits = limits_of(settings)
        self.state = RunState(self.system, run.checkpoints, settings.run.kept)
        self.decay = Decay(self.system, self.limits, settings.objective.decay_from)
        self._begin(origin, dataset.labels)
        team.take_over(self.state)

    def _begin(self, origin, labels: tuple[str, ...]) -> None:
        """What the run goes on from."""

    def run_to_end(self) -> None:
        with interruptible(print) as interruption:
            asked = self._train(lambda: interruption.asked is not None)
        if asked and self.limits.share(self.state) < 1.0:
            raise KeyboardInterrupt

    def _train(self, is_asked_to_stop) -> bool:
        """To the end, or until somebody asks to stop, which is what it returns; then saves."""
        while True:
            try:
                with reading(*self.datasets), self.team.together():
                    asked = self._loop(is_asked_to_stop)
                    self._save()
                return asked
            except NotFiniteError as fault:
                self._roll_back(fault)
                self.team.take_over(self.state)
            except (UnreadableError, OSError) as fault:
                raise InputError(self._save_after(fault)) from None

    def _loop(self, is_asked_to_stop) -> bool:
        self.decay.set(self.state)
        batches = iter(self.feed.training(self.state.images_seen))
        with compiling(), self._telling() as tasks:
            return train(self.system, self.state, batches, self.limits, [self.decay, *tasks], is_asked_to_stop, self.team)

    @contextlib.contextmanager
    def _telling(self):
        """Yields the loop's tasks of whoever tells of the run."""
        yield []

    def _save(self) -> None:
        """The run, as it is."""

    def _save_after(self, fault: Exception) -> str:
        """Saves what was learned until the data, or the disk with the logs or samples, failed. Returns what to tell the person."""
        return describe(fault) if isinstance(fault, OSError) else str(fault)

    def _roll_back(self, fault) -> None:
        """Nothing is saved before: the networks are no good any more. Raises InputError where it may not go back."""


class Chief(Worker):
    """The worker that reads checkpoints, and writes all that is written; the only one where there are no others."""

    def _begin(self, origin, labels: tuple[str, ...]) -> None:
        self.logs = pathlib.Path(self.settings.run.logs) / self.run.name
        if self.run.has_checkpoint and self._learns_classes:
            self._check_classes(labels)
        if self.state.restore():
            print(f"resumed at step {self.state.step}")
            if self.settings.run.init:
                print(f"--init {self.settings.run.init}: for a new run; this one goes on from its own checkpoint")
        elif origin:
            begin_from(self.system, origin, labels)
        self.run.write_settings(self.settings)
        write_product(self.run, self.system, labels)
        write_data(self.run, self.data)

    @property
    def _learns_classes(self) -> bool:
        settings = self.settings
        return bool(settings.networks.labels or self.feed.names or find_system(settings.objective.system).data == "pictures")

    def _check_classes(self, labels: tuple[str, ...]) -> None:
        """Raises InputError where the data's classes are not those that the run has learned: it would call them by each other's names."""
        try:
            learned = product_labels(self.run)
        except InputError:  # model.json is lost or damaged, and written anew
            return
        if learned != labels:
            theirs, ours = next(pair for pair in itertools.zip_longest(learned, labels, fillvalue="none") if pair[0] != pair[1])
            raise InputError(
                f"run {self.run.name} learned other classes than {self.datasets[0].folder} has ({theirs}, where now {ours} is): begin a "
                f"new run, --run NAME --init {self.run.path}"
            )

    def run_to_end(self) -> None:
        if self.limits.share(self.state) >= 1.0 and self.run.is_finished:
            print(f"run {self.run.name} is finished at step {self.state.step:,}: nothing to do (--steps or --minutes goes further)")
            return
        self.run.mark_unfinished()
        self.console = Console()
        self._begin_to_tell()
        if self.settings.run.rollback and self.state.step == 0:
            self._save()  # there is a step to go back to
        with interruptible(self.console.say) as interruption:
            asked = self._train(lambda: interruption.asked is not None)
        self.console.close()
        if asked and self.limits.share(self.state) < 1.0:
            print(f"saved step {self.state.step:,} of run {self.run.name}")
            raise KeyboardInterrupt
        if self.best:
            self.best.look()
        self.reporter.show_end(self.state)
        self.reporter.score(self.state, self.feed.validation())
        exported = self._export()
        self.run.mark_finished(f"step {self.state.step}, {exported}")
        self._say_what_next(exported)

    def _begin_to_tell(self) -> None:
        """Makes all that tells of the run, from the state's step on; what was told of later ones is taken back."""
        run = self.settings.run
        forget_after(self.logs, self.state.step or -1)  # at step 0 nothing was told yet
        self.board = Board(self.logs)
        if self.state.step == 0:
            flat = self.settings.flat()
            self.board.settings(flat, compared=flat.keys() - HOUSEKEEPING)
        validation = self.feed.validation(run.validation_pictures)
        self.reporter = Reporter(self.system, self.board, self.console, self.run, self.limits, validation, self.feed.shown())
        self.best = Best(run.best, self.system, self.state, self.held_out, self.board, self.console) if run.best else None

    def _save(self) -> None:
        self.board.flush()  # what was said up to a saved step is said once, and not lost
        self.state.save()

    def _save_after(self, fault: Exception) -> str:
        said = super()._save_after(fault)
        try:
            with contextlib.suppress(OSError):
                self.board.flush()
            self.state.save()
        except InputError as refused:
            return f"{said}; {refused}"
        return f"{said}; step {self.state.step:,} is saved: mend that, and the same command goes on"

    @contextlib.contextmanager
    def _telling(self):
        run = self.settings.run
        tasks = [
            self.reporter.note_phase,
            Every(self.reporter.log, seconds=run.log_seconds, at_once=True),
            Every(self.look, seconds=run.image_seconds, at_once=True),
            Every(lambda _: self._save(), seconds=run.checkpoint_seconds, steps=run.checkpoint_steps),
        ]
        with Profiler(self.logs, self.console.say) if run.profile else contextlib.nullcontext() as profiler:
            yield [*tasks, profiler] if profiler else tasks

    def look(self, moment: Moment) -> None:
        """Every `image_seconds`."""
        self.reporter.show(moment)
        if self.best:
            self.best.look()

    def _roll_back(self, fault) -> None:
        sources = self.feed.sources(self.state.images_seen, count_pictures(fault.batches) * self.team.workers)
        kept = keep_fault(self.run.path, self.state.step + 1, fault, sources)
        said = roll_back(self.state, kept, self.run.checkpoints, self.settings.run.rollback, self.console.say)
        self.board.close()
        self._begin_to_tell()
        self.console.say(said)

    def _export(self) -> pathlib.Path:
        """From the disk: the best checkpoint where one is kept, else the newest, as `export` does."""
        from lineart_colorizer.serving.exports import export_model
        from lineart_colorizer.serving.models import run_card
        from lineart_colorizer.training.products import load_product

        saved = self.run.chosen()
        return export_model(load_product(self.run, saved), run_card(self.run, saved), self.run.export).path

    def _say_what_next(self, exported: pathlib.Path) -> None:
        run, settings = self.run, self.settings.run
        made = f"{self.state.step:,} steps, {self.state.images_seen:,} images" + (f"; {self.best}" if self.best else "")
        print(f"\nrun {run.name} is finished: {made}. Exported to {exported}. Next:")
        print(f"  tensorboard --logdir {settings.logs}")
        print(f"  python -m lineart_colorizer.{USES[self.system.product.kind]} --model {run.path}")
        print(f"  python -m lineart_colorizer.export --model {run.path} --out served/{run.name}")
