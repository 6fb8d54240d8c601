import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import encode_png
from lineart_colorizer.serving.verification import MOST, MOST_IN_PNGS, TRIALS, compare, verify


def test_the_largest_difference():
    expected, found = np.zeros((1, 2, 2, 3)), np.zeros((1, 2, 2, 3))
    found[0, 1, 0] = (0.25, -0.5, 0.0)
    assert compare(expected, found) == (0.5, MOST)
    assert pytest.approx(1 / 255) == MOST


@pytest.mark.parametrize("found", [np.zeros((1, 2, 2, 1)), np.full((1, 2, 2, 3), np.nan), np.full((1, 2, 2, 3), np.inf)])
def test_other_shapes_and_what_is_no_number(found):
    assert compare(np.zeros((1, 2, 2, 3)), found) == (np.inf, MOST)


def test_pngs_by_their_pictures():
    """One level of 8 bits is 2/255; rounding to levels may make one of next to nothing."""
    pictures = [np.full((4, 5, 3), value, np.uint8) for value in (100, 101, 103)]
    one, next_to_it, other = (np.array([encode_png(picture)], object) for picture in pictures)
    assert compare(one, one) == (0.0, MOST_IN_PNGS)
    difference, most = compare(one, next_to_it)
    assert difference == pytest.approx(2 / 255)
    assert difference < most < compare(one, other)[0]


def test_trials_are_three_sizes_of_which_one_needs_padding():
    assert len({(trial.height, trial.width) for trial in TRIALS}) == 3
    assert any(trial.height % 32 and trial.width % 32 for trial in TRIALS)


def test_what_is_a_little_off_is_said(live):
    def near(**inputs):
        made = live.module.colorize_label(**inputs)
        return made | {"layer": made["layer"] + 0.001}

    assert verify(live, {"colorizer": near}, "onnx") == pytest.approx(0.001, rel=0.01)


def test_what_is_far_off_is_refused(live):
    def far(**inputs):
        made = live.module.colorize_label(**inputs)
        return made | {"layer": made["layer"] + 0.01}

    with pytest.raises(InputError) as refused:
        verify(live, {"colorizer": far}, "onnx")
    assert str(refused.value) == (
        "the onnx export differs from the model: layer of colorizer by 0.0100 (0.0039 at most) for 1 of 64 x 64 px; "
        "nothing was exported: choose another --format"
    )


def test_what_does_not_run_is_refused(live):
    def broken(**inputs):
        raise RuntimeError("no kernel\nfor this")

    with pytest.raises(InputError) as refused:
        verify(live, {"colorizer": broken}, "openvino")
    said = "the openvino export cannot be run: colorizer of 1 of 64 x 64 px: no kernel for this; nothing was exported"
    assert str(refused.value) == said
