import pytest

from data_tools.drawing import vehicles


def test_boats_float_on_blue_water(draw, main_color):
    for seed in range(8):
        assert 185 <= main_color(draw(vehicles.boat, seed), (slice(67, 70), slice(30, 66)))[0] <= 222


@pytest.mark.parametrize("vehicle", [vehicles.car, vehicles.balloon, vehicles.rocket])
def test_paint_varies(draw, main_color, vehicle):
    assert len({round(main_color(draw(vehicle, seed))[0] / 40) for seed in range(16)}) >= 3


def test_wheels_are_dark(draw):
    for seed in range(4):
        picture = draw(vehicles.car, seed)
        assert (picture[58:70, 28:70].max(axis=-1) < 105).mean() > 0.3
