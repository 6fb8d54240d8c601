from data_tools.drawing.people import face

CHEEK = (slice(44, 52), slice(40, 57))


def test_skin_is_of_human_hues_light_and_dark(draw, main_color):
    tones = [main_color(draw(face, seed), CHEEK) for seed in range(24)]
    human = [tone for tone in tones if tone[0] < 45 or tone[0] > 350]
    assert len(human) >= 22
    assert min(value for *_, value in tones) < 0.6 < 0.9 < max(value for *_, value in tones)
