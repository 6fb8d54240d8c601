import pytest

from data_tools.drawing import pets


@pytest.mark.parametrize("animal", [pets.cat, pets.dog, pets.rabbit, pets.bear, pets.sheep])
def test_fur_is_grey_brown_or_orange(draw, main_color, animal):
    for seed in range(8):
        hue, saturation, _ = main_color(draw(animal, seed))
        assert saturation < 0.2 or 5 <= hue <= 60
