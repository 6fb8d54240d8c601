"""How far apart two sets of pictures are, as clouds of feature vectors [N,D]: 0 for the same cloud, whatever stands for what.

Which features decides what the figures mean (see `evaluation.features`); figures of different features, sizes or counts do not compare.
"""

import os

import numpy as np

BLUR = 0.05  # of Sinkhorn: the weight of the entropy, as a share of the mean squared distance between the two sets
TOLERANCE = 1e-4  # of the marginals: the divergence is then right to about .1 %
KID_BLOCK = 100  # pictures in a block; Binkowski et al. take 1000, which small data sets do not have
KID_BLOCKS = 50


def _transport():
    """POT. It would load TensorFlow for its tensors, which are not used here; it reads this when it is imported."""
    os.environ.setdefault("POT_BACKEND_DISABLE_TENSORFLOW", "1")
    import ot

    return ot


def wasserstein(fake: np.ndarray, real: np.ndarray) -> float:
    """Exact 1-Wasserstein (earth mover's) distance, Euclidean, in the features' units: the least mean way from one set to the other."""
    ot = _transport()
    return float(ot.solve(ot.dist(np.asarray(fake, np.float64), np.asarray(real, np.float64), metric="euclidean")).value)


def sinkhorn(fake: np.ndarray, real: np.ndarray, blur: float = BLUR) -> float:
    """Sinkhorn divergence, in the features' units squared: S(x,y) = OT(x,y) - OT(x,x)/2 - OT(y,y)/2, not below 0.

    OT is the squared Euclidean cost with an entropy of weight `blur` x the mean cost between the two sets, the entropy counted in
    (Feydy et al. 2019, arXiv 1810.08278, eq. 2 and 3; Genevay, Peyre and Cuturi 2018, arXiv 1706.00292).
    """
    ot = _transport()
    fake, real = np.asarray(fake, np.float64), np.asarray(real, np.float64)
    scale = ot.dist(fake, real).mean() or 1.0

    def cost(x, y):
        return float(ot.solve(ot.dist(x, y) / scale, reg=blur, reg_type="KL", max_iter=2000, tol=TOLERANCE).value)

    return max(scale * (cost(fake, real) - (cost(fake, fake) + cost(real, real)) / 2), 0.0)


def fid(fake: np.ndarray, real: np.ndarray) -> float:
    """Frechet distance of the Gaussians with the sets' means and covariances. Heusel et al. 2017, arXiv 1706.08500, eq. 6.

    It is too high for few pictures; with no more than D of them the covariances are not of full rank: prefer `kid` then.
    Raises ValueError for a set of fewer than two.
    """
    if min(len(fake), len(real)) < 2:
        raise ValueError("a covariance needs two feature vectors")
    fake, real = np.asarray(fake, np.float64), np.asarray(real, np.float64)
    apart = np.square(fake.mean(0) - real.mean(0)).sum()
    cov_fake, cov_real = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (fake, real))
    root = _root(cov_fake)
    mixed = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ cov_real @ root), 0)).sum()  # = tr sqrt(cov_fake cov_real), kept symmetric
    return max(float(apart + np.trace(cov_fake) + np.trace(cov_real) - 2 * mixed), 0.0)


def _root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric square root of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def squared_mmd(fake: np.ndarray, real: np.ndarray) -> float:
    """Unbiased estimate of the squared maximum mean discrepancy, kernel (x.y / D + 1)^3; below 0 at times, for equal sets.

    Binkowski et al. 2018, arXiv 1801.01401, section 3.1 and eq. 4. Raises ValueError for a set of fewer than two.
    """
    if min(len(fake), len(real)) < 2:
        raise ValueError("the unbiased estimate needs two feature vectors")
    fake, real = np.asarray(fake, np.float64), np.asarray(real, np.float64)

    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1) ** 3

    def among(x):
        similar = kernel(x, x)
        return (similar.sum() - np.trace(similar)) / (len(x) * (len(x) - 1))

    return float(among(fake) + among(real) - 2 * kernel(fake, real).mean())


def kid(fake: np.ndarray, real: np.ndarray, block: int = KID_BLOCK, blocks: int = KID_BLOCKS, seed: int = 0) -> tuple[float, float]:
    """Kernel inception distance: mean and standard deviation of `squared_mmd` over blocks drawn at random from both sets.

    block: pictures of each set in a block, fewer where a set has fewer. It has no bias in the number of pictures, unlike `fid`.
    """
    rng = np.random.default_rng(seed)
    size = min(block, len(fake), len(real))
    values = [squared_mmd(*(x[rng.choice(len(x), size, replace=False)] for x in (fake, real))) for _ in range(blocks)]
    return float(np.mean(values)), float(np.std(values))


def distances(fake: np.ndarray, real: np.ndarray, seed: int = 0) -> dict[str, float]:
    """fid, kid, kid_std, wasserstein, sinkhorn of feature vectors [N,D] and [M,D], at least two of each."""
    mean, deviation = kid(fake, real, seed=seed)
    return {
        "fid": fid(fake, real),
        "kid": mean,
        "kid_std": deviation,
        "wasserstein": wasserstein(fake, real),
        "sinkhorn": sinkhorn(fake, real),
    }
