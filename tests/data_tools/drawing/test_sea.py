from data_tools.drawing import sea


def test_whales_are_blue(draw, main_color):
    for seed in range(6):
        assert 195 <= main_color(draw(sea.whale, seed), (slice(36, 50), slice(30, 66)))[0] <= 225


def test_fish_and_octopus_are_of_many_colours(draw, main_color):
    for animal in (sea.fish, sea.octopus):
        assert len({round(main_color(draw(animal, seed))[0] / 30) for seed in range(16)}) >= 4
