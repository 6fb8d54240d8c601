import numpy as np
import pytest
from skimage.metrics import structural_similarity

from lineart_colorizer.metrics.structure import SCALE_WEIGHTS, count_scales, halve, line_contrast, line_preservation, ms_ssim, ssim


def flat(grey: float, size: int = 16) -> np.ndarray:
    return np.full((size, size, 3), grey, np.float32)


def noise(seed: int, size: int = 32) -> np.ndarray:
    return np.random.default_rng(seed).random((size, size, 3), np.float32)


def alike(seed: int, size: int, amount: float) -> tuple[np.ndarray, np.ndarray]:
    """Two grey pictures [size,size] of soft spots, the second with `amount` of other spots mixed in."""
    import cv2

    rng = np.random.default_rng(seed)
    spots, other = (cv2.GaussianBlur(rng.random((size, size), np.float32), (0, 0), size / 20) for _ in range(2))
    spots, other = ((x - x.min()) / (x.max() - x.min()) for x in (spots, other))
    return spots, (1 - amount) * spots + amount * other


def test_ssim_of_equal_pictures_is_one():
    assert ssim(noise(0), noise(0)) == pytest.approx(1.0, abs=1e-6)


def test_ssim_of_two_flat_greys_is_their_luminance_term():
    # no variance: (2ab + C1) / (a^2 + b^2 + C1), with a 0.2, b 0.8, C1 0.0001
    assert ssim(flat(0.2), flat(0.8)) == pytest.approx(0.3201 / 0.6801, abs=1e-4)


def test_ssim_of_a_negative_is_below_zero_and_of_more_noise_lower():
    picture = noise(0)
    assert ssim(1 - picture, picture) < 0
    little, much = (np.clip(picture + amount * (noise(1) - 0.5), 0, 1) for amount in (0.1, 0.8))
    assert 1 > ssim(little, picture) > ssim(much, picture) > 0


@pytest.mark.parametrize("amount", [0.1, 0.6])
def test_ssim_is_that_of_scikit_image(amount):
    margin = 12  # equal in both, wider than the window: the libraries mirror edges differently
    a, b = (np.pad(picture, margin, constant_values=0.5) for picture in alike(2, 40, amount))
    theirs = structural_similarity(a, b, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)[1].mean()
    assert ssim(a, b) == pytest.approx(theirs, abs=1e-4)


@pytest.mark.parametrize(
    ("side", "scales"), [(10, 0), (11, 1), (21, 1), (22, 2), (32, 2), (64, 3), (128, 4), (175, 4), (176, 5), (1024, 5)]
)
def test_scales_that_a_side_has(side, scales):
    assert count_scales(side) == scales


@pytest.mark.parametrize("size", [32, 64, 128, 192])
@pytest.mark.parametrize("amount", [0.1, 0.6])
def test_ms_ssim_is_that_of_tensorflow(size, amount):
    import tensorflow as tf

    a, b = alike(size, size, amount)
    weights = np.array(SCALE_WEIGHTS[: count_scales(size)])
    theirs = tf.image.ssim_multiscale(a[..., None], b[..., None], 1.0, power_factors=tuple(weights / weights.sum()))
    assert ms_ssim(a, b) == pytest.approx(float(theirs), abs=1e-4)
    assert 0.05 < ms_ssim(a, b) < 0.999


def test_ms_ssim_of_equal_of_negative_and_of_flat_pictures():
    assert ms_ssim(noise(0, 64), noise(0, 64)) == pytest.approx(1.0, abs=1e-5)
    assert ms_ssim(1 - noise(0, 64), noise(0, 64)) == 0.0
    # flat: contrast and structure are 1, the luminance term of the coarsest of two scales to its weight, .2856 of .0448 + .2856
    assert ms_ssim(flat(0.2, 32), flat(0.8, 32)) == pytest.approx((0.3201 / 0.6801) ** (0.2856 / 0.3304), abs=1e-4)


def test_ms_ssim_of_too_small_a_picture():
    with pytest.raises(ValueError, match="needs 11 px"):
        ms_ssim(flat(0, 10), flat(0, 10))


def test_halving_takes_means_and_leaves_out_an_odd_edge():
    assert halve(np.array([[0, 2, 9], [4, 6, 9], [9, 9, 9]], np.float32)).tolist() == [[3.0]]


def drawing(ink: float) -> np.ndarray:
    """Two upright lines, 2 px wide, on white: [32,32]."""
    line = np.ones((32, 32), np.float32)
    line[:, 8:10] = line[:, 20:22] = ink
    return line


def painted(color: tuple, ink: float = 0.0) -> np.ndarray:
    return np.array(color, np.float32) * drawing(ink)[..., None]


@pytest.mark.parametrize("color", [(1, 1, 1), (0.9, 0.8, 0.1), (0.2, 0.3, 0.8)])
@pytest.mark.parametrize("ink", [0.0, 0.4, 0.9])
def test_the_contrast_of_a_multiplied_line_does_not_hang_on_the_colour(color, ink):
    contrast = line_contrast(painted(color, ink).mean(-1))
    assert contrast[:, 8:10] == pytest.approx(1 - ink, abs=1e-5)
    assert contrast[:, 12:18] == pytest.approx(0.0, abs=1e-6)


def test_no_line_can_be_seen_on_black():
    assert line_contrast(0.04 * drawing(0.0)).max() == 0.0


@pytest.mark.parametrize(("ink", "kept"), [(0.0, 1.0), (0.49, 1.0), (0.51, 0.0), (1.0, 0.0)])
def test_a_line_is_preserved_at_half_its_contrast_whatever_the_colour(ink, kept):
    assert line_preservation([painted((0.2, 0.3, 0.8), ink)], [painted((0.9, 0.8, 0.1))], [drawing(0.0)]) == kept


def test_lines_that_the_true_picture_lacks_do_not_count():
    truth = painted((0.9, 0.8, 0.1))
    truth[:, 20:22] = truth[:, 0:1]
    assert line_preservation([truth], [truth], [drawing(0.0)]) == 1.0
    erased = truth.copy()
    erased[:16, 8:10] = truth[:16, 0:1]  # half of the one line that is there
    assert line_preservation([erased], [truth], [drawing(0.0)]) == 0.5
    assert line_preservation([truth], [truth], [drawing(0.9)]) is None
