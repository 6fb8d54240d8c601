"""A one-dimensional laboratory of the objectives: `python -m tools.two_modes [--seeds 20 --steps 3000 --out build/two_modes]`.

True values come from two narrow Gaussians at -2 and 2; a tiny generator makes values from noise, a tiny critic judges them. Asked, as
docs/objectives.md reports: does dcgan's gradient vanish where the critic is near its optimum, does nonsaturating drop a mode more often
than the others, does wgan cover both. Minutes on one core. Every seed is a network of its own, yet all are trained at once: weights
and values have a leading axis S of seeds, and S times the mean over all values is the sum of the seeds' own losses.
"""

import argparse
import dataclasses
import itertools
import json
import pathlib
import time

import cv2
import numpy as np
import tensorflow as tf

from lineart_colorizer.objectives.adversarial import OBJECTIVES, Objective
from lineart_colorizer.objectives.penalties import gradient_penalty, mix

MODES = (-2.0, 2.0)
SPREAD = 0.2  # standard deviation of each mode
NOISE = 4  # numbers of noise that make one value
HIDDEN = 32
SLOPE = 0.2  # LeakyReLU, as in the package's networks
BATCH = 64
RATE = 10.0  # times the paper's learning rate, critic and generator alike: the networks are tiny
NEAR = 3.0  # standard deviations within which a value belongs to a mode
COVERED = 0.15  # least share of the values that a covered mode has, of 0.5
STRONG = 5  # critic updates for each generator update where the critic is kept near its optimum: as many as wgan has
TRIED = OBJECTIVES | {
    # the paper's own figure for toys (its published code); 10 makes a barrier in one dimension: a slope that turns from 1 to -1 passes 0
    "wgan-gp, 0.1": dataclasses.replace(OBJECTIVES["wgan-gp"], penalty_weight=0.1),
}
MOMENTS = (0, 10, 30, 100, 300, 1000, 3000)  # critic updates after which the generator's gradient is measured


class Network:
    """`seeds` dense networks at once, two hidden layers: [S,B,inputs] -> [S,B,1]. Glorot's uniform weights, drawn by NumPy."""

    def __init__(self, seeds: int, inputs: int, first_seed: int):
        sizes = (inputs, HIDDEN, HIDDEN, 1)
        self.variables = []
        for rows, columns in itertools.pairwise(sizes):
            bound = (6.0 / (rows + columns)) ** 0.5
            kernels = [
                np.random.default_rng((first_seed + seed, rows, columns)).uniform(-bound, bound, (rows, columns)) for seed in range(seeds)
            ]
            self.variables += [tf.Variable(np.stack(kernels), dtype=tf.float32), tf.Variable(tf.zeros((seeds, 1, columns)))]

    def __call__(self, x):
        *hidden, kernel, bias = self.variables
        for at in range(0, len(hidden), 2):
            x = tf.nn.leaky_relu(x @ hidden[at] + hidden[at + 1], SLOPE)
        return x @ kernel + bias


