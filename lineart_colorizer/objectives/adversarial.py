"""The adversarial objectives: pairs of pure functions of logits, and how each is usually optimized.

Conventions: logits are raw outputs of the critic, float, flat [B,1] or patches [B,h,w,1]; D = sigmoid(logit). Every function
returns an unweighted scalar to *minimize*. log D and log(1 - D) are written with softplus, so that values and gradients stay
finite for any finite logit: -log D(x) = softplus(-x), -log(1 - D(x)) = softplus(x).
"""

import dataclasses
import math
from collections.abc import Callable

import keras
from keras import KerasTensor, ops

LOG_4 = math.log(4.0)  # the cross-entropy critic's loss when every logit is 0: it can no longer tell (GAN, 2014, theorem 1)


def cross_entropy_critic(real: KerasTensor, fake: KerasTensor) -> KerasTensor:
    """-E log D(real) - E log(1 - D(fake)). GAN (arXiv 1406.2661) eq. 1."""
    return ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(fake))


def saturating_generator(fake: KerasTensor) -> KerasTensor:
    """E log(1 - D(fake)): what GAN eq. 1 says; its gradient fades while the critic rejects surely."""
    return -ops.mean(ops.softplus(fake))


def nonsaturating_generator(fake: KerasTensor) -> KerasTensor:
    """-E log D(fake). GAN (arXiv 1406.2661) section 3."""
    return ops.mean(ops.softplus(-fake))


def minus_logit_generator(fake: KerasTensor) -> KerasTensor:
    """-E logit = -E log[D/(1 - D)]: minimizes KL[Q||P] (Huszar 2016); also the generator of WGAN (-E f) and of hinge."""
    return -ops.mean(fake)


def wasserstein_critic(real: KerasTensor, fake: KerasTensor) -> KerasTensor:
    """E f(fake) - E f(real): minus the estimate of the Wasserstein distance. WGAN (arXiv 1701.07875) algorithm 1."""
    return ops.mean(fake) - ops.mean(real)


def least_squares_critic(real: KerasTensor, fake: KerasTensor) -> KerasTensor:
    """E (real - 1)^2 / 2 + E fake^2 / 2. LSGAN (arXiv 1611.04076) eq. 9, a = 0, b = c = 1."""
    return 0.5 * ops.mean(ops.square(real - 1.0)) + 0.5 * ops.mean(ops.square(fake))


def least_squares_generator(fake: KerasTensor) -> KerasTensor:
    """E (fake - 1)^2 / 2. LSGAN (arXiv 1611.04076) eq. 9."""
    return 0.5 * ops.mean(ops.square(fake - 1.0))


def hinge_critic(real: KerasTensor, fake: KerasTensor) -> KerasTensor:
    """E max(0, 1 - real) + E max(0, 1 + fake). Geometric GAN (arXiv 1705.02894) eq. 12."""
    return ops.mean(ops.relu(1.0 - real)) + ops.mean(ops.relu(1.0 + fake))


def adam(learning_rate: float, beta_1: float, beta_2: float = 0.999) -> Callable[[float], keras.optimizers.Optimizer]:
    return lambda factor: keras.optimizers.Adam(factor * learning_rate, beta_1=beta_1, beta_2=beta_2)


def rmsprop(learning_rate: float) -> Callable[[float], keras.optimizers.Optimizer]:
    return lambda factor: keras.optimizers.RMSprop(factor * learning_rate)


DCGAN_ADAM = adam(2e-4, 0.5)  # DCGAN (arXiv 1511.06434) section 4


@dataclasses.dataclass(frozen=True, kw_only=True)
class Objective:
    """A critic's and a generator's function, and the settings their paper gives.

    critic(real, fake), generator(fake): logits to an unweighted scalar. optimizer: makes a fresh one, its learning rate the paper's
    times the factor given. critic_steps: critic updates for each generator update. clip: bound on the critic's weights, 0 for none.
    penalty_weight: weight of the gradient penalty, 0 for none. rest: the critic's loss when it can no longer tell.
    """

    name: str
    critic: Callable
    generator: Callable
    optimizer: Callable[[float], keras.optimizers.Optimizer] = DCGAN_ADAM
    critic_steps: int = 1
    clip: float = 0.0
    penalty_weight: float = 0.0
    rest: float = 0.0

    @property
    def is_wasserstein(self) -> bool:
        return self.critic is wasserstein_critic


OBJECTIVES = {
    objective.name: objective
    for objective in (
        Objective(name="dcgan", critic=cross_entropy_critic, generator=saturating_generator, rest=LOG_4),
        Objective(name="nonsaturating", critic=cross_entropy_critic, generator=nonsaturating_generator, rest=LOG_4),
        Objective(name="kl", critic=cross_entropy_critic, generator=minus_logit_generator, rest=LOG_4),
        Objective(
            name="wgan", critic=wasserstein_critic, generator=minus_logit_generator, optimizer=rmsprop(5e-5), critic_steps=5, clip=0.01
        ),
        Objective(
            name="wgan-gp",
            critic=wasserstein_critic,
            generator=minus_logit_generator,
            optimizer=adam(1e-4, 0.0, 0.9),
            critic_steps=5,
            penalty_weight=10.0,
        ),
        Objective(name="lsgan", critic=least_squares_critic, generator=least_squares_generator, rest=0.25),
        Objective(name="hinge", critic=hinge_critic, generator=minus_logit_generator, rest=2.0),
    )
}


def register_objective(objective: Objective) -> Objective:
    """Makes an objective known by its name: to `--objective`, schedules and tests. Raises ValueError where the name is taken."""
    if OBJECTIVES.get(objective.name, objective) != objective:
        raise ValueError(f"there is an objective {objective.name!r} already")
    OBJECTIVES[objective.name] = objective
    return objective


def find_objective(name: str) -> Objective:
    """The objective of that name. Raises ValueError with the list of names."""
    if name not in OBJECTIVES:
        raise ValueError(f"unknown objective {name!r}: choose one of {', '.join(OBJECTIVES)}")
    return OBJECTIVES[name]
