"""What a run tells while it trains: scalars, picture grids, validation scores. Tasks for the loop."""

import time
from collections.abc import Iterable

import keras
import numpy as np
import tensorflow as tf

from data_tools.pictures import write_png
from lineart_colorizer.metrics.scores import format_scores
from lineart_colorizer.monitoring.alerts import CollapseWatch, CriticWatch
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.monitoring.console import Console
from lineart_colorizer.monitoring.grids import make_grid
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.loop import Limits, Moment, phase_at
from lineart_colorizer.training.run_folder import RunFolder
from lineart_colorizer.training.scoring import SCORERS

ON_CONSOLE = ("generator/", "critic/adversarial")
FROM_BATCH = 8  # pictures of a training batch that are shown


class Reporter:
    """Tasks for the loop: `log`, `show`. validation: batches to score; shown: the fixed batch of every grid."""

    def __init__(
        self, system: System, board: Board, console: Console, folder: RunFolder, limits: Limits, validation: Iterable[dict], shown: dict
    ):
        self._system, self._board, self._console, self._folder, self._limits = system, board, console, folder, limits
        self._validation, self._shown = validation, shown
        self._last: tuple[float, int, int] | None = None
        self._shown_at: int | None = None  # step of the newest grid of the fixed batch
        self._critics, self._collapse = CriticWatch(), CollapseWatch()

    def note_phase(self, moment: Moment) -> None:
        """Says where a new objective begins, once, whatever the number of sittings."""
        step, objective = moment.state.step - 1, moment.phase.objective
        if step == 0 or phase_at(self._system, step - 1) is not moment.phase:
            self._console.say(f"step {step:,}: objective {objective}, with fresh optimizers" if step else f"objective {objective}")
            self._board.text("objective", f"from step {step}: **{objective}**", step)

    def log(self, moment: Moment) -> None:
        """Terms, rates, norms, speed: to TensorBoard and the console; and whether the critic wins."""
        state, phase = moment.state, moment.phase
        scalars = {name: float(value) for name, value in moment.scalars.items()}
        scalars |= {f"learning_rate/{name}": float(optimizer.learning_rate.numpy()) for name, optimizer in phase.optimizers.items()}
        scalars |= {f"weight_norm/{name}": norm_of_weights(network) for name, network in self._system.networks.items()}
        scalars |= {"progress/images_seen": state.images_seen, "progress/critic_updates": state.critic_updates}
        now = time.monotonic()
        if self._last is not None:
            then, step, images = self._last
            passed = now - then
            speed = {"steps_per_second": (state.step - step) / passed, "images_per_second": (state.images_seen - images) / passed}
            share = self._limits.share(state)
            left = state.seconds / max(share, 1e-9) * (1.0 - share)
            losses = {name: value for name, value in scalars.items() if name.startswith(ON_CONSOLE)}
            scalars |= {f"speed/{name}": value for name, value in speed.items()}
            self._console.progress(share=share, step=state.step, left=left, losses=losses, **speed)
        self._last = (now, state.step, state.images_seen)
        self._board.scalars(scalars, state.step)
        if phase.reference is not None:
            self._board.reference("critic/adversarial", phase.reference, state.step)
        self._alert(self._critics.look(losses_of_critics(scalars), phase.reference), state.step)
        self._board.flush()

    def _alert(self, texts: list[str], step: int) -> None:
        for text in texts:
            self._board.text("alert", text, step)
            self._console.say(f"step {step:,}  alert: {text}")

    def show(self, moment: Moment) -> None:
        """Picture grids of the fixed batch and of the last training batch, the critic's outputs there, and the validation scores."""
        state = moment.state
        fresh = {name: values[:FROM_BATCH] for name, values in moment.batches[-1].items()}
        self._show_fixed(moment.phase.objective, state.step)
        self._show("training", fresh, moment.phase.objective, state.step)
        if critic_outputs := getattr(self._system, "critic_outputs", None):
            for name, outputs in critic_outputs(fresh).items():
                self._board.histogram(f"critic_outputs/{name}", outputs, state.step)
        self.score(state, self._validation)

    def show_end(self, state: RunState) -> None:
        """The grid of the fixed batch as the run leaves it, where that was not just shown."""
        if self._shown_at != state.step:
            self._show_fixed(phase_at(self._system, state.step - 1).objective, state.step)

    def _show_fixed(self, objective: str, step: int) -> None:
        """Of the fixed batch; kept in the run's folder, too."""
        grid = self._show("validation", self._shown, objective, step)
        self._folder.samples.mkdir(parents=True, exist_ok=True)
        write_png(self._folder.sample(step), grid)
        self._shown_at = step

    def _show(self, tag: str, batch: dict, objective: str, step: int) -> np.ndarray:
        columns = self._system.columns(batch)
        grid = make_grid(columns, f"{objective}, step {step:,}: {' | '.join(columns)}")
        self._board.picture(f"pictures/{tag}", grid, step)
        return grid

    def score(self, state: RunState, validation: Iterable[dict]) -> dict[str, float]:
        scores = SCORERS[self._system.product.kind](self._system, validation)
        self._board.scalars({f"validation/{name}": value for name, value in scores.items()}, state.step)
        self._folder.write_scores(state.step, scores)
        self._console.say(f"step {state.step:,}  validation: {format_scores(scores)}")
        self._alert(self._collapse.look(scores), state.step)
        self._board.flush()
        return scores


def losses_of_critics(scalars: dict[str, float]) -> dict[str, float]:
    """Those of a step's scalars that are a critic's loss: critic/adversarial, critic_source/adversarial, ..."""
    return {name: value for name, value in scalars.items() if name.startswith("critic") and name.endswith("/adversarial")}


def norm_of_weights(network: keras.Model) -> float:
    """L2 norm of all trainable weights together."""
    return float(tf.linalg.global_norm([variable.value for variable in network.trainable_variables]))
