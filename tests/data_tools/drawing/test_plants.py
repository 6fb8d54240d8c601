from data_tools.drawing import plants

CROWN = (slice(24, 50), slice(30, 66))


def test_most_tree_crowns_are_green(draw, main_color):
    hues = [main_color(draw(plants.tree, seed), CROWN)[0] for seed in range(24)]
    assert sum(75 <= hue <= 165 for hue in hues) >= 16


def test_cactuses_are_green(draw, main_color):
    for seed in range(6):
        assert 95 <= main_color(draw(plants.cactus, seed), CROWN)[0] <= 160


def test_mushroom_caps_are_red_or_brown(draw, main_color):
    for seed in range(6):
        hue = main_color(draw(plants.mushroom, seed), CROWN)[0]
        assert hue < 45 or hue > 350


def test_flowers_are_of_many_colours(draw, main_color):
    assert len({round(main_color(draw(plants.flower, seed), (slice(24, 48), slice(24, 72)))[0] / 30) for seed in range(20)}) >= 4
