import numpy as np
import pytest

from lineart_colorizer.networks.transfer import transferred

RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
STORED = {
    "palette/colors": np.array([RED, GREEN], np.float32),
    "palette/shares": np.array([0.9, 0.1], np.float32),
    "fine_votes/kernel": np.array([[[[10.0, 20.0]]]], np.float32),
    "fine_votes/bias": np.array([1.0, 2.0], np.float32),
    "encode_1/bias": np.array([5.0, 6.0], np.float32),
    "label_features/kernel": np.ones((3, 2), np.float32),
    "level_0_bounded/label/kernel": np.ones((2, 3), np.float32),
}
OWN = {
    "palette/colors": np.array([(0.1, 0.8, 0.1), (0.9, 0.2, 0.2), (0.7, 0.0, 0.1)], np.float32),  # a green and two reds
    "palette/shares": np.array([0.5, 0.3, 0.2], np.float32),
}


def test_each_color_begins_with_the_votes_of_the_nearest_stored_one():
    found = transferred(STORED, OWN, same_classes=True, same_names=True)
    assert found["fine_votes/kernel"].tolist() == [[[[20.0, 10.0, 10.0]]]]
    assert found["fine_votes/bias"].tolist() == [2.0, 1.0, 1.0]
    assert found["encode_1/bias"].tolist() == [5.0, 6.0]
    for name in OWN:  # measured in the new data
        assert found[name] is OWN[name]


def test_without_palettes_votes_are_rgb_and_stay():
    stored = {name: value for name, value in STORED.items() if "palette" not in name}
    assert transferred(stored, {}, same_classes=True, same_names=True) == stored


@pytest.mark.parametrize(("stored", "own"), [(STORED, {}), ({name: STORED[name] for name in ("fine_votes/bias", "encode_1/bias")}, OWN)])
def test_votes_for_a_palette_mean_nothing_as_rgb(stored, own):
    found = transferred(stored, own, same_classes=True, same_names=True)
    assert "encode_1/bias" in found
    assert not any("votes" in name for name in found)


def test_label_layers_of_other_classes_are_left_out():
    assert {"label_features/kernel", "level_0_bounded/label/kernel"} <= transferred(STORED, OWN, same_classes=True, same_names=True).keys()
    assert not any("label" in name for name in transferred(STORED, OWN, same_classes=False, same_names=False))


def test_words_that_are_others_are_not_taken_over():
    stored = {"naming/kernel": np.ones((4, 5)), "label_features/kernel": np.ones((4, 5))}
    assert transferred(stored, {}, same_classes=True, same_names=False).keys() == {"label_features/kernel"}
