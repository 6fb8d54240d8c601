import numpy as np
import pytest
import tensorflow as tf

from data_tools.pictures import read_with_alpha
from lineart_colorizer.imaging.ranges import to_float
from lineart_colorizer.serving.signatures import LINE_AND_HINT
from lineart_colorizer.serving.trials import Trial, make_inputs

TRIAL = Trial(count=2, height=20, width=30)


def spec(name: str, *shape, dtype=tf.float32) -> tf.TensorSpec:
    return tf.TensorSpec(shape, dtype, name)


def test_a_drawing_and_its_hint():
    inputs = make_inputs(LINE_AND_HINT, TRIAL)
    assert {name: (array.shape, array.dtype) for name, array in inputs.items()} == {
        "line": ((2, 20, 30, 1), np.float32),
        "hint": ((2, 20, 30, 4), np.float32),
    }
    assert set(np.unique(inputs["line"])) == {-1.0, 1.0}
    colors, mask = inputs["hint"][..., :3], inputs["hint"][..., 3:]
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert (np.abs(colors) == mask).all()
    assert not np.array_equal(inputs["line"][0], inputs["line"][1])


def test_a_trial_is_always_the_same_and_no_other():
    again, other = make_inputs(LINE_AND_HINT, TRIAL), make_inputs(LINE_AND_HINT, Trial(2, 20, 31))
    assert all(np.array_equal(array, again[name]) for name, array in make_inputs(LINE_AND_HINT, TRIAL).items())
    assert not np.array_equal(again["line"], other["line"][:, :, :30])


def test_pngs_are_the_same_pictures():
    inputs = make_inputs([*LINE_AND_HINT, *(spec(f"{name}_bytes", None, dtype=tf.string) for name in ("line", "hint"))], TRIAL)
    for line, png in zip(inputs["line"], inputs["line_bytes"], strict=True):
        assert (to_float(read_with_alpha(png)[0]) == line).all()
    for hint, png in zip(inputs["hint"], inputs["hint_bytes"], strict=True):
        colors, alpha = read_with_alpha(png)
        assert (alpha == 255 * hint[..., 3]).all()
        assert (to_float(colors)[alpha == 255] == hint[..., :3][alpha == 255]).all()


def test_noise_labels_and_seeds():
    noise = spec("noise", None, 5)
    label, seed = spec("label", None, dtype=tf.int32), spec("seed", dtype=tf.int32)
    inputs = make_inputs([noise, label, seed], TRIAL)
    assert (inputs["noise"].shape, inputs["noise"].dtype) == ((2, 5), np.float32)
    assert inputs["seed"].shape == ()
    assert inputs["label"].tolist() == [0, 0]  # who draws from noise knows no "none"
    assert make_inputs([*LINE_AND_HINT, label], TRIAL)["label"].tolist() == [-1, 0]


@pytest.mark.parametrize("name", ["source", "target"])
def test_pictures(name):
    picture = make_inputs([spec(name, None, None, None, 3)], TRIAL)[name]
    assert (picture.shape, picture.dtype) == ((2, 20, 30, 3), np.float32)
    assert -1.0 <= picture.min() < -0.9 < 0.9 < picture.max() <= 1.0
