"""`acgan`: noise and a class to a picture. AC-GAN (arXiv 1610.09585); with one class or none, DCGAN (arXiv 1511.06434).

The critic tells real from fake (L_S: the adversarial objective) and names the class (L_C). It minimizes -(L_S + L_C), the generator
-(L_C - L_S), with the objective's own generator term for L_S, and `class_weight` for L_C. The step is that of `paired`, less drawing and
reconstruction.

The critic learns L_C from real pictures alone, unless `fake_classes` has it as in the paper, from generated ones as well: in short
training both then agree on a code for each class, a stain that shows nothing (docs/acgan.md). A term of its own keeps the generator from
drawing one picture of each class, whatever the noise.
"""

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.dcgan import CLASS_LAYER, SIZES, build_critic, build_generator
from lineart_colorizer.objectives.diversity import mode_seeking
from lineart_colorizer.settings import CriticSettings, Settings
from lineart_colorizer.systems import replicas
from lineart_colorizer.systems.adversarial_phase import smoothed_objectives
from lineart_colorizer.systems.critic_learner import CRITIC_SETTINGS, CriticLearner, check_critic
from lineart_colorizer.systems.learner import Learner
from lineart_colorizer.systems.paired import PairedPhase
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system

SHOWN_SAMPLES = 3  # of each picture's class, in the grids
SHOWN_SEED = 2**31  # of their noise: none that a run's own seed makes
OUTPUTS = (CLASS_LAYER, "color")  # layers that muon leaves to Adam


class SamplerLearner(Learner):
    """A generator of pictures from noise and a class, and its average.

    The average is taken of the moving statistics of batch normalization as well: they belong to the weights they were measured with.
    """

    def __init__(self, plan: Plan):
        networks, data = plan.settings.networks, plan.settings.data
        classes = max(1, len(plan.labels))
        super().__init__(
            plan,
            lambda: build_generator(
                classes=classes, size=data.size, noise=networks.noise, filters=networks.filters, synchronized=replicas.count() > 1
            ),
            outputs=OUTPUTS,
        )
        self.classes, self.noise = classes, networks.noise
        self.weights = {name: getattr(plan.settings.objective, f"{name}_weight") for name in ("adversarial", "diversity")}
        self.critic_optimizers: list[keras.optimizers.Optimizer] = []

    @staticmethod
    def averaged(network: keras.Model) -> list:
        return network.variables

    def predict(self, batch: dict) -> dict:
        """Pictures of the batch's classes, of any class where it has none: color [B,S,S,3], with the noise [B,Z] and label [B] of each.

        Noise is drawn from (seed, updates).
        """
        count = tf.shape(batch["label"])[0] * replicas.count()
        updates = tf.add_n([tf.cast(each.iterations, tf.int64) for each in self.critic_optimizers])
        seed = tf.stack([tf.constant(self.seed, tf.int64), updates])
        noise = replicas.part_of(tf.random.stateless_normal((count, self.noise), seed))
        anything = replicas.part_of(tf.random.stateless_uniform((count,), seed, 0, self.classes, tf.int32))
        label = tf.where(batch["label"] < 0, anything, batch["label"])
        return {"color": self.generator({"noise": noise, "label": label}, training=True), "noise": noise, "label": label}

    def reconstruction_terms(self, prediction: dict, batch: dict) -> dict:
        """No distance to a true picture: a noise has none. How little other noise would change; a term of weight 0 is not computed."""
        if not self.weights["diversity"]:
            return {}
        noise = replicas.part_of(tf.reverse(replicas.all_parts(prediction["noise"]), [0]))
        other = self.generator({"noise": noise, "label": prediction["label"]}, training=True)
        return {"diversity": mode_seeking(prediction["color"], other, prediction["noise"], noise, replicas.mean_of)}


class Acgan:
    """Generator, its average and a critic, as `protocol.System` says."""

    product = Product("sampler", {"sampler": "average"}, {"average": "generator"})

    def __init__(self, plan: Plan):
        settings = plan.settings
        learner = SamplerLearner(plan)
        classes = learner.classes if learner.classes > 1 else 0
        critic = build_critic(
            size=settings.data.size,
            classes=classes,
            filters=settings.critic.critic_filters,
            dropout=settings.critic.critic_dropout,
            spectral_norm=settings.critic.spectral_norm,
            projection=settings.critic.projection and classes > 0,
        )
        critic_learner = CriticLearner(settings, classes=classes, network=critic, names_fakes=settings.critic.fake_classes)
        learner.weights["label"] = critic_learner.class_weight
        self.networks = learner.networks | critic_learner.networks
        self.phases = tuple(PairedPhase(learner, critic_learner, *planned, plan.jit) for planned in smoothed_objectives(settings))
        learner.critic_optimizers += [phase.optimizers["critic"] for phase in self.phases]
        self._average, self._noise = learner.average, learner.noise

    def sample(self, label: tf.Tensor, seed: int = 0) -> tf.Tensor:
        """One picture of each class in label, int [B] (-1 as 0): color float32 [B,S,S,3] in [-1,1]. The same seed, the same noise."""
        noise = tf.random.stateless_normal((len(label), self._noise), (SHOWN_SEED, seed))
        return self._sample(noise, tf.maximum(label, 0))

    @tf.function(reduce_retracing=True, autograph=False)
    def _sample(self, noise, label):
        return self._average({"noise": noise, "label": label}, training=False)

    def columns(self, batch: dict) -> dict:
        """As `protocol.System.columns`: the true pictures, and samples of their classes, whose noise is the same in every grid."""
        samples = {f"sample {number + 1}": self.sample(batch["label"], number) for number in range(SHOWN_SAMPLES)}
        return {"true": batch["color"]} | samples


def check_acgan(settings: Settings) -> None:
    """Raises InputError for what `acgan` cannot do."""
    size = settings.data.size
    if size not in SIZES:
        raise InputError(f"--size {size}: system acgan makes pictures of {', '.join(map(str, SIZES))} px")
    if settings.critic.critic != CriticSettings.critic:
        raise InputError("--critic: the critic of system acgan judges the whole picture; leave it out")
    if not (settings.objective.adversarial_weight or settings.objective.class_weight):
        raise InputError("all weights are 0: give --adversarial-weight or --class-weight")
    check_critic(settings)


register_system(
    SystemKind(
        name="acgan",
        build=Acgan,
        check=check_acgan,
        objective="nonsaturating",
        adversarial_weight=1.0,
        generator_optimizer="objective",  # after 110 steps on the demo set at 64 px: forms in 32 classes, with muon none
        generator_rate=2.0,
        data="pictures",
        knows=("filters", "noise", *CRITIC_SETTINGS, "critic_dropout", "fake_classes", "projection", "class_weight", "diversity_weight"),
    )
)
