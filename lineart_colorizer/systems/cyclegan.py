"""`cyclegan`: two generators and two critics that learn from unpaired pictures (arXiv 1703.10593).

By the paper's names: forward is G: X -> Y, backward is F: Y -> X, source is X, target is Y; critic_source and critic_target are D_X and
D_Y. All terms are means over the two directions, where the paper has sums: their ratio is the same, and Adam does not know the scale.
"""

import keras
import tensorflow as tf

from data_tools.errors import InputError
from lineart_colorizer.networks.patchgan import parse_critic
from lineart_colorizer.networks.residual import MULTIPLES, SMALLEST, build_translator
from lineart_colorizer.objectives.adversarial import Objective
from lineart_colorizer.objectives.reconstruction import l1
from lineart_colorizer.settings import Settings
from lineart_colorizer.systems.adversarial_phase import AdversarialPhase, smoothed_objectives
from lineart_colorizer.systems.critic_learner import CRITIC_SETTINGS, CriticLearner, check_critic
from lineart_colorizer.systems.fakes import FakeBuffer
from lineart_colorizer.systems.means import averaged, mean
from lineart_colorizer.systems.protocol import Product
from lineart_colorizer.systems.registry import Plan, SystemKind, register_system
from lineart_colorizer.systems.updates import follow, generator_optimizer, generator_scalars, gradients_of, norm_of

SIDES = ("source", "target")
TO = {"target": "forward", "source": "backward"}  # which generator makes pictures of that side
PICTURES = tf.TensorSpec([None, None, None, 3], tf.float32)
CRITIC_MULTIPLE, IMAGE_MULTIPLE = 8, 32  # px; the critic of a whole picture normalizes at a 32nd of the side: more than a pixel


class CyclePhase(AdversarialPhase):
    """One objective, for two generators and two critics. critics: of each side. buffers: of each side, or none."""

    def __init__(self, system: "CycleGan", critics: dict, buffers: dict, objective: Objective, steps: int | None, plan: Plan):
        super().__init__(objective, steps, plan.jit)
        self.system, self.buffers = system, buffers
        self.critics = critics
        self.critic_variables = {side: critics[side].network.trainable_variables for side in SIDES}
        self.variables = system.forward.trainable_variables + system.backward.trainable_variables
        self.optimizers = {
            "generator": generator_optimizer(objective.optimizer, plan.settings.objective, self.variables, ("last",)),
        } | {f"critic_{side}": critics[side].make_optimizer(objective) for side in SIDES}

    def _critic_step(self, batch):
        fakes = {
            "target": self.system.forward(batch["source"], training=True),
            "source": self.system.backward(batch["target"], training=True),
        }
        with tf.GradientTape(persistent=True) as tape:
            terms, totals = self._critic_terms(batch, fakes, {})
        return self._apply_critics(self._critic_gradients(totals, tape), terms, totals)

    def _both_step(self, batch):
        system = self.system
        with tf.GradientTape(persistent=True) as tape:
            fakes, terms = system.translate(batch)
            on_fakes = {side: self.critics[side].judge({}, fakes[side]) for side in SIDES} if self._judges_fresh else {}
            if system.weights["adversarial"]:
                terms["adversarial"] = mean([averaged(self.functions.generator, on_fakes[side][0]) for side in SIDES])
            total = tf.add_n([system.weights[name] * term for name, term in terms.items()])
            critic_terms, critic_totals = self._critic_terms(batch, fakes, on_fakes)
        gradients = gradients_of(total, self.variables, tape, self.optimizers["generator"])
        critic_gradients = self._critic_gradients(critic_totals, tape)
        scalars = generator_scalars(terms, total, gradients, self.optimizers["generator"])
        self.optimizers["generator"].apply(gradients, self.variables)
        system.average([phase.optimizers["generator"] for phase in system.phases])
        return scalars | self._apply_critics(critic_gradients, critic_terms, critic_totals)

    @property
    def _judges_fresh(self) -> bool:
        """Whether a step asks the critics of the fresh fakes: for the generators, or because no buffer stands between."""
        return bool(self.system.weights["adversarial"] or not self.buffers)

    def _critic_terms(self, batch, fakes: dict, on_fakes: dict):
        """Terms, means over the two critics, and the total of each. on_fakes: what is known of the critics' word on the fresh fakes."""
        terms, totals = {}, {}
        for side, critic in self.critics.items():
            shown = self.buffers[side].swap(tf.stop_gradient(fakes[side])) if self.buffers else fakes[side]
            known = None if self.buffers else on_fakes.get(side)
            updates = self.optimizers[f"critic_{side}"].iterations
            terms[side], totals[side], _ = critic.terms(self.functions, {"color": batch[side]}, shown, updates, known)
        shared = {name: mean([terms[side][name] for side in SIDES]) for name in terms["source"]}
        return shared | {f"critic_{side}/adversarial": terms[side]["critic/adversarial"] for side in SIDES}, totals

    def _critic_gradients(self, totals: dict, tape: tf.GradientTape) -> dict:
        """As `gradients_of`, of each side: no critic sees the other side. tape: persistent."""
        return {side: gradients_of(totals[side], self.critic_variables[side], tape, self.optimizers[f"critic_{side}"]) for side in SIDES}

    def _apply_critics(self, gradients: dict, terms: dict, totals: dict) -> dict:
        norm = tf.norm([norm_of(gradients[side], self.optimizers[f"critic_{side}"]) for side in SIDES])
        for side, critic in self.critics.items():
            critic.apply(gradients[side], self.optimizers[f"critic_{side}"], self.functions.clip)
        return terms | {"critic/total": mean(list(totals.values())), "gradient_norm/critic": norm}


