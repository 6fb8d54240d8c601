"""Cross entropy over classes: a palette's entries, the labels of pictures, and their names."""

from collections.abc import Callable

from keras import KerasTensor, ops

COMMON = 4.0  # times the mean share: what is more common counts as this common
LEAST_SHARE = 1e-4  # of an entry that no measured pixel has: it must not weigh infinitely
LEAST_KNOWN = 1e-3  # any below the mean over replicas of a count that is 1 in one of them


def alone(value: KerasTensor) -> KerasTensor:
    return value


def rarity_weights(shares: KerasTensor, rarity: float) -> KerasTensor:
    """How much each palette entry counts: 1 / (rarity share + (1 - rarity) / K), scaled so that the mean over pixels is 1.

    Zhang et al. 2016 (arXiv 1603.08511) eq. 4 with lambda = 1 - rarity, without smoothing over neighbours. Paper is three
    quarters of a drawing: by its full share it would weigh next to nothing, and be tinted; hence COMMON. shares: [K], sum 1. Returns [K].
    """
    entries = shares.shape[0]
    shares = ops.maximum(shares, LEAST_SHARE)
    weights = 1.0 / (rarity * ops.minimum(shares, COMMON / entries) + (1.0 - rarity) / entries)
    return weights / ops.sum(weights * shares)


def nearest_entries(color: KerasTensor, colors: KerasTensor) -> KerasTensor:
    """The nearest palette entry of each pixel, by squared distance in RGB. color: [B,h,w,3], colors: [K,3], both in [0,1].

    Returns: int [B,h,w].
    """
    distance = ops.sum(ops.square(colors), axis=-1) - 2.0 * ops.matmul(color, ops.transpose(colors))  # less the pixel's own square
    return ops.argmin(distance, axis=-1)


def mean_of_known(values: KerasTensor, known: KerasTensor, shared: Callable = alone) -> KerasTensor:
    """sum(values * known) / sum(known): the mean where known is 1; 0 where nothing is. values, known: float of equal shape.

    shared: of the count of what is known, the mean over several replicas, each with a part of the batch: the mean of their results is then
    the mean over all that is known.
    """
    return ops.sum(values * known) / ops.maximum(shared(ops.sum(known)), LEAST_KNOWN)


def palette_cross_entropy(
    logits: KerasTensor, entries: KerasTensor, weights: KerasTensor, known: KerasTensor, shared: Callable = alone
) -> KerasTensor:
    """Weighted cross entropy of the true entries, mean over the pixels whose true colour is known.

    logits: [B,h,w,K]. entries: int [B,h,w]. weights: [K]. known: float [B,h,w], 1 where the colour counts, 0 under lines.
    shared: as of `mean_of_known`. Returns a scalar; 0 where nothing is known.
    """
    cross_entropy = ops.sparse_categorical_crossentropy(entries, logits, from_logits=True)  # [B,h,w]
    return mean_of_known(cross_entropy * ops.take(weights, entries), known, shared)


def label_cross_entropy(logits: KerasTensor, label: KerasTensor, shared: Callable = alone) -> KerasTensor:
    """-E log P(label), mean over the pictures that have one: L_C of AC-GAN (arXiv 1610.09585) eq. 3, to be minimized.

    logits: [B,K]. label: int [B], -1 for none. shared: as of `mean_of_known`. Returns a scalar; 0 where no picture has a label.
    """
    known = ops.cast(label >= 0, logits.dtype)
    cross_entropy = ops.sparse_categorical_crossentropy(ops.maximum(label, 0), logits, from_logits=True)  # [B]
    return mean_of_known(cross_entropy, known, shared)


def names_cross_entropy(logits: KerasTensor, names: KerasTensor, shared: Callable = alone) -> KerasTensor:
    """-E sum names log P(name), mean over the pictures that have names, to be minimized. For one name each it is `label_cross_entropy`.

    logits: [B,N]. names: float [B,N], shares with sum 1, or all 0 for a picture without names. shared: as of `mean_of_known`. Returns a
    scalar; 0 where none has one.
    """
    cross_entropy = -ops.sum(names * ops.log_softmax(logits, axis=-1), axis=-1)  # [B]
    return mean_of_known(cross_entropy, ops.sum(names, axis=-1), shared)
