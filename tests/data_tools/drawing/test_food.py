from data_tools.drawing import food


def test_fruit_is_of_several_kinds(draw, main_color):
    hues = [main_color(draw(food.fruit, seed))[0] for seed in range(24)]
    assert any(40 <= hue <= 62 for hue in hues) and any(hue < 15 or hue > 340 for hue in hues)
    assert not any(170 <= hue <= 250 for hue in hues)  # none is blue


def test_cones_are_of_waffle(draw, main_color):
    for seed in range(6):
        assert 20 <= main_color(draw(food.icecream, seed), (slice(58, 72), slice(40, 56)))[0] <= 45


def test_cakes_and_cups_vary(draw):
    for thing in (food.cake, food.cup):
        assert len({draw(thing, seed).tobytes() for seed in range(6)}) == 6
