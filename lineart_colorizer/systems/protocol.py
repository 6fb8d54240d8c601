"""What the training loop knows of a system."""

import dataclasses
from typing import Protocol

import keras
import tensorflow as tf


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


@dataclasses.dataclass(frozen=True)
class Product:
    """What a trained system is for, and is exported as.

    kind: colorizer (line, hint -> color, layer), translator (picture -> picture, in two directions) or sampler (noise, label -> color).
    networks: by the part that they play in a product of that kind, the names of networks of the system. averages: where such a network is
    the slow average of another, by its name the name of the one that learns.
    """

    kind: str
    networks: dict[str, str]
    averages: dict[str, str] = dataclasses.field(default_factory=dict)


class System(Protocol):
    """Networks and how they learn.

    networks: everything to save, by name, also what else remembers in variables. phases: one after the other, all built before the first
    trace. product: what is exported.
    """

    networks: dict[str, keras.Model]
    phases: tuple[Phase, ...]
    product: Product

    def columns(self, batch: dict) -> dict:
        """What a person is shown of a batch, by caption, from left to right: float32 [B,H,W,C] in [-1,1]; C is 1, 3, or 4 for hints."""


class SamplingSystem(System, Protocol):
    """A system whose product is a sampler."""

    def sample(self, label: tf.Tensor, seed: int = 0) -> tf.Tensor:
        """One picture of each class in label, int [B]: color float32 [B,S,S,3] in [-1,1]. The same seed, the same noise."""


class JudgingSystem(System, Protocol):
    """A system that shows what its critic says. Optional: where there is `critic_outputs`, TensorBoard gets histograms."""

    def critic_outputs(self, batch: dict) -> dict:
        """The critic's logits for a batch, by what they judge: real, fake, ...; float32 of any shape. Changes no variable."""


class ColoringSystem(System, Protocol):
    """A system whose product is a colorizer."""

    def sample(self, batch: dict) -> tf.Tensor:
        """fake_color float32 [B,H,W,3] in [-1,1] for a batch's drawings and hints."""


class TranslatingSystem(System, Protocol):
    """A system whose product is a translator. Pictures are float32 [B,H,W,3] in [-1,1]."""

    def to_target(self, picture: tf.Tensor) -> tf.Tensor:
        """A source picture as a target picture."""

    def to_source(self, picture: tf.Tensor) -> tf.Tensor:
        """A target picture as a source picture."""
