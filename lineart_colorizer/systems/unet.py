"""`unet`: the generator alone, by reconstruction. Lines are kept, colours wash out: the lineart post's second step.

`ReconstructionPhase` and `Reconstruction` are what every system without a critic is made of.
"""

import tensorflow as tf

from lineart_colorizer.objectives.adversarial import DCGAN_ADAM
from lineart_colorizer.systems.learner import UNET_SETTINGS, Learner, check_coloring
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system
from lineart_colorizer.systems.replicas import compiled
from lineart_colorizer.systems.updates import generator_scalars, gradients_of


class ReconstructionPhase:
    """As `protocol.Phase` says."""

    objective = "reconstruction"
    steps = None
    batches_per_step = 1
    critic_updates_per_step = 0
    reference = None

    def __init__(self, learner: Learner, jit: bool):
        self.learner = learner
        self.optimizers = {"generator": learner.make_optimizer(DCGAN_ADAM)}
        self.generator_step = compiled(self._generator_step, jit)

    def train_step(self, batches: list[dict]) -> dict:
        (batch,) = batches
        return self.generator_step(batch)

    def _generator_step(self, batch):
        learner = self.learner
        with tf.GradientTape() as tape:
            prediction = learner.predict(batch)
            terms = learner.reconstruction_terms(prediction, batch)
            total = learner.total(terms)
        optimizer = self.optimizers["generator"]
        gradients = gradients_of(total, learner.generator.trainable_variables, tape, optimizer)
        scalars = generator_scalars(terms, total, gradients, optimizer)
        learner.apply(gradients, optimizer)
        return scalars


class Reconstruction:
    """A system of one network, as `protocol.ColoringSystem` says."""

    product = Learner.product

    def __init__(self, learner: Learner, jit: bool):
        self.networks = learner.networks
        self.phases = (ReconstructionPhase(learner, jit),)
        self.sample, self.columns = learner.sample, learner.columns


def build(plan: Plan) -> Reconstruction:
    return Reconstruction(Learner(plan), plan.jit)


register_system(SystemKind(name="unet", build=build, check=check_coloring, objective=None, knows=UNET_SETTINGS))
