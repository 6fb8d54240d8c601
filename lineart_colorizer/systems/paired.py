"""`paired`: a generator and a conditional critic on line/colour pairs, with any adversarial objective plus reconstruction.

pix2pix (arXiv 1611.07004) with the objectives of DESIGN section 5.
"""

import keras
import tensorflow as tf

from lineart_colorizer.networks.patchgan import build_patchgan
from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.penalties import gradient_penalty, mix
from lineart_colorizer.systems.learner import Learner, built, check_coloring
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system
from lineart_colorizer.systems.schedule import planned_objectives


class PairedPhase:
    """One objective, as `protocol.Phase` says.

    A step uses `objective.critic_steps` batches: the critic alone learns on all but the last, then both learn on the last, where the
    generator's picture is made once for both.
    """

    def __init__(self, learner: Learner, critic: keras.Model, objective: Objective, steps: int | None, seed: int):
        self.objective = objective.name
        self.steps = steps
        self.batches_per_step = self.critic_updates_per_step = objective.critic_steps
        self.reference = objective.rest or None
        self.learner = learner
        self.critic = critic
        self.functions = objective
        self.optimizers = {
            "generator": learner.make_optimizer(objective.optimizer),
            "critic": built(objective.optimizer(1.0), critic),
        }
        self.seed = seed
        self.critic_step = tf.function(self._critic_step)
        self.both_step = tf.function(self._both_step)

    def train_step(self, batches: list[dict]) -> dict:
        *for_critic, for_both = batches
        for batch in for_critic:
            self.critic_step(batch)
        return self.both_step(for_both)

    def _critic_step(self, batch):
        fake_color = self.learner.predict(batch)["color"]
        with tf.GradientTape() as tape:
            terms, total, _ = self._critic_terms(batch, fake_color)
        return self._apply_critic(tape.gradient(total, self.critic.trainable_variables), terms, total)

    def _both_step(self, batch):
        learner = self.learner
        with tf.GradientTape(persistent=True) as tape:
            prediction = learner.predict(batch)
            critic_terms, critic_total, on_fake = self._critic_terms(batch, prediction["color"])
            terms = learner.reconstruction_terms(prediction, batch)
            if learner.weights["adversarial"]:
                terms["adversarial"] = self.functions.generator(on_fake)
            total = learner.total(terms)
        gradients = tape.gradient(total, learner.generator.trainable_variables)
        critic_gradients = tape.gradient(critic_total, self.critic.trainable_variables)
        learner.apply(gradients, self.optimizers["generator"])
        scalars = {f"generator/{name}": term for name, term in terms.items()}
        scalars |= {"generator/total": total, "gradient_norm/generator": tf.linalg.global_norm(gradients)}
        return scalars | self._apply_critic(critic_gradients, critic_terms, critic_total)

    def _critic_terms(self, batch, fake_color):
        """Unweighted terms and logged values of the critic, its total, and its logits on the fake pictures."""
        real, fake = (self.critic({"line": batch["line"], "color": color}, training=True) for color in (batch["color"], fake_color))
        total = self.functions.critic(real, fake)
        terms = {"critic/adversarial": total, "critic/logit_real": tf.reduce_mean(real), "critic/logit_fake": tf.reduce_mean(fake)}
        if self.functions.is_wasserstein:
            terms["critic/wasserstein"] = -total
        if self.functions.penalty_weight:
            terms["critic/penalty"] = self._penalty(batch, fake_color)
            total += self.functions.penalty_weight * terms["critic/penalty"]
        return terms, total, fake

    def _penalty(self, batch, fake_color):
        color = batch["color"]
        seed = tf.stack([tf.constant(self.seed, tf.int64), tf.cast(self.optimizers["critic"].iterations, tf.int64)])
        weight = tf.random.stateless_uniform((tf.shape(color)[0], 1, 1, 1), seed)
        mixed = mix(color, tf.stop_gradient(fake_color), weight)
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            logits = self.critic({"line": batch["line"], "color": mixed}, training=True)
            score = tf.reduce_sum(tf.reduce_mean(logits, axis=(1, 2, 3)))  # one value a picture; pictures do not mix
        return gradient_penalty(tape.gradient(score, mixed))

    def _apply_critic(self, gradients, terms, total):
        self.optimizers["critic"].apply(gradients, self.critic.trainable_variables)
        if bound := self.functions.clip:
            for variable in self.critic.trainable_variables:
                variable.assign(tf.clip_by_value(variable, -bound, bound))
        return terms | {"critic/total": total, "gradient_norm/critic": tf.linalg.global_norm(gradients)}


class Paired:
    """Generator, its average and a critic, as `protocol.ColoringSystem` says."""

    product = Learner.product

    def __init__(self, plan: Plan):
        settings, learner = plan.settings, Learner(plan)
        critic = build_patchgan(filters=settings.critic.critic_filters)
        self.networks = learner.networks | {"critic": critic}
        self.phases = tuple(
            PairedPhase(learner, critic, objective, steps, settings.run.seed) for objective, steps in planned_objectives(settings.objective)
        )
        self.sample, self.columns = learner.sample, learner.columns

    def critic_outputs(self, batch: dict) -> dict:
        """As `protocol.JudgingSystem.critic_outputs`; the fake pictures are the average's."""
        colors = {"real": batch["color"], "fake": self.sample(batch)}
        return {name: self.networks["critic"]({"line": batch["line"], "color": color}, training=False) for name, color in colors.items()}


register_system(SystemKind(name="paired", build=Paired, check=check_coloring, objective="nonsaturating", adversarial_weight=50.0))
