import numpy as np
import pytest

from data_tools.pictures import write_png
from data_tools.prepare import prepare
from lineart_colorizer.pipeline.palette import measure_palette, sample_colors

RED, BLUE = (200, 30, 40), (20, 60, 180)


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    """Three red pictures and one blue one, each of one flat colour, but for a pixel, all kept."""
    folder = tmp_path_factory.mktemp("flat")
    for index, color in enumerate((RED, RED, RED, BLUE)):
        picture = np.full((32, 32, 3), color, np.uint8)
        picture[index, 0] += 1
        write_png(folder / f"{index}.png", picture)
    return prepare(folder, folder / "out", size=32, val=0, workers=1, filters="none", keep_duplicates=True)


def test_the_palette_is_the_colors_and_their_shares_the_most_frequent_first(flat):
    assert flat.counts["train"] == 4
    colors, shares = measure_palette(flat, 2, seed=0)
    assert (colors.dtype, shares.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(colors * 255, [RED, BLUE], atol=1.0)
    np.testing.assert_allclose(shares, [0.75, 0.25])


def test_more_entries_than_colors(flat):
    colors, shares = measure_palette(flat, 8, seed=0)
    assert (colors.shape, shares.shape) == ((8, 3), (8,))
    assert np.isfinite(colors).all()
    assert shares.sum() == pytest.approx(1.0)
    assert (np.diff(shares) <= 0.0).all()
    near_red, near_blue = (np.abs(colors * 255 - color).max(axis=1) < 3 for color in (RED, BLUE))
    assert (shares[near_red].sum(), shares[near_blue].sum()) == pytest.approx((0.75, 0.25))


def test_the_same_data_and_seed_give_the_same_palette(dataset):
    (colors, shares), again = measure_palette(dataset, 4, seed=3), measure_palette(dataset, 4, seed=3)
    np.testing.assert_array_equal(colors, again[0])
    np.testing.assert_array_equal(shares, again[1])
    assert (colors.min() >= 0.0, colors.max() <= 1.0) == (True, True)
    assert shares.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(colors[0], 1.0, atol=0.03)  # the drawings stand on white paper


def test_colors_are_sampled_off_the_lines(dataset):
    """The drawings' outlines are black; their fills are not."""
    colors = sample_colors(dataset, seed=0)
    assert colors.shape == (64 * dataset.counts["train"], 3)
    assert (colors.max(axis=1) < 60 / 255).mean() < 0.01
    np.testing.assert_array_equal(colors, sample_colors(dataset, seed=0))
    assert (colors != sample_colors(dataset, seed=1)).any()


def test_pictures_that_are_all_line_have_a_white_palette(tmp_path):
    """Hand-made pairs whose drawing is black all over: no pixel shows its colour."""
    for kind, pictures in (("color", (RED, BLUE)), ("line", ((0, 0, 0), (9, 9, 9)))):
        (tmp_path / "in" / kind).mkdir(parents=True)
        for index, value in enumerate(pictures):
            write_png(tmp_path / "in" / kind / f"{index}.png", np.full((32, 32, 3), value, np.uint8))
    colors, shares = measure_palette(prepare(tmp_path / "in", tmp_path / "out", size=32, val=0, workers=1, filters="none"), 3, seed=0)
    np.testing.assert_allclose(colors, 1.0, atol=1e-3)
    assert shares.sum() == pytest.approx(1.0)
