"""Whether a generator makes many pictures or one: MS-SSIM of random pairs of a class, generated beside real.

The measure of the AC-GAN paper (Odena, Olah and Shlens 2016, arXiv 1610.09585, section 4.2): the more alike the pictures of a class, the
higher; a class whose generated pairs are more alike than those of the most uniform real class counts as collapsed. The paper takes
128 px; at 64 and 32 px MS-SSIM has three and two scales (see `structure.ms_ssim`), so compare with the real pictures of the same size,
never with the paper's 0.25.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from lineart_colorizer.metrics.structure import ms_ssim

PAIRS = 100  # of a class, as in the paper


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassDiversity:
    """One class: mean MS-SSIM of pairs of its generated and of its real pictures (None: fewer than two), and the verdict."""

    label: str
    fake: float | None
    real: float | None
    collapsed: bool


def choose_pairs(count: int, pairs: int, seed: int) -> list[tuple[int, int]]:
    """Different pairs of different pictures out of `count`, at random; all there are where `pairs` is more."""
    first, second = np.triu_indices(count, 1)
    chosen = np.random.default_rng(seed).permutation(len(first))[:pairs]
    return list(zip(first[chosen].tolist(), second[chosen].tolist(), strict=True))


def similarity(pictures: Sequence[np.ndarray], pairs: int = PAIRS, seed: int = 0) -> float | None:
    """Mean MS-SSIM of random pairs, 0..1; None for fewer than two pictures. pictures: float32 RGB [S,S,3] in [0,1], S from 11 px."""
    chosen = choose_pairs(len(pictures), pairs, seed)
    return float(np.mean([ms_ssim(pictures[i], pictures[j]) for i, j in chosen])) if chosen else None


def judge_diversity(
    fake_colors: Mapping[str, Sequence[np.ndarray]], colors: Mapping[str, Sequence[np.ndarray]], pairs: int = PAIRS, seed: int = 0
) -> list[ClassDiversity]:
    """The verdict on each class of `fake_colors`. Both: pictures by the name of their class, as `similarity` takes them."""
    fakes, reals = ({label: similarity(of, pairs, seed) for label, of in by_label.items()} for by_label in (fake_colors, colors))
    limit = max((real for real in reals.values() if real is not None), default=1.0)
    return [
        ClassDiversity(label=label, fake=fake, real=reals.get(label), collapsed=fake is not None and fake > limit)
        for label, fake in fakes.items()
    ]


def summarize_diversity(classes: list[ClassDiversity]) -> dict[str, float]:
    """ms_ssim_fake, ms_ssim_real: means over classes; collapsed: share of the classes that have pairs. Empty where none has."""
    judged = [of for of in classes if of.fake is not None]
    real = [of.real for of in classes if of.real is not None]
    if not judged or not real:
        return {}
    return {
        "ms_ssim_fake": float(np.mean([of.fake for of in judged])),
        "ms_ssim_real": float(np.mean(real)),
        "collapsed": sum(of.collapsed for of in judged) / len(judged),
    }
