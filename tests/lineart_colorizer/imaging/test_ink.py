import numpy as np

from lineart_colorizer.imaging.ink import ink_mask


def test_ink_is_darker_than_four_fifths_of_the_paper():
    line = np.full((40, 40), 250, np.uint8)
    line[:, 10], line[:, 20], line[:, 30] = 0, 198, 205  # 250 * 0.8 = 200
    assert np.flatnonzero(ink_mask(line).all(axis=0)).tolist() == [10, 20]
    assert ink_mask(line).sum() == 2 * 40


def test_tinted_paper_is_no_ink():
    line = np.full((300, 400), 170, np.uint8)
    line[100:103] = 90
    assert np.flatnonzero(ink_mask(line).all(axis=1)).tolist() == [100, 101, 102]
    assert ink_mask(line).sum() == 3 * 400


def test_a_shadow_is_no_ink_and_lines_in_it_are():
    line = np.broadcast_to(np.linspace(250, 160, 600), (300, 600)).astype(np.uint8)
    line[150] = line[150] // 2
    mask = ink_mask(line)
    assert mask[150].all()
    assert mask.sum() == 600


def test_a_large_black_area_is_ink():
    line = np.full((300, 300), 255, np.uint8)
    line[50:250, 50:250] = 0
    assert ink_mask(line)[60:240, 60:240].all()
    assert not ink_mask(line)[:45].any()


def test_pages_without_contrast_have_none():
    for value in (255, 90, 0):
        assert not ink_mask(np.full((1, 1), value, np.uint8)).any()
        assert not ink_mask(np.full((50, 70), value, np.uint8)).any()