class Toy:
    """Generators and critics of all seeds under one objective. critic_steps: instead of the objective's own."""

    def __init__(self, objective: Objective, seeds: int, *, critic_steps: int | None = None, first_seed: int = 0):
        self.objective, self.seeds = objective, seeds
        self.critic_steps = critic_steps or objective.critic_steps
        self.generator, self.critic = Network(seeds, NOISE, first_seed), Network(seeds, 1, first_seed + 1000)
        self.optimizers = [objective.optimizer(RATE) for _ in range(2)]
        for optimizer, network in zip(self.optimizers, (self.generator, self.critic), strict=True):
            optimizer.build(network.variables)
        self.random = tf.random.Generator.from_seed(first_seed)
        self.learn_critic = tf.function(self._learn_critic, jit_compile=True)
        self.learn = tf.function(self._learn, jit_compile=True)

    def noise(self, count: int = BATCH):
        return self.random.normal((self.seeds, count, NOISE))

    def real(self, count: int = BATCH):
        side = tf.cast(self.random.uniform((self.seeds, count, 1)) < 0.5, tf.float32)
        return MODES[0] + side * (MODES[1] - MODES[0]) + SPREAD * self.random.normal((self.seeds, count, 1))

    def _critic_step(self):
        real, fake = self.real(), self.generator(self.noise())
        with tf.GradientTape() as tape:
            total = self.objective.critic(self.critic(real), self.critic(fake))
            if self.objective.penalty_weight:
                total += self.objective.penalty_weight * self._penalty(real, fake)
            total *= self.seeds
        self.optimizers[1].apply(tape.gradient(total, self.critic.variables), self.critic.variables)
        if bound := self.objective.clip:
            for variable in self.critic.variables:
                variable.assign(tf.clip_by_value(variable, -bound, bound))

    def _penalty(self, real, fake):
        mixed = mix(real, fake, self.random.uniform((self.seeds, BATCH, 1)))
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            score = tf.reduce_sum(self.critic(mixed))
        return gradient_penalty(tf.reshape(tape.gradient(score, mixed), (-1, 1)))

    def _learn_critic(self, steps):
        for _ in tf.range(steps):
            self._critic_step()

    def _learn(self, steps):
        for _ in tf.range(steps):
            for _ in tf.range(self.critic_steps):
                self._critic_step()
            with tf.GradientTape() as tape:
                total = self.seeds * self.objective.generator(self.critic(self.generator(self.noise())))
            self.optimizers[0].apply(tape.gradient(total, self.generator.variables), self.generator.variables)

    def gradient_norms(self, functions: dict) -> dict[str, list[float]]:
        """Norm of the generator's gradient at this moment, for each seed [S], under each generator function of logits given by name."""
        noise, norms = self.noise(1024), {}
        for name, function in functions.items():
            with tf.GradientTape() as tape:
                total = self.seeds * function(self.critic(self.generator(noise)))
            gradients = tape.gradient(total, self.generator.variables)
            squares = tf.add_n([tf.reduce_sum(tf.square(gradient), axis=(1, 2)) for gradient in gradients])
            norms[name] = tf.sqrt(squares).numpy().tolist()
        return norms

    def values(self, count: int = 2000) -> np.ndarray:
        """Generated values [S,count]."""
        return self.generator(self.noise(count))[..., 0].numpy()


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What generators made: counts of seeds, and medians over them.

    both, one, none: seeds whose values cover that many modes. hits: share of values within 3 standard deviations of a mode. distance:
    Wasserstein distance to the true values (1-D, by sorting); 0.03 is what two true samples of this size have.
    """

    both: int
    one: int
    none: int
    hits: float
    distance: float


def judge(values: np.ndarray) -> Outcome:
    """values: [S,N]."""
    near = np.stack([np.abs(values - mode) < NEAR * SPREAD for mode in MODES])  # [modes,S,N]
    covered = (near.mean(-1) >= COVERED).sum(0)
    true = np.random.default_rng(0).choice(MODES, values.shape[1]) + SPREAD * np.random.default_rng(1).normal(size=values.shape[1])
    distances = np.abs(np.sort(values, axis=1) - np.sort(true)).mean(1)
    counts = [int((covered == number).sum()) for number in (2, 1, 0)]
    return Outcome(*counts, float(np.median(near.any(0).mean(-1))), float(np.median(distances)))


def vanishing(seeds: int, moments=MOMENTS) -> dict[str, list[float]]:
    """Median over seeds of the generator's gradient norm after each number of critic updates, the generator held as it began.

    dcgan, nonsaturating and kl share one critic: what differs is the generator's function alone.
    """
    found = {}
    for critic, names in (("dcgan", ("dcgan", "nonsaturating", "kl")), ("lsgan",) * 2, ("hinge",) * 2, ("wgan",) * 2, ("wgan-gp",) * 2):
        names = (names,) if isinstance(names, str) else names
        toy, done = Toy(OBJECTIVES[critic], seeds), 0
        for moment in moments:
            toy.learn_critic(tf.constant(moment - done))
            done = moment
            for name, norms in toy.gradient_norms({name: OBJECTIVES[name].generator for name in names}).items():
                found.setdefault(name, []).append(float(np.median(norms)))
    return found


def draw(values: dict[str, np.ndarray]) -> np.ndarray:
    """A grey strip for each seed: how many of its values lie where between -4 and 4; red ticks are the true modes. uint8 BGR."""
    strips = []
    for case, of_seeds in values.items():
        counts = np.stack([np.histogram(of_seed, bins=200, range=(-4, 4))[0] for of_seed in of_seeds])
        grey = np.uint8(255 * (1 - np.minimum(counts / (0.04 * of_seeds.shape[1]), 1.0)))
        strip = cv2.cvtColor(cv2.resize(grey, (200, 6 * len(grey)), interpolation=cv2.INTER_NEAREST), cv2.COLOR_GRAY2BGR)
        title = np.full((26, 200, 3), 255, np.uint8)
        cv2.putText(title, case, (2, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1, cv2.LINE_AA)
        for mode in MODES:
            title[20:, int((mode + 4) * 25) - 1 : int((mode + 4) * 25) + 1] = (0, 0, 255)
        strips.append(cv2.copyMakeBorder(np.concatenate([title, strip]), 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=(255, 255, 255)))
    while len(strips) % 5:
        strips.append(np.full_like(strips[0], 255))
    return np.concatenate([np.concatenate(strips[at : at + 5], axis=1) for at in range(0, len(strips), 5)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--steps", type=int, default=3000, help="generator updates")
    parser.add_argument("--only", choices=TRIED, help="one objective, without the measurement of gradients")
    parser.add_argument("--out", default="build/two_modes")
    chosen = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    begun, out = time.monotonic(), pathlib.Path(chosen.out)
    out.mkdir(parents=True, exist_ok=True)
    told = {"norms": {} if chosen.only else vanishing(chosen.seeds)}
    for name, norms in told["norms"].items():
        print(
            f"gradient norm  {name:14}", "  ".join(f"{moment}: {norm:.2g}" for moment, norm in zip(MOMENTS, norms, strict=True)), flush=True
        )
    values, tried = {}, {chosen.only: TRIED[chosen.only]} if chosen.only else TRIED
    for name, critic_steps in [(name, steps) for name, objective in tried.items() for steps in sorted({objective.critic_steps, STRONG})]:
        toy = Toy(TRIED[name], chosen.seeds, critic_steps=critic_steps)
        toy.learn(tf.constant(chosen.steps))
        case = f"{name} x {critic_steps}"
        values[case] = toy.values()
        told[case] = dataclasses.asdict(judge(values[case]))
        print(f"{case:20}", told[case], f"{time.monotonic() - begun:.0f} s", flush=True)
    (out / "outcome.json").write_text(json.dumps(told | {"seconds": time.monotonic() - begun}, indent=1) + "\n", "utf-8")
    np.savez_compressed(out / "values.npz", **values)
    cv2.imwrite(str(out / "two_modes.png"), draw(values))


if __name__ == "__main__":
    main()
