from data_tools.drawing import buildings


def test_roofs_are_red_or_brown(draw, main_color):
    for seed in range(8):
        assert main_color(draw(buildings.house, seed), (slice(30, 42), slice(42, 54)))[0] < 30


def test_castles_have_towers_on_both_sides(draw):
    for seed in range(4):
        painted = (draw(buildings.castle, seed) < 250).any(axis=-1)
        assert painted[40:70, 28:34].mean() > 0.5 and painted[40:70, 62:68].mean() > 0.5
