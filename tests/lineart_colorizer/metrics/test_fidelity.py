import numpy as np
import pytest

from lineart_colorizer.metrics.fidelity import chroma, fidelity, psnr, ssim, to_lab


def flat(*color: float, size: int = 16) -> np.ndarray:
    return np.full((size, size, 3), color, np.float32)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((32, 32, 3), np.float32)


@pytest.mark.parametrize(
    ("color", "lab"),
    [((1, 1, 1), (100, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((1, 0, 0), (53.24, 80.09, 67.20)), ((0, 0, 1), (32.30, 79.19, -107.86))],
)
def test_lab_of_known_colours(color, lab):
    assert to_lab(flat(*color))[3, 4] == pytest.approx(lab, abs=0.1)


@pytest.mark.parametrize("grey", [0.0, 0.2, 0.5, 1.0])
def test_grey_has_no_chroma(grey):
    assert chroma(flat(grey, grey, grey)) == pytest.approx(0.0, abs=0.1)  # OpenCV interpolates


def test_chroma_of_half_red_half_grey():
    picture = flat(1, 0, 0)
    picture[:8] = 0.5
    assert chroma(picture) == pytest.approx(np.hypot(80.09, 67.20) / 2, abs=0.1)


@pytest.mark.parametrize(("error", "expected"), [(0.1, 20.0), (0.01, 40.0), (1.0, 0.0)])
def test_psnr_of_a_constant_error(error, expected):
    assert psnr(flat(0, 0, 0) + error, flat(0, 0, 0)) == pytest.approx(expected, abs=1e-4)


def test_psnr_of_equal_pictures_is_80():
    assert psnr(noise(0), noise(0)) == pytest.approx(80.0)


def test_ssim_of_equal_pictures_is_one():
    assert ssim(noise(0), noise(0)) == pytest.approx(1.0, abs=1e-6)


def test_ssim_of_two_flat_greys_is_their_luminance_term():
    # no variance: (2ab + C1) / (a^2 + b^2 + C1), with a 0.2, b 0.8, C1 0.0001
    assert ssim(flat(0.2, 0.2, 0.2), flat(0.8, 0.8, 0.8)) == pytest.approx(0.3201 / 0.6801, abs=1e-4)


def test_ssim_of_a_negative_is_below_zero_and_of_more_noise_lower():
    picture = noise(0)
    assert ssim(1 - picture, picture) < 0
    little, much = (np.clip(picture + amount * (noise(1) - 0.5), 0, 1) for amount in (0.1, 0.8))
    assert 1 > ssim(little, picture) > ssim(much, picture) > 0


def test_means_over_pictures():
    red, grey, black, white = flat(1, 0, 0), flat(0.5, 0.5, 0.5), flat(0, 0, 0), flat(1, 1, 1)
    scores = fidelity([red, black], [red, white])
    assert list(scores) == ["l1", "psnr", "ssim", "lab", "chroma"]
    assert scores["l1"] == pytest.approx(0.5)
    assert scores["psnr"] == pytest.approx(40.0)
    assert scores["lab"] == pytest.approx(50.0, abs=0.01)
    assert scores["chroma"] == pytest.approx(1.0, abs=1e-3)
    assert fidelity([grey], [red])["chroma"] == pytest.approx(0.0, abs=1e-3)


def test_chroma_is_a_ratio_of_means_not_a_mean_of_ratios():
    red, grey = flat(1, 0, 0), flat(0.5, 0.5, 0.5)
    assert fidelity([red, red], [red, grey])["chroma"] == pytest.approx(2.0, abs=1e-3)


def test_as_many_predictions_as_pictures():
    with pytest.raises(ValueError, match="longer"):
        fidelity([noise(0)], [noise(0), noise(1)])
