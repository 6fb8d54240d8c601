"""The critics that judge, as one part: network, terms, penalties, update. `learner` is the same of a generator."""

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.patchgan import PAIR, build_patchgan, parse_critic, verdict
from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.classification import label_cross_entropy
from lineart_colorizer.objectives.penalties import gradient_penalty, mix, r1
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.adversarial_phase import smoothed_objectives
from lineart_colorizer.systems.guard import Guard
from lineart_colorizer.systems.means import averaged, score
from lineart_colorizer.systems.replicas import count, mean_of, part_of
from lineart_colorizer.systems.updates import built, seed_update

SLOPE_SCALE = 1024.0  # keeps a score's slope by one pixel in float16's range; a power of 2 changes no bit in float32


class CriticLearner:
    """A critic network that learns, by `CriticSettings`; one or several judge, and every term is averaged over them.

    Args:
        classes: of labels that it tells apart; 0 for none. channels, instance_norm: as of `build_patchgan`. name: of its networks.
        network: that judges, with inputs and outputs as of `build_patchgan`; left out: a PatchGAN. names_fakes: it learns to name the
        classes of generated pictures, too.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        classes: int = 0,
        channels: dict[str, int] = PAIR,
        instance_norm: bool = False,
        name: str = "critic",
        network: keras.Model | None = None,
        names_fakes: bool = True,
    ):
        self.settings = settings.critic
        self.class_weight = settings.objective.class_weight if classes else 0.0
        self.seed = settings.run.seed
        self.names_fakes = names_fakes
        self.network = network or build_patchgan(
            filters=self.settings.critic_filters,
            critic=self.settings.critic,
            channels=channels,
            spectral_norm=self.settings.spectral_norm,
            classes=classes,
            instance_norm=instance_norm,
        )
        self.guard = Guard(self.settings.critic_guard) if self.settings.critic_guard else None
        self.networks = {name: self.network} | ({f"{name}_guard": self.guard} if self.guard else {})

    def make_optimizer(self, objective: Objective) -> keras.optimizers.Optimizer:
        """A fresh optimizer of the critic, at its rate, built."""
        return built(objective.optimizer(self.settings.critic_rate), self.network.trainable_variables)

    def judge(self, pictures: dict, color: tf.Tensor) -> tuple[list, object | None]:
        """Logits of each critic, and class logits or None. pictures: a batch; color: what stands for its `color`."""
        return self._verdict(pictures, color, training=True)

    def outputs(self, pictures: dict, color: tf.Tensor) -> tf.Tensor:
        """The logits of all critics in a row, float32 [N], to look at: changes no variable. Arguments as of `judge`."""
        logits, _ = self._verdict(pictures, color, training=False)
        return tf.concat([tf.reshape(each, [-1]) for each in logits], 0)

    def _verdict(self, pictures: dict, color: tf.Tensor, *, training: bool) -> tuple[list, object | None]:
        seen = {name: color if name == "color" else pictures[name] for name in self.network.input}
        return verdict(self.network(seen, training=training))

    def terms(
        self, objective: Objective, batch: dict, fake_color: tf.Tensor, updates: tf.Tensor, fake: tuple | None = None
    ) -> tuple[dict, object, tuple]:
        """Unweighted terms and values to log, the total that the critic minimizes, and `judge` of the fake pictures.

        updates: how many the critic had, int: with the run's seed, what dropout and the gradient penalty's mix are drawn from. fake: what
        `judge` said of the fake pictures, where that is known.
        """
        seed_update(self.network, self.seed, updates)
        real, fake = self.judge(batch, batch["color"]), fake or self.judge(batch, fake_color)
        total = averaged(objective.critic, real[0], fake[0])
        terms = {"critic/adversarial": total}
        terms |= {f"critic/logit_{side}": averaged(tf.reduce_mean, logits) for side, (logits, _) in (("real", real), ("fake", fake))}
        if objective.is_wasserstein:
            terms["critic/wasserstein"] = -total
        if objective.penalty_weight:
            terms["critic/penalty"] = averaged(gradient_penalty, self._slopes(batch, self._mixed(batch["color"], fake_color, updates)))
            total += objective.penalty_weight * terms["critic/penalty"]
        if self.settings.r1:
            terms["critic/r1"] = averaged(r1, self._slopes(batch, batch["color"]))
            total += self.settings.r1 * terms["critic/r1"]
        if self.class_weight:
            terms["critic/label"] = sum(
                label_cross_entropy(label, batch["label"], mean_of) for _, label in (real, fake)[: 1 + self.names_fakes]
            )
            total += self.class_weight * terms["critic/label"]
        if self.guard:
            terms |= self.guard.watch(real[0], fake[0])
        return terms, total, fake

    def _mixed(self, color, fake_color, updates):
        seed = tf.stack([tf.constant(self.seed, tf.int64), tf.cast(updates, tf.int64)])
        weight = part_of(tf.random.stateless_uniform((tf.shape(color)[0] * count(), 1, 1, 1), seed))
        return mix(color, tf.stop_gradient(fake_color), weight)

    def _slopes(self, batch: dict, color) -> list:
        """Of each critic, the gradient of every picture's score with respect to the picture: [B,H,W,3]. Pictures do not mix."""
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(color)
            scores = [score(logits) * SLOPE_SCALE for logits in self.judge(batch, color)[0]]
        return [tape.gradient(of_critic, color) / SLOPE_SCALE for of_critic in scores]

    def apply(self, gradients: list, optimizer: keras.optimizers.Optimizer, clip: float) -> None:
        """Updates the critic, at the guard's pace, and bounds its weights by clip if that is not 0."""
        variables = self.network.trainable_variables

        def update():
            optimizer.apply(gradients, variables)

        if self.guard:
            self.guard.slow(variables, update)
        else:
            update()
        if clip:
            for variable in variables:
                variable.assign(tf.clip_by_value(variable, -clip, clip))


CRITIC_SETTINGS = ("critic", "critic_filters", "critic_rate", "spectral_norm", "label_smoothing", "r1", "critic_guard")  # of every critic


def check_critic(settings: Settings) -> None:
    """Raises InputError for critics that there are not, and for settings that mean nothing with the objectives."""
    critic = settings.critic
    try:
        parse_critic(critic.critic)
        smoothed_objectives(settings)
    except ValueError as error:
        raise InputError(f"--{error}") from None
    if critic.critic_guard and not 0.5 < critic.critic_guard < 1.0:
        raise InputError(f"--critic-guard {critic.critic_guard}: give an accuracy above 0.5 (chance) and below 1, or 0 for no guard")
