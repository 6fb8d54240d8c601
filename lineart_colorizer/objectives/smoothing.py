"""One-sided label smoothing: the critic is told that a real picture is real with probability 1 - s, so that it never gets quite sure.

Salimans et al. 2016 (arXiv 1606.03498) section 3.4: the real side alone; smoothing the fake side would make fake pictures attractive
where the critic finds no real ones.
"""

import dataclasses
import functools
import math

from keras import KerasTensor, ops

from lineart_colorizer.objectives.adversarial import Objective, cross_entropy_critic


def smoothed_cross_entropy_critic(real: KerasTensor, fake: KerasTensor, smoothing: float) -> KerasTensor:
    """-E[(1 - s) log D(real) + s log(1 - D(real))] - E log(1 - D(fake)). real, fake: logits as in `adversarial`. Returns a scalar."""
    told = (1.0 - smoothing) * ops.softplus(-real) + smoothing * ops.softplus(real)
    return ops.mean(told) + ops.mean(ops.softplus(fake))


def smoothed_rest(smoothing: float) -> float:
    """The smoothed critic's least loss where real and fake are alike: there D = (1 - s) / 2 is best."""
    best = (1.0 - smoothing) / 2.0
    return -(1.0 - smoothing) * math.log(best) - (1.0 + smoothing) * math.log(1.0 - best)


def smooth(objective: Objective, smoothing: float) -> Objective:
    """The same objective with a smoothed critic; at 0 itself.

    Raises ValueError where smoothing is outside 0 to 0.5, or the critic is no cross entropy: others have no probability to smooth.
    """
    if not 0.0 <= smoothing < 0.5:
        raise ValueError(f"label-smoothing {smoothing}: give 0 (none) to below 0.5; 0.1 is usual")
    if not smoothing:
        return objective
    if objective.critic is not cross_entropy_critic:
        raise ValueError(f"label-smoothing {smoothing}: for critics of cross entropy (dcgan, nonsaturating, kl), not {objective.name}")
    critic = functools.partial(smoothed_cross_entropy_critic, smoothing=smoothing)
    return dataclasses.replace(objective, critic=critic, rest=smoothed_rest(smoothing))
