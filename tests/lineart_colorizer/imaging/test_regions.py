import cv2
import numpy as np
import pytest

from lineart_colorizer.imaging import regions as module
from lineart_colorizer.imaging.ink import ink_mask


def segment(line: np.ndarray, **options) -> np.ndarray:
    """Of a drawing."""
    return module.segment(ink_mask(line), **options)


def page(height: int = 256, width: int = 256) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def circle(gap: int, *, radius: int = 80, thickness: int = 4) -> np.ndarray:
    """A circle on 256 x 256 with a gap of so many px, between the ends of its line, at its top."""
    line = page()
    cv2.circle(line, (128, 128), radius, 0, thickness)
    half = gap / 2
    line[: 128 - radius // 2, 128 - int(np.floor(half)) : 128 + int(np.ceil(half))] = 255
    return line


def agrees(regions: np.ndarray, truth: np.ndarray, allowed: float = 0.01) -> bool:
    """Whether each region of truth (int [H,W]) is one region, but for a share of its pixels, and a different one from the others."""
    found = []
    for number in range(int(truth.max()) + 1):
        votes = np.bincount(regions[truth == number])
        found.append(int(votes.argmax()))
        if votes.max() < (1 - allowed) * votes.sum():
            return False
    return len(set(found)) == len(found)


DISK = (np.hypot(*(np.mgrid[:256, :256] - 128)) < 80).astype(int)


@pytest.mark.parametrize("gap", [0, 1, 2, 4, 8])
def test_a_circle_with_a_gap_is_closed(gap):
    regions = segment(circle(gap))
    assert regions.max() == 1
    assert agrees(regions, DISK)


def test_a_wide_gap_is_an_opening():
    assert segment(circle(40)).max() == 0


def test_the_gap_that_closes_can_be_given():
    assert segment(circle(8), gap=4).max() == 0
    assert segment(circle(20), gap=28).max() == 1


def test_two_shapes_that_touch_are_two():
    line = page()
    cv2.rectangle(line, (20, 60), (128, 200), 0, 3)
    cv2.rectangle(line, (128, 60), (236, 200), 0, 3)
    truth = np.zeros((256, 256), int)
    truth[60:201, 20:129], truth[60:201, 129:237] = 1, 2
    regions = segment(line)
    assert regions.max() == 2
    assert agrees(regions, truth, 0.02)


def test_a_spiral_is_one_region():
    line = page()
    angles = np.linspace(0, 6 * np.pi, 400)
    radii = 20 + angles * 5
    points = np.stack([128 + radii * np.cos(angles), 128 + radii * np.sin(angles)], axis=1)
    cv2.polylines(line, [points.round().astype(np.int32)], False, 0, 3)
    assert segment(line).max() == 0


@pytest.mark.parametrize(("cut", "inside"), [(1, 1), (3, 2)])
def test_a_narrowing_of_one_shape_does_not_part_it_and_a_passage_does(cut, inside):
    line = page()
    cv2.rectangle(line, (20, 120), (236, 129), 0, 1)  # 8 px high inside
    line[121 : 121 + cut, 100:140] = line[129 - cut : 129, 100:140] = 0  # 6 px, of 8; or 2 px
    assert segment(line).max() == inside


def test_a_dead_end_belongs_to_its_shape():
    line = page()
    cv2.rectangle(line, (20, 20), (160, 160), 0, 2)
    cv2.rectangle(line, (160, 80), (230, 86), 0, 2)
    line[82:85, 158:163] = 255  # a corridor of 3 px leaves the box
    regions = segment(line)
    assert regions.max() == 1
    assert regions[83, 222] == regions[90, 90] != regions[0, 0]


@pytest.mark.parametrize("value", [255, 128, 0])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (16, 16), (130, 70)])
def test_an_empty_grey_or_black_page_is_one_region(shape, value):
    regions = segment(np.full(shape, value, np.uint8))
    assert regions.dtype == np.int32
    assert regions.shape == shape
    assert not regions.any()


def test_a_line_one_pixel_wide_holds_in_any_direction():
    line = page(64, 64)
    cv2.line(line, (0, 0), (63, 63), 0, 1)
    regions = segment(line)
    assert regions.max() == 1
    assert agrees(regions, np.tri(64, k=-1, dtype=int), 0.06)


def test_thin_grey_antialiased_lines_hold():
    line = page(512, 512)
    cv2.circle(line, (256, 256), 150, 100, 1, cv2.LINE_AA)
    assert segment(line).max() == 1


def test_a_tinted_scan_with_a_shadow_and_grain_is_as_the_drawing():
    line = cv2.GaussianBlur(circle(3), (0, 0), 0.7).astype(np.float32)
    shadow = np.linspace(0.95, 0.7, 256)[None]
    grain = np.random.default_rng(0).normal(0, 4, line.shape)
    scan = np.clip(line * shadow + grain, 0, 255).astype(np.uint8)
    regions = segment(scan)
    assert regions.max() == 1
    assert agrees(regions, DISK)


def test_pixels_under_a_line_belong_to_the_nearest_region():
    line = page(60, 101)
    line[:, 45:56] = 0  # columns 45 to 55: 45..49 are nearer to the left, 51..55 to the right
    regions = segment(line)
    assert (regions[:, :50] == regions[0, 0]).all()
    assert (regions[:, 51:] == regions[0, 100]).all()
    assert regions[0, 0] != regions[0, 100]


def test_specks_go_to_the_neighbour_with_the_longest_border():
    line = page()
    cv2.rectangle(line, (50, 50), (200, 200), 0, 3)
    cv2.circle(line, (120, 120), 3, 0, 1)  # holds some 20 px
    assert segment(line, smallest=1).max() == 2
    assert segment(line, smallest=100).max() == 1


def test_a_reduced_page_keeps_its_lines_and_its_thin_shapes(monkeypatch):
    line = page()
    cv2.circle(line, (128, 128), 80, 0, 1)
    cv2.rectangle(line, (10, 230), (100, 233), 0, 1)  # 2 px of paper inside, which no block of 4 px holds
    monkeypatch.setattr(module, "WORK_SIDE", 64)
    regions = segment(line, smallest=1)
    truth = DISK.copy()
    truth[230:234, 10:101] = 2
    assert regions.max() == 2
    assert agrees(regions[DISK > 0][None], np.zeros((1, DISK.sum()), int), 0.03)
    assert regions[231, 50] not in (regions[0, 0], regions[128, 128])


def test_sizes_that_the_reduction_does_not_divide(monkeypatch):
    monkeypatch.setattr(module, "WORK_SIDE", 50)
    line = page(131, 70)
    line[60:63] = 0
    regions = segment(line)
    assert regions.shape == (131, 70)
    assert regions.max() == 1
    assert (regions[:60] == regions[0, 0]).all()
    assert (regions[63:] == regions[130, 69]).all()
