"""Keeps the checkpoint of a run that scores best, on training pictures that it does not learn from."""

import math
from collections.abc import Iterable

from data_tools.errors import InputError
from lineart_colorizer.metrics.scores import format_scores
from lineart_colorizer.monitoring.board import Board
from lineart_colorizer.monitoring.console import Console
from lineart_colorizer.systems.protocol import System
from lineart_colorizer.training.checkpoints import RunState
from lineart_colorizer.training.scoring import RANKED, SCORERS


def higher_is_better(metric: str, kinds: Iterable[str] = tuple(RANKED)) -> bool:
    """Which way a score is better. kinds: of products, as `protocol.Product.kind`; one of them must have it.

    Raises InputError with the list of those that there are.
    """
    there = {name: is_higher for kind in kinds for name, is_higher in RANKED[kind].items()}
    if metric not in there:
        raise InputError(f"--best {metric}: choose one of {', '.join(there)}")
    return there[metric]


class Best:
    """Scores a system now and then, and saves it where it is better than ever.

    metric: a score's name. held_out: batches to score. Raises InputError where systems of this kind have no such score.
    """

    def __init__(self, metric: str, system: System, state: RunState, held_out: Iterable[dict], board: Board, console: Console):
        kind = system.product.kind
        self._metric, self._is_higher = metric, higher_is_better(metric, (kind,))
        self._score, self._system, self._held_out = SCORERS[kind], system, held_out
        self._state, self._board, self._console = state, board, console
        best = state.best
        self._best = (best.score, best.step) if best else None
        self._looked: int | None = None

    def __str__(self) -> str:
        """ "best right 0.27 at step 500"; empty where there was no score yet."""
        if self._best is None:
            return ""
        score, step = self._best
        return f"best {self._metric} {score:.3g} at step {step:,}"

    def look(self) -> None:
        """Scores the state as it is, once at each step. Raises InputError where the pictures do not give the score."""
        step = self._state.step
        if self._looked == step:
            return
        self._looked = step
        scores = self._score(self._system, self._held_out)
        if self._metric not in scores:
            there = ", ".join(name for name in scores if name in RANKED[self._system.product.kind]) or "none"
            raise InputError(f"--best {self._metric}: the held-out pictures do not give it (they give: {there}): raise --held-out")
        if self._is_better(scores[self._metric]):
            self._state.save_best(scores[self._metric])
            self._best = (scores[self._metric], step)
        self._board.scalars({f"held_out/{name}": value for name, value in scores.items()}, step)
        self._board.flush()
        self._console.say(f"step {step:,}  held out: {format_scores(scores)}  ({self})")

    def _is_better(self, score: float) -> bool:
        if not math.isfinite(score) or self._best is None:
            return math.isfinite(score)
        return score > self._best[0] if self._is_higher else score < self._best[0]
