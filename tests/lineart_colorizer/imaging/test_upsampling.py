import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging import upsampling
from lineart_colorizer.imaging.scaling import resize
from lineart_colorizer.imaging.upsampling import as_float, cut, double, enlarge, first_trust, halve, spread

RED, BLUE = np.array([1, 0, 0], np.float32), np.array([0, 0, 1], np.float32)


def whole(layer: np.ndarray, line: np.ndarray) -> np.ndarray:
    return np.concatenate([band for _, band in enlarge(layer, line)])


def error(layer: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    return float(np.abs(layer - truth)[where].max())


def test_halving_keeps_the_darkest():
    line = np.array([[255, 255, 9], [255, 3, 255], [255, 255, 8]], np.uint8)
    assert halve(line).tolist() == [[3, 9], [255, 8]]


def test_first_trust_is_in_what_is_clear_of_lines():
    line = np.full((1, 6), 255, np.uint8)
    line[0, 1] = 177  # 178 is no wall
    assert first_trust(line).tolist() == [pytest.approx([1e-2, 1e-4, 1e-2, 1, 1, 1])]


def test_colours_spread_up_to_a_line_and_onto_it():
    line = np.full((1, 7), 255, np.uint8)
    line[0, 4] = 0
    layer = np.zeros((1, 7, 3), np.float32)
    layer[0, 0], layer[0, 5:] = RED, BLUE
    trust = np.array([[1, 1e-2, 1e-2, 1e-2, 1e-4, 1, 1]], np.float32)
    spreaded, trusted = spread(layer, trust, line, 2)
    # the mean of a pixel and its neighbours, by trust; above and below, at the border, a pixel is its own neighbour: counted three times
    assert spreaded[0, 1, 0] > 0.95  # first step 1 / (1 + 3 * .01 + .01) = .96
    assert spreaded[0, 2, 0] > 0.7
    assert (spreaded[0, 3, 2], spreaded[0, 5].tolist()) == (pytest.approx(0, abs=0.03), BLUE.tolist())
    assert spreaded[0, 4, 2] > 0.95
    assert trusted[0].tolist() == pytest.approx([1, 1, 1, 1e-2, 1e-4, 1, 1])


def test_doubling_by_hand():
    """Without lines, a linear enlargement: 3/4 of the nearer, 1/4 of the farther. An untrusted small pixel gives next to nothing."""
    layer = np.array([[[0, 0, 0], [1, 1, 1]]], np.float32)
    white = np.full((2, 4), 255, np.uint8)
    made, _ = double(layer, np.ones((1, 2), np.float32), white)
    assert made[..., 0] == pytest.approx(np.array([[0, 0.25, 0.75, 1]] * 2))
    made, _ = double(layer, np.array([[1, 1e-4]], np.float32), white)
    assert made[0, :3, 0] == pytest.approx([0, 0, 0], abs=1e-3)


@pytest.mark.parametrize("thick", [1, 2, 5])
@pytest.mark.parametrize("angle", ["upright", "slanted"])
def test_colours_stop_at_thin_lines(thick, angle):
    """Two colours meet under a line, mixed over one working pixel, as by a network; sixteen times as large, none has crossed."""
    height = width = 256
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    border = 131 if angle == "upright" else 131 + (down - 128) // 3
    left = across < border
    truth = np.where(left[..., None], RED, BLUE)
    line = np.where((across >= border) & (across < border + thick), 0, 255).astype(np.uint8)
    small = cv2.GaussianBlur(resize(truth, 16, 16), (3, 3), 0.5)
    made = whole(small, line)
    plain = resize(small, height, width)
    white = line == 255
    assert error(plain, truth, white) > 0.5  # what a plain enlargement would have mixed
    assert np.abs(made - truth)[white].mean() < 0.15 * np.abs(plain - truth)[white].mean()
    if angle == "upright":
        assert error(made, truth, white) < 0.02


def test_what_lies_far_from_lines_is_as_smooth_as_a_plain_enlargement():
    rng = np.random.default_rng(0)
    small = cv2.GaussianBlur(rng.random((16, 16, 3)).astype(np.float32), (5, 5), 1.0)
    line = np.full((128, 128), 255, np.uint8)
    assert np.abs(whole(small, line) - resize(small, 128, 128)).mean() < 0.01


@pytest.mark.parametrize("shape", [(100, 150), (127, 129), (257, 131), (40, 333)])
def test_colours_lie_where_they_belong_at_any_size(shape):
    """A ramp stays a ramp: no shift where the sides are no multiples."""
    height, width = shape
    ramp = np.repeat(((np.arange(width) + 0.5) / width)[None], height, 0).astype(np.float32)
    truth = np.dstack([ramp] * 3)
    small = resize(truth, *(round(side * 16 / min(shape)) for side in shape))
    made = whole(small, np.full(shape, 255, np.uint8))
    inner = slice(width // 10, -width // 10)
    assert np.abs(made - truth)[:, inner].max() < 0.01


def test_bands_have_no_seams(monkeypatch):
    rng = np.random.default_rng(1)
    small, line = rng.random((20, 30, 3)).astype(np.float32), np.full((333, 500), 255, np.uint8)
    for _ in range(12):
        cv2.line(line, *(rng.integers(0, 333, 2).tolist() for _ in range(2)), 0, 2)
    at_once = whole(small, line)
    monkeypatch.setattr(upsampling, "BAND", 32)
    assert np.abs(whole(small, line) - at_once).max() < 1e-5
    assert np.abs(whole(small, line[:39, :58]) - whole(small, line[:39, :58])).max() == 0


def test_bands_cover_every_row_once(monkeypatch):
    monkeypatch.setattr(upsampling, "BAND", 4)
    assert list(cut(10, 2)) == [
        (slice(0, 4), slice(0, 6), slice(0, 4)),
        (slice(4, 8), slice(2, 10), slice(2, 6)),
        (slice(8, 10), slice(6, 10), slice(2, 4)),
    ]


def test_a_page_of_the_layer_s_size_gets_the_layer_and_a_smaller_one_the_mean_of_areas():
    layer = np.random.default_rng(2).random((32, 32, 3)).astype(np.float32)
    line = np.zeros((32, 32), np.uint8)
    assert (whole(layer, line) == layer).all()
    assert whole(layer, line[:16, :16]) == pytest.approx(layer.reshape(16, 2, 16, 2, 3).mean((1, 3)), abs=1e-6)


def test_bytes_are_floats():
    layer = np.full((4, 4, 3), 51, np.uint8)
    assert as_float(layer)[0, 0].tolist() == pytest.approx([0.2] * 3)
    assert whole(layer, np.full((16, 16), 255, np.uint8)) == pytest.approx(np.full((16, 16, 3), 0.2))
