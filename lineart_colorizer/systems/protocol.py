"""What the training loop knows of a system."""

from typing import Protocol

import keras


class Phase(Protocol):
    """A stretch of training with one objective.

    objective: its name. steps: generator updates to spend in it; None is all that are left. optimizers: by name, fresh for this phase
    and built. batches_per_step: how many batches one step uses up. critic_updates_per_step: 0 where there is no critic.
    reference: the critic's loss when it can no longer tell, None where that says nothing.
    """

    objective: str
    steps: int | None
    optimizers: dict[str, keras.optimizers.Optimizer]
    batches_per_step: int
    critic_updates_per_step: int
    reference: float | None

    def train_step(self, batches: list[dict]) -> dict:
        """One generator update, and the critic updates that go with it. Returns a flat dict of scalar tensors, unweighted terms."""


class System(Protocol):
    """Networks and how they learn.

    networks: everything to save, by name. phases: one after the other, all built before the first trace.
    colorizer: the network that colours: dict of line and hint in, dict with color out.
    """

    networks: dict[str, keras.Model]
    phases: tuple[Phase, ...]
    colorizer: keras.Model

    def sample(self, batch: dict):
        """fake_color float32 [B,H,W,3] in [-1,1] for a batch's drawings and hints."""
