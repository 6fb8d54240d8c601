from data_tools.drawing.views import landscape


def test_sky_is_above_and_the_frame_is_filled(draw, main_color):
    for seed in range(12):
        picture = draw(landscape, seed)
        hue = main_color(picture, (slice(31, 38), slice(38, 58)))[0]
        assert 185 <= hue <= 300 or hue <= 60 or hue >= 345  # by day, or in the evening
        assert (picture[32:64, 32:64] == 255).all(axis=-1).mean() < 0.2
