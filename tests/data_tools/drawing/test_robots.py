from data_tools.drawing.robots import robot


def test_many_are_of_grey_metal(draw, main_color):
    saturations = [main_color(draw(robot, seed))[1] for seed in range(16)]
    assert min(saturations) < 0.25 < 0.5 < max(saturations)
