import numpy as np
import pytest

from lineart_colorizer.metrics.fidelity import fidelity, psnr

RED, GREY, BLACK, WHITE = (1, 0, 0), (0.5, 0.5, 0.5), (0, 0, 0), (1, 1, 1)


def flat(*color: float, size: int = 16) -> np.ndarray:
    return np.full((size, size, 3), color, np.float32)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((32, 32, 3), np.float32)


def score(fake: list[tuple], true: list[tuple]) -> dict[str, float]:
    """Of flat pictures, on blank drawings."""
    return fidelity([flat(*color) for color in fake], [flat(*color) for color in true], [flat(*WHITE)[..., 0] for _ in true])


@pytest.mark.parametrize(("error", "expected"), [(0.1, 20.0), (0.01, 40.0), (1.0, 0.0)])
def test_psnr_of_a_constant_error(error, expected):
    assert psnr(flat(0, 0, 0) + error, flat(0, 0, 0)) == pytest.approx(expected, abs=1e-4)


def test_psnr_of_equal_pictures_is_80():
    assert psnr(noise(0), noise(0)) == pytest.approx(80.0)


def test_means_over_pictures():
    scores = score([RED, BLACK], [RED, WHITE])
    assert list(scores) == ["l1", "psnr", "ssim", "ms_ssim", "lab", "ciede2000", "chroma", "hue"]  # no line to preserve
    assert scores["l1"] == pytest.approx(0.5)
    assert scores["psnr"] == pytest.approx(40.0)
    assert scores["lab"] == pytest.approx(50.0, abs=0.01)
    assert scores["ciede2000"] == pytest.approx(50.0, abs=0.01)  # black to white is 100 by either formula
    assert [scores["ssim"], scores["ms_ssim"]] == pytest.approx([0.5, 0.5], abs=1e-3)
    assert [scores["chroma"], scores["hue"]] == pytest.approx([1.0, 1.0], abs=1e-3)
    assert score([GREY], [RED])["chroma"] == pytest.approx(0.0, abs=1e-3)


def test_chroma_is_a_ratio_of_means_not_a_mean_of_ratios():
    assert score([RED, RED], [RED, GREY])["chroma"] == pytest.approx(2.0, abs=1e-3)


def test_hue_is_left_out_where_nothing_is_coloured_and_lines_are_judged_where_they_are():
    assert "hue" not in score([RED], [GREY])
    truth = flat(*RED, size=32)
    truth[:, 10:12] = 0
    line = truth[..., 0]
    assert fidelity([truth], [truth], [line])["lines"] == 1.0
    assert fidelity([flat(*RED, size=32)], [truth], [line])["lines"] == 0.0


def test_as_many_predictions_as_pictures():
    with pytest.raises(ValueError, match="longer"):
        score([RED], [RED, RED])
