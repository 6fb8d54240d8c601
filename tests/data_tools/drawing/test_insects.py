import numpy as np

from data_tools.drawing import insects


def test_ladybirds_are_red_or_orange(draw, main_color):
    for seed in range(6):
        hue = main_color(draw(insects.ladybird, seed), (slice(40, 56), slice(46, 64)))[0]
        assert hue < 40 or hue > 345


def test_bees_are_yellow(draw, main_color):
    for seed in range(6):
        assert 38 <= main_color(draw(insects.bee, seed), (slice(48, 64), slice(24, 72)))[0] <= 58


def test_butterflies_are_nearly_symmetric(draw):
    picture = draw(insects.butterfly, 0).astype(int)
    assert np.abs(picture - picture[:, ::-1]).mean() < 20


def test_snails_are_of_several_colours(draw, main_color):
    assert len({round(main_color(draw(insects.snail, seed))[0] / 20) for seed in range(12)}) >= 2
