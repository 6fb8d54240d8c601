"""`paired`: a generator and a conditional critic on line/colour pairs, with any adversarial objective plus reconstruction.

pix2pix (arXiv 1611.07004) with the objectives of DESIGN section 5. With labels the generator is told a picture's class and the critic has
to name it: the auxiliary classifier of AC-GAN (arXiv 1610.09585), whose L_C both minimize.
"""

import tensorflow as tf

from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.classification import label_cross_entropy
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.adversarial_phase import AdversarialPhase, smoothed_objectives
from lineart_colorizer.systems.critic_learner import CRITIC_SETTINGS, CriticLearner, check_critic
from lineart_colorizer.systems.learner import UNET_SETTINGS, Learner, check_coloring
from lineart_colorizer.systems.means import averaged
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system
from lineart_colorizer.systems.replicas import mean_of
from lineart_colorizer.systems.updates import generator_scalars, gradients_of, norm_of


class PairedPhase(AdversarialPhase):
    """One objective, for one generator and one critic."""

    def __init__(self, learner: Learner, critic_learner: CriticLearner, objective: Objective, steps: int | None, jit: bool = False):
        super().__init__(objective, steps, jit)
        self.learner = learner
        self.critic_learner = critic_learner
        self.critic = critic_learner.network
        self.optimizers = {
            "generator": learner.make_optimizer(objective.optimizer),
            "critic": critic_learner.make_optimizer(objective),
        }

    def _critic_step(self, batch):
        fake_color = self.learner.predict(batch)["color"]
        with tf.GradientTape() as tape:
            terms, total, _ = self._critic_terms(batch, fake_color)
        gradients = gradients_of(total, self.critic.trainable_variables, tape, self.optimizers["critic"])
        return self._apply_critic(gradients, terms, total)

    def _both_step(self, batch):
        learner = self.learner
        with tf.GradientTape(persistent=True) as tape:
            prediction = learner.predict(batch)
            critic_terms, critic_total, on_fake = self._critic_terms(batch, prediction["color"])
            terms = learner.reconstruction_terms(prediction, batch) | self._deceiving_terms(on_fake, batch)
            total = learner.total(terms)
        optimizer = self.optimizers["generator"]
        gradients = gradients_of(total, learner.generator.trainable_variables, tape, optimizer)
        critic_gradients = gradients_of(critic_total, self.critic.trainable_variables, tape, self.optimizers["critic"])
        scalars = generator_scalars(terms, total, gradients, optimizer)
        learner.apply(gradients, optimizer)
        return scalars | self._apply_critic(critic_gradients, critic_terms, critic_total)

    def _critic_terms(self, batch, fake_color):
        return self.critic_learner.terms(self.functions, batch, fake_color, self.optimizers["critic"].iterations)

    def _deceiving_terms(self, on_fake, batch) -> dict:
        """Unweighted terms of what the critic says of the generator's pictures; a term whose weight is 0 is not computed."""
        weights, (logits, label) = self.learner.weights, on_fake
        terms = {}
        if weights["adversarial"]:
            terms["adversarial"] = averaged(self.functions.generator, logits)
        if weights["label"]:
            terms["label"] = label_cross_entropy(label, batch["label"], mean_of)
        return terms

    def _apply_critic(self, gradients, terms, total):
        norm = norm_of(gradients, self.optimizers["critic"])
        self.critic_learner.apply(gradients, self.optimizers["critic"], self.functions.clip)
        return terms | {"critic/total": total, "gradient_norm/critic": norm}


class Paired:
    """Generator, its average and a critic, as `protocol.ColoringSystem` says."""

    product = Learner.product

    def __init__(self, plan: Plan):
        settings, learner = plan.settings, Learner(plan)
        critic_learner = CriticLearner(settings, classes=learner.classes)
        learner.weights["label"] = critic_learner.class_weight * (settings.objective.adversarial_weight or 0.0)
        self.networks = learner.networks | critic_learner.networks
        self.phases = tuple(PairedPhase(learner, critic_learner, *planned, plan.jit) for planned in smoothed_objectives(settings))
        self.sample, self.columns = learner.sample, learner.columns
        self.critic_learner = critic_learner

    def critic_outputs(self, batch: dict) -> dict:
        """As `protocol.JudgingSystem.critic_outputs`; the fake pictures are the average's."""
        colors = {"real": batch["color"], "fake": self.sample(batch)}
        return {name: self.critic_learner.outputs(batch, color) for name, color in colors.items()}


def check_paired(settings: Settings) -> None:
    """Raises InputError for what `paired` cannot do."""
    check_coloring(settings)
    check_critic(settings)


register_system(
    SystemKind(
        name="paired",
        build=Paired,
        check=check_paired,
        objective="nonsaturating",
        adversarial_weight=50.0,
        knows=(*UNET_SETTINGS, *CRITIC_SETTINGS, "class_weight"),
    )
)
