import json
import pathlib

import numpy as np
import pytest

from lineart_colorizer.metrics.scores import ORDER, at_size, format_scores, score_pictures
from tools.golden_scores import demo_pictures

GOLDEN = json.loads((pathlib.Path(__file__).parents[2] / "golden" / "scores.json").read_text())


@pytest.mark.parametrize("size", [128, 200])
def test_the_same_numbers_as_the_independent_scorer(size):
    theirs = dict(GOLDEN["scores"][str(size)])
    ours = score_pictures(*demo_pictures(size, theirs.pop("n")))
    assert {"right", "rare", "palette", "bleed", "bleed_true", "paper", "l1", "psnr", "ssim", "lab", "chroma"} == set(theirs)
    assert {name: ours[name] for name in theirs} == pytest.approx(theirs, abs=1e-3)
    assert 0 < theirs["right"] < 1
    assert 0 < theirs["rare"] < 1


def test_a_perfect_answer():
    _, colors, lines = demo_pictures(128, 2)
    scores = score_pictures(colors, colors, lines)
    assert (scores["l1"], scores["lab"], scores["palette"], scores["paper"]) == (0, 0, 0, 0)
    assert [scores[name] for name in ("right", "rare", "hue", "lines", "chroma")] == [1, 1, 1, 1, 1]
    assert [scores[name] for name in ("psnr", "ssim", "ms_ssim")] == pytest.approx([80, 1, 1])
    assert scores["ciede2000"] == 0
    assert scores["bleed"] == scores["bleed_true"]


def test_other_sizes_are_reduced_to_128_first():
    color = np.zeros((256, 256, 3), np.uint8)
    fake = color.copy()
    fake[::2, ::2] = 255  # a fine grid: a quarter of the light everywhere, once reduced
    scores = score_pictures([fake], [color], [np.full((256, 256), 255, np.uint8)])
    assert scores["l1"] == pytest.approx(0.25, abs=0.002)
    assert scores["psnr"] == pytest.approx(-20 * np.log10(0.25), abs=0.05)


def test_pictures_and_lines_at_the_size_of_the_scores():
    picture = np.zeros((256, 256, 3), np.uint8)
    picture[::2] = 255
    assert at_size(picture).shape == (128, 128, 3)
    np.testing.assert_allclose(at_size(picture), 0.5, atol=0.002)
    assert at_size(np.full((128, 128), 51, np.uint8))[0, 0] == np.float32(0.2)


def test_the_scores_in_one_line():
    scores = {"chroma": 0.5, "right": 0.123456, "l1": 1.0, "bleed_true": 9.0}
    assert format_scores(scores) == "right 0.123  l1 1  chroma 0.5"
    assert ORDER[:5] == ("right", "rare", "palette", "bleed", "paper")
