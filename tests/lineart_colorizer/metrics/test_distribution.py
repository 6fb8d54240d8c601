"""Against closed forms, SciPy and loops over the definitions. Tolerances are stated where they are not rounding."""

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize
import scipy.stats

from lineart_colorizer.metrics.distribution import distances, fid, kid, sinkhorn, squared_mmd, wasserstein


def cloud(seed: int, count: int = 40, *, dimensions: int = 3, shift: float = 0.0, scale: float = 1.0) -> np.ndarray:
    return shift + scale * np.random.default_rng(seed).normal(size=(count, dimensions))


def test_wasserstein_by_hand():
    # {0, 2} to {5, 3}: 2 -> 5 and 0 -> 3, or 0 -> 5 and 2 -> 3: 3 on average either way
    assert wasserstein(np.array([[0.0], [2.0]]), np.array([[5.0], [3.0]])) == pytest.approx(3.0)
    assert wasserstein(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]])) == pytest.approx((5 + 1) / 2)


def test_wasserstein_is_that_of_scipy_in_one_dimension():
    x, y = cloud(0, 30, dimensions=1), cloud(1, 50, dimensions=1, shift=0.7, scale=2.0)
    assert wasserstein(x, y) == pytest.approx(scipy.stats.wasserstein_distance(x[:, 0], y[:, 0]), abs=1e-9)


def test_wasserstein_is_the_best_assignment():
    x, y = cloud(0), cloud(1, shift=0.5)
    ways = np.linalg.norm(x[:, None] - y[None], axis=-1)
    assert wasserstein(x, y) == pytest.approx(ways[scipy.optimize.linear_sum_assignment(ways)].mean(), abs=1e-9)


def test_sinkhorn_of_single_points_is_their_squared_distance():
    assert sinkhorn(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])) == pytest.approx(25.0)


def test_sinkhorn_of_a_cloud_moved_is_the_square_of_the_way():
    # the squared cost splits into the way and a part that the two inner terms take away again: exact for any entropy
    x = cloud(0)
    assert sinkhorn(x, x + np.array([2.0, 0.0, 0.0])) == pytest.approx(4.0, abs=0.005)
    assert sinkhorn(x, x) == pytest.approx(0.0, abs=1e-9)


def test_sinkhorn_by_its_definition():
    """Both potentials iterated in the plain, not the logarithmic domain; the entropy relative to the product of the marginals."""
    x, y = cloud(0, 12), cloud(1, 9, shift=0.5)
    scale = np.square(x[:, None] - y[None]).sum(-1).mean()

    def cost(a, b):
        ways = np.square(a[:, None] - b[None]).sum(-1) / scale
        kernel, u = np.exp(-ways / 0.2), np.ones(len(a))
        for _ in range(3000):
            v = 1 / len(b) / (kernel.T @ u)
            u = 1 / len(a) / (kernel @ v)
        plan = u[:, None] * kernel * v
        return (plan * ways).sum() + 0.2 * (plan * np.log(plan * len(a) * len(b))).sum()

    expected = scale * (cost(x, y) - cost(x, x) / 2 - cost(y, y) / 2)
    assert sinkhorn(x, y, blur=0.2) == pytest.approx(expected, rel=1e-3)
    assert expected > 0.2


def test_fid_in_one_dimension_by_hand():
    # means 1 and 4; variances of {0, 2} and {2, 6} (n - 1): 2 and 8; 9 + (sqrt 8 - sqrt 2)^2 = 11
    assert fid(np.array([[0.0], [2.0]]), np.array([[2.0], [6.0]])) == pytest.approx(11.0)


@pytest.mark.parametrize("count", [200, 5])  # 5 vectors of 8 dimensions: covariances without full rank
def test_fid_is_that_with_scipys_root(count):
    mix = np.random.default_rng(9).normal(size=(8, 8))
    x, y = cloud(0, count, dimensions=8) @ mix, cloud(1, count + 7, dimensions=8, shift=0.3, scale=1.5)
    cov_x, cov_y = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = scipy.linalg.sqrtm(cov_x @ cov_y + 1e-12 * np.eye(8))
    expected = np.square(x.mean(0) - y.mean(0)).sum() + np.trace(cov_x + cov_y - 2 * np.real(root))
    assert fid(x, y) == pytest.approx(expected, rel=1e-4)
    assert fid(x, x) == pytest.approx(0.0, abs=1e-6)


def test_squared_mmd_by_hand():
    # D 1: kernel (xy + 1)^3. x {0, 1}: k(0,1) = 1. y {1, 2}: k(1,2) = 27. across: 1, 1, 8, 27: mean 9.25
    assert squared_mmd(np.array([[0.0], [1.0]]), np.array([[1.0], [2.0]])) == pytest.approx(1 + 27 - 2 * 9.25)


def test_squared_mmd_has_no_bias():
    values = [squared_mmd(cloud(2 * seed, 10), cloud(2 * seed + 1, 10)) for seed in range(300)]
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(300)
    assert min(values) < 0 < max(values)


def test_kid_is_the_mean_over_blocks():
    x, y = cloud(0, 60), cloud(1, 80, shift=1.0)
    mean, deviation = kid(x, y, block=20, blocks=200)
    assert mean == pytest.approx(squared_mmd(x, y), abs=4 * deviation / np.sqrt(200) + 0.05)
    assert deviation > 0
    assert kid(x, y, block=1000, blocks=1)[0] == pytest.approx(squared_mmd(x, y[np.random.default_rng(0).permutation(80)[:60]]), rel=0.2)
    assert kid(x, y, seed=1) == kid(x, y, seed=1) != kid(x, y, seed=2)


def test_all_distances_grow_with_the_shift():
    real = cloud(0, 60)
    near, far = distances(cloud(1, 60, shift=0.2), real), distances(cloud(1, 60, shift=2.0), real)
    assert list(near) == ["fid", "kid", "kid_std", "wasserstein", "sinkhorn"]
    assert all(near[name] < far[name] for name in near)


def test_a_single_vector_has_no_spread():
    with pytest.raises(ValueError, match="needs two"):
        fid(cloud(0, 1), cloud(1))
    with pytest.raises(ValueError, match="needs two"):
        squared_mmd(cloud(0), cloud(1, 1))
