"""Back to the newest checkpoint from a loss that is not finite."""

import pathlib
from collections.abc import Callable

from data_tools.errors import InputError
from lineart_colorizer.training.checkpoint_folder import list_checkpoints
from lineart_colorizer.training.checkpoints import RunState


def roll_back(state: RunState, fault: str, checkpoints: pathlib.Path, limit: int, say: Callable[[str], None]) -> str:
    """Takes up the newest whole checkpoint, with half the learning rates (`decay`) from there on. Returns what to tell the person.

    Args:
        fault: what happened, as a line begins. checkpoints: the state's folder. limit: how often a run may be taken back.
        say: is told where newer checkpoints are damaged.
    Raises: InputError where the run was taken back as often, as `RunState.restore` and `RunState.save`.
    """
    if state.rollbacks >= limit:
        saved = list_checkpoints(checkpoints)
        kept = f"the checkpoint of step {saved[0].step:,} is as it was" if saved else "there is no checkpoint yet"
        again = f"the same command goes on from there, with --rollback {limit + 2} at lower learning rates"
        raise InputError(f"{fault}; {kept}: {again}; if it comes again, take a lower --generator-rate in a new --run")
    state.roll_back(say)
    return f"{fault}; back to step {state.step:,} with half the learning rates (roll-back {state.rollbacks:,} of {limit:,})"
