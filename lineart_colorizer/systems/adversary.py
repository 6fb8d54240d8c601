"""A critic of single pictures, and what it and a generator want of each other, by any objective."""

import keras
import tensorflow as tf

from lineart_colorizer.networks.patchgan import verdict
from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.penalties import gradient_penalty, mix

SEEN = "color"  # what the critic's input is called


class Adversary:
    """A critic under one objective. critic: as `networks.patchgan`, of one picture. Where it is several critics, terms are their means."""

    def __init__(self, critic: keras.Model, functions: Objective, seed: int):
        self.critic, self.functions, self.seed = critic, functions, seed

    def judge(self, pictures) -> list:
        """Logits of each critic. pictures: float32 [B,H,W,3] in [-1,1]."""
        return verdict(self.critic({SEEN: pictures}, training=True))[0]

    def generator_term(self, on_fake: list):
        """What the generator that made the fakes is to minimize, unweighted. on_fake: as from `judge`."""
        return mean([self.functions.generator(logits) for logits in on_fake])

    def terms(self, real, fake, on_fake: list, updates) -> tuple[dict, object]:
        """What the critic is to minimize.

        Args:
            real, fake: float32 [B,H,W,3] in [-1,1]. on_fake: as from `judge(fake)`. updates: of the critic so far; decides, with the
                seed, where the penalty is taken.
        Returns: unweighted terms and logged values, and the total.
        """
        on_real = self.judge(real)
        total = mean([self.functions.critic(*logits) for logits in zip(on_real, on_fake, strict=True)])
        terms = {"adversarial": total, "logit_real": mean_of_all(on_real), "logit_fake": mean_of_all(on_fake)}
        if self.functions.is_wasserstein:
            terms["wasserstein"] = -total
        if self.functions.penalty_weight:
            terms["penalty"] = self._penalty(real, fake, updates)
            total += self.functions.penalty_weight * terms["penalty"]
        return terms, total

    def _penalty(self, real, fake, updates):
        seed = tf.stack([tf.constant(self.seed, tf.int64), tf.cast(updates, tf.int64)])
        mixed = mix(real, tf.stop_gradient(fake), tf.random.stateless_uniform((tf.shape(real)[0], 1, 1, 1), seed))
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            score = mean([tf.reduce_sum(tf.reduce_mean(tf.reshape(x, [tf.shape(x)[0], -1]), 1)) for x in self.judge(mixed)])
        return gradient_penalty(tape.gradient(score, mixed))  # of one value a picture; pictures do not mix


def mean(terms: list):
    return tf.add_n(terms) / len(terms)


def mean_of_all(logits: list):
    return mean([tf.reduce_mean(each) for each in logits])


def mean_by_name(terms: list[dict]) -> dict:
    return {name: mean([each[name] for each in terms]) for name in terms[0]}


def clip(variables: list, bound: float) -> None:
    """Brings each variable into +-bound; 0 is no bound. WGAN (arXiv 1701.07875) algorithm 1."""
    if bound:
        for variable in variables:
            variable.assign(tf.clip_by_value(variable, -bound, bound))