class CycleGan:
    """Two generators with their averages, two critics, two buffers of fakes, as `protocol.TranslatingSystem` says."""

    product = Product(
        "translator",
        {"forward": "forward_average", "backward": "backward_average"},
        {"forward_average": "forward", "backward_average": "backward"},
    )

    def __init__(self, plan: Plan):
        settings = plan.settings
        networks, objective, critic = settings.networks, settings.objective, settings.critic

        def build(name: str) -> keras.Model:
            return build_translator(networks.translator, filters=networks.cycle_filters, blocks=networks.blocks, name=name)

        self.forward, self.backward = build("forward"), build("backward")
        self.share = objective.average
        self.averages = {name: build(f"{name}_average") if self.share else getattr(self, name) for name in TO.values()}
        for name, average in self.averages.items():
            average.set_weights(getattr(self, name).get_weights())
        critics = {side: CriticLearner(settings, channels={"color": 3}, instance_norm=True, name=f"critic_{side}") for side in SIDES}
        seeds = {side: 2 * settings.run.seed + at for at, side in enumerate(SIDES)}
        buffers = {side: FakeBuffer(critic.fakes_kept, settings.data.size, seeds[side]) for side in SIDES if critic.fakes_kept}
        self.weights = {name: getattr(objective, f"{name}_weight") for name in ("adversarial", "cycle", "identity")}
        self.networks = {"forward": self.forward, "backward": self.backward}
        self.networks |= {f"{name}_average": average for name, average in self.averages.items()}
        for side in SIDES:
            self.networks |= critics[side].networks
        self.networks |= {f"fakes_{side}": buffers[side] for side in buffers}
        self.critics = critics
        self.phases = tuple(CyclePhase(self, critics, buffers, *planned, plan) for planned in smoothed_objectives(settings))

    def translate(self, batch: dict) -> tuple[dict, dict]:
        """The fakes of each side, and the unweighted terms of what a picture is translated back to, or to the style that it has.

        What is the same network's work is done at once: four passes instead of six. A term of weight 0 costs nothing.
        """
        source, target = batch["source"], batch["target"]
        fakes, terms = {}, {}
        if self.weights["identity"]:
            fakes["target"], same_target = tf.split(self.forward(tf.concat([source, target], 0), training=True), 2)
            fakes["source"], same_source = tf.split(self.backward(tf.concat([target, source], 0), training=True), 2)
            terms["identity"] = mean([l1(same_source, source), l1(same_target, target)])
        else:
            fakes["target"], fakes["source"] = self.forward(source, training=True), self.backward(target, training=True)
        if self.weights["cycle"]:
            back = {"source": self.backward(fakes["target"], training=True), "target": self.forward(fakes["source"], training=True)}
            terms["cycle"] = mean([l1(back[side], batch[side]) for side in SIDES])
        return fakes, terms

    def average(self, optimizers: list) -> None:
        for name, average in self.averages.items():
            if average is not getattr(self, name):
                follow(average.trainable_variables, getattr(self, name).trainable_variables, self.share, optimizers)

    @tf.function(input_signature=[PICTURES], autograph=False)
    def to_target(self, picture: tf.Tensor) -> tf.Tensor:
        """As `protocol.TranslatingSystem`."""
        return self.averages["forward"](picture, training=False)

    @tf.function(input_signature=[PICTURES], autograph=False)
    def to_source(self, picture: tf.Tensor) -> tf.Tensor:
        """As `protocol.TranslatingSystem`."""
        return self.averages["backward"](picture, training=False)

    def columns(self, batch: dict) -> dict:
        """As `protocol.System.columns`."""
        source, target = batch["source"], batch["target"]
        fake_target, fake_source = self.to_target(source), self.to_source(target)
        there = {"source": source, "to target": fake_target, "back": self.to_source(fake_target)}
        return there | {"target": target, "to source": fake_source, "and back": self.to_target(fake_source)}

    def critic_outputs(self, batch: dict) -> dict:
        """As `protocol.JudgingSystem.critic_outputs`; the fake pictures are the averages'."""
        fakes = {"source": self.to_source(batch["target"]), "target": self.to_target(batch["source"])}
        shown = {f"{name}_{side}": pictures[side] for name, pictures in (("real", batch), ("fake", fakes)) for side in SIDES}
        return {name: self.critics[name.partition("_")[2]].outputs({}, picture) for name, picture in shown.items()}


def check(settings: Settings) -> None:
    """Raises InputError for what this system cannot do."""
    data, networks, critic, objective = settings.data, settings.networks, settings.critic, settings.objective
    check_critic(settings)
    fields = parse_critic(critic.critic)
    multiple = max(MULTIPLES[networks.translator], IMAGE_MULTIPLE if "image" in fields else CRITIC_MULTIPLE)
    smallest = max(SMALLEST[networks.translator], 2 * multiple)
    if data.size < smallest or data.size % multiple:
        near = max(smallest, round(data.size / multiple) * multiple)
        raise InputError(f"--size {data.size}: translator and critic need a multiple of {multiple}, such as {near}")
    if not (objective.adversarial_weight or objective.cycle_weight or objective.identity_weight):
        raise InputError("all weights are 0: give --adversarial-weight, --cycle-weight or --identity-weight")


register_system(
    SystemKind(
        name="cyclegan",
        build=CycleGan,
        check=check,
        objective="lsgan",
        adversarial_weight=2.0,  # our lsgan is half of the paper's, to which its weights 10 and 5 belong
        generator_optimizer="objective",
        generator_rate=1.0,
        data="unpaired",
        knows=("translator", "blocks", "cycle_filters", *CRITIC_SETTINGS, "fakes_kept", "cycle_weight", "identity_weight"),
    )
)
