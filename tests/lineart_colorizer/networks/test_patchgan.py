import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks import patchgan


@pytest.fixture(scope="module")
def critic():
    keras.utils.set_random_seed(0)
    return patchgan.build_patchgan(filters=2)


def pair(height: int, width: int, batch: int = 1, seed: int = 0) -> dict:
    rng = np.random.default_rng(seed)
    return {
        "line": rng.uniform(-1.0, 1.0, (batch, height, width, 1)).astype(np.float32),
        "color": rng.uniform(-1.0, 1.0, (batch, height, width, 3)).astype(np.float32),
    }


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
def test_one_logit_for_each_8_x_8_pixels(critic, height, width):
    logits = critic(pair(height, width, batch=2)).numpy()
    assert logits.shape == (2, height // 8, width // 8, 1)
    assert np.isfinite(logits).all()
    assert logits.min() < 0.0 or logits.max() > 1.0  # raw logits, not probabilities
    assert logits.std() > 0.0


def test_a_pictures_logits_do_not_depend_on_the_batch(critic):
    """The gradient penalty holds picture by picture: nothing may be normalized over the batch."""
    inputs = pair(32, 32, batch=3)
    together = critic(inputs, training=True).numpy()
    for index in range(3):
        alone = critic({name: value[index : index + 1] for name, value in inputs.items()}, training=True).numpy()
        np.testing.assert_allclose(alone[0], together[index], atol=1e-5)


@pytest.mark.parametrize("name", ["line", "color"])
def test_sees_drawing_and_picture_together(critic, name):
    inputs = pair(32, 32)
    changed = inputs | {name: pair(32, 32, seed=1)[name]}
    assert np.abs(critic(inputs).numpy() - critic(changed).numpy()).max() > 1e-3


def test_a_logit_judges_one_patch_of_the_size_that_the_module_says(critic):
    said = int(re.search(r"about (\d+) px", patchgan.__doc__).group(1))
    inputs = {name: tf.constant(value) for name, value in pair(160, 160).items()}
    with tf.GradientTape() as tape:
        tape.watch(inputs["color"])
        logit = critic(inputs)[0, 10, 10, 0]
    seen = np.abs(tape.gradient(logit, inputs["color"])).max(axis=(0, 3)) > 0.0
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    for side in (rows, columns):
        assert side[-1] - side[0] + 1 == pytest.approx(said, rel=0.1)
        assert abs((side[0] + side[-1]) / 2 - 84) <= 8  # around its own 8 x 8 pixels, 80 to 87
