import importlib.util
import pathlib

import cv2
import numpy as np
import pytest

from data_tools.demo import draw_picture
from data_tools.line_extraction import dilation
from lineart_colorizer.metrics.scores import ORDER, format_scores, score_pictures

SCORER = pathlib.Path(__file__).resolve().parents[4] / "shared" / "bench" / "score.py"


@pytest.fixture(scope="module")
def scorer():
    """The independent scorer that results are judged by."""
    if not SCORER.exists():
        pytest.skip(f"no {SCORER}: there is nothing independent to compare with here")
    spec = importlib.util.spec_from_file_location("bench_score", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def demo_pictures(size: int, count: int = 6) -> tuple[list, list, list]:
    """Spoilt pictures (blurred and noisy, or also with their channels turned), true ones, drawings: uint8."""
    rng = np.random.default_rng(0)
    colors = [draw_picture(3, index, size)[0] for index in range(count)]
    fake_colors = []
    for index, color in enumerate(colors):
        fake = cv2.GaussianBlur(color, (0, 0), 1.5) + rng.normal(0, 8, color.shape)
        fake_colors.append(np.clip(np.roll(fake, index % 3, -1), 0, 255).astype(np.uint8))
    return fake_colors, colors, [dilation(color, "") for color in colors]


@pytest.mark.parametrize("size", [128, 200])
def test_the_same_numbers_as_the_independent_scorer(scorer, size):
    pictures = demo_pictures(size)
    ours = score_pictures(*pictures)

    def at_size(picture):
        rgb = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
        return (rgb if size == 128 else cv2.resize(rgb, (128, 128), interpolation=cv2.INTER_AREA)).astype(np.float32) / 255.0

    triples = [[at_size(picture) for picture in triple] for triple in zip(*pictures, strict=True)]
    theirs = scorer.score((fake, true) for fake, true, _ in triples) | scorer.score_regions(triples)
    assert theirs.pop("n") == len(triples)
    assert set(ours) == set(theirs)
    assert 0 < theirs["right"] < 1
    assert 0 < theirs["rare"] < 1
    for name, expected in theirs.items():  # theirs are rounded, some to two digits
        assert ours[name] == pytest.approx(expected, abs=0.0051 if name in ("psnr", "bleed", "bleed_true") else 0.00051), name


def test_a_perfect_answer():
    _, colors, lines = demo_pictures(128, 2)
    scores = score_pictures(colors, colors, lines)
    assert (scores["l1"], scores["lab"], scores["palette"], scores["paper"]) == (0, 0, 0, 0)
    assert (scores["right"], scores["rare"], scores["chroma"]) == (1, 1, 1)
    assert (scores["psnr"], scores["ssim"]) == pytest.approx((80, 1))
    assert scores["bleed"] == scores["bleed_true"]


def test_other_sizes_are_reduced_to_128_first():
    color = np.zeros((256, 256, 3), np.uint8)
    fake = color.copy()
    fake[::2, ::2] = 255  # a fine grid: a quarter of the light everywhere, once reduced
    scores = score_pictures([fake], [color], [np.full((256, 256), 255, np.uint8)])
    assert scores["l1"] == pytest.approx(0.25, abs=0.002)
    assert scores["psnr"] == pytest.approx(-20 * np.log10(0.25), abs=0.05)


def test_the_scores_in_one_line():
    scores = {"chroma": 0.5, "right": 0.123456, "l1": 1.0, "bleed_true": 9.0}
    assert format_scores(scores) == "right 0.123  l1 1  chroma 0.5"
    assert ORDER[:5] == ("right", "rare", "palette", "bleed", "paper")
