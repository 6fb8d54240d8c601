import numpy as np
import pytest

from lineart_colorizer.metrics.diversity import ClassDiversity, choose_pairs, judge_diversity, similarity, summarize_diversity
from lineart_colorizer.metrics.structure import ms_ssim


def noises(count: int, *, alike: float = 0.0, seed: int = 0, size: int = 32) -> list[np.ndarray]:
    """Pictures that are noise, of which a share `alike` is common to all."""
    rng = np.random.default_rng(seed)
    common = rng.random((size, size, 3), np.float32)
    return [alike * common + (1 - alike) * rng.random((size, size, 3), np.float32) for _ in range(count)]


def test_pairs_are_different_and_a_function_of_the_seed():
    pairs = choose_pairs(30, 100, seed=1)
    assert len(set(pairs)) == 100
    assert all(0 <= i < j < 30 for i, j in pairs)
    assert pairs == choose_pairs(30, 100, seed=1) != choose_pairs(30, 100, seed=2)


def test_all_pairs_there_are_where_more_are_asked_for():
    assert sorted(choose_pairs(3, 100, seed=0)) == [(0, 1), (0, 2), (1, 2)]
    assert choose_pairs(1, 100, seed=0) == choose_pairs(0, 100, seed=0) == []


def test_similarity_is_the_mean_over_pairs():
    a, b, c = noises(3, alike=0.5)
    assert similarity([a, b, c]) == pytest.approx((ms_ssim(a, b) + ms_ssim(a, c) + ms_ssim(b, c)) / 3)
    assert similarity([a, a, a]) == pytest.approx(1.0, abs=1e-5)
    assert similarity([a]) is None


def test_collapsed_is_above_the_highest_of_the_real_classes():
    real = {"varied": noises(6), "uniform": noises(6, alike=0.6)}
    fake = {"varied": noises(6, alike=0.5, seed=1), "uniform": noises(6, alike=0.9, seed=1), "unseen": noises(1)}
    varied, uniform, unseen = judge_diversity(fake, real)
    assert (varied.label, uniform.label) == ("varied", "uniform")
    assert varied.real < varied.fake < uniform.real < uniform.fake  # more alike than its own class, but not than every real one
    assert (varied.collapsed, uniform.collapsed) == (False, True)
    assert (unseen.fake, unseen.real, unseen.collapsed) == (None, None, False)


def test_summary():
    rows = [("a", 0.2, 0.1, False), ("b", 0.6, 0.3, True), ("c", None, 0.2, False), ("d", 0.1, None, False)]
    classes = [ClassDiversity(label=label, fake=fake, real=real, collapsed=collapsed) for label, fake, real, collapsed in rows]
    assert summarize_diversity(classes) == pytest.approx({"ms_ssim_fake": 0.3, "ms_ssim_real": 0.2, "collapsed": 1 / 3})
    assert summarize_diversity(classes[2:3]) == summarize_diversity([]) == {}
