from data_tools.drawing import birds


def test_chicks_are_yellow(draw, main_color):
    for seed in range(6):
        assert 38 <= main_color(draw(birds.chick, seed), (slice(26, 44), slice(30, 66)))[0] <= 60


def test_birds_are_of_many_colours(draw, main_color):
    assert len({round(main_color(draw(birds.bird, seed))[0] / 30) for seed in range(16)}) >= 4


def test_owls_are_brown_or_grey(draw, main_color):
    for seed in range(6):
        hue, saturation, _ = main_color(draw(birds.owl, seed))
        assert saturation < 0.2 or 5 <= hue <= 45
