import keras
import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.networks.patchgan import FORMS, build_patchgan, parse_critic, verdict

PATCH = {"50": 52, "1": 1, "16": 16, "70": 70}  # side in px, as the module says
SHARE = {"50": 8, "1": 1, "16": 2, "70": 8}  # px of a side for each logit


def critic_of(**settings):
    keras.utils.set_random_seed(0)
    return build_patchgan(filters=2, **settings)


@pytest.fixture(scope="module")
def critics():
    return {field: critic_of(critic=field) for field in FORMS}


def pair(height: int, width: int, batch: int = 1, seed: int = 0) -> dict:
    rng = np.random.default_rng(seed)
    return {
        "line": rng.uniform(-1.0, 1.0, (batch, height, width, 1)).astype(np.float32),
        "color": rng.uniform(-1.0, 1.0, (batch, height, width, 3)).astype(np.float32),
    }


def seen_by(logit_of, inputs: dict, name: str = "color") -> np.ndarray:
    """bool [H,W]: the pixels on which the logit that logit_of(inputs) returns depends."""
    inputs = {key: tf.constant(value) for key, value in inputs.items()}
    with tf.GradientTape() as tape:
        tape.watch(inputs[name])
        logit = logit_of(inputs)
    return np.abs(tape.gradient(logit, inputs[name])).max(axis=(0, 3)) > 0.0


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
@pytest.mark.parametrize("field", FORMS)
def test_shapes_and_raw_logits(critics, field, height, width):
    logits = critics[field](pair(height, width, batch=2)).numpy()
    assert logits.shape == ((2, 1) if field == "image" else (2, height // SHARE[field], width // SHARE[field], 1))
    assert np.isfinite(logits).all()
    assert logits.std() > 0.0
    assert logits.min() < 0.0 or logits.max() > 1.0 or field == "image"  # raw logits, not probabilities


@pytest.mark.parametrize("name", ["line", "color"])
@pytest.mark.parametrize("field", PATCH)
def test_a_logit_depends_on_exactly_its_patch(critics, field, name):
    """Measured: its gradient is nonzero on a full square of the patch's side around its own pixels, and nowhere else."""
    at = 80 // SHARE[field]
    seen = seen_by(lambda inputs: critics[field](inputs)[0, at, at, 0], pair(160, 160), name)
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    for side in (rows, columns):
        assert side[-1] - side[0] + 1 == PATCH[field]
        assert abs((side[0] + side[-1]) / 2 - (80 + (SHARE[field] - 1) / 2)) <= PATCH[field] / 8
    assert seen.sum() == PATCH[field] ** 2


def test_the_whole_image_is_seen_by_its_one_logit(critics):
    assert seen_by(lambda inputs: critics["image"](inputs)[0, 0], pair(128, 160)).all()


@pytest.mark.parametrize("field", FORMS)
def test_a_pictures_logits_do_not_depend_on_the_batch(critics, field):
    """The gradient penalty holds picture by picture: nothing may be normalized over the batch."""
    inputs = pair(32, 32, batch=3)
    together = critics[field](inputs, training=True).numpy()
    for index in range(3):
        alone = critics[field]({name: value[index : index + 1] for name, value in inputs.items()}, training=True).numpy()
        np.testing.assert_allclose(alone[0], together[index], atol=1e-5)


def test_the_default_is_the_small_folded_one(critics):
    """Its names and weights are those of every run so far: level_0 to level_2 and logits."""
    names = [variable.path for variable in critic_of().variables]
    assert names == [variable.path for variable in critics["50"].variables]
    assert names == [f"{layer}/{kind}" for layer in ("level_0", "level_1", "level_2", "logits") for kind in ("kernel", "bias")]
    assert critic_of().get_layer("level_0").kernel.shape == (4, 4, 16, 2)


def test_several_critics_judge_side_by_side():
    """Each has weights of its own, and its own patch."""
    inputs = pair(64, 64)
    critic = critic_of(critic="16, 70,image")
    logits, label = verdict(critic(inputs))
    assert [value.shape for value in logits] == [(1, 32, 32, 1), (1, 8, 8, 1), (1, 1)]
    assert label is None
    critic.get_layer("level_0_16").kernel.assign_add(tf.ones((4, 4, 4, 2)))
    after, _ = verdict(critic(inputs))
    assert [bool(np.any(one != other)) for one, other in zip(logits, after, strict=True)] == [True, False, False]


def test_one_critic_of_other_pictures():
    """Without a drawing, as unpaired pictures have none."""
    critic = critic_of(critic="16", channels={"color": 3})
    assert critic({"color": pair(32, 32)["color"]}).shape == (1, 16, 16, 1)


@pytest.mark.parametrize("critic", ["50", "16,image"])
def test_a_head_tells_classes_apart(critic):
    logits, label = verdict(critic_of(critic=critic, classes=5)(pair(32, 32, batch=2)))
    assert len(logits) == len(critic.split(","))
    assert label.shape == (2, 5)
    assert label.numpy().std() > 0.0


@pytest.mark.parametrize("critic", ["50", "image"])
def test_spectral_norm_holds_every_layers_largest_singular_value_at_1(critic):
    network = critic_of(critic=critic, spectral_norm=True, classes=3)
    for _ in range(25):  # each call is one power iteration
        network(pair(32, 32), training=True)
    kernels = [weight.numpy() for weight in network.trainable_variables if weight.path.endswith("kernel")]
    assert len(kernels) == len(FORMS[critic].levels) + (3 if critic == "image" else 2)
    for kernel in kernels:
        assert np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]), compute_uv=False)[0] == pytest.approx(1.0, abs=0.05)


def test_the_power_iteration_goes_on_where_it_was_after_a_restore(tmp_path):
    inputs, critic, fresh = (
        pair(16, 16),
        critic_of(critic="1", spectral_norm=True),
        build_patchgan(filters=2, critic="1", spectral_norm=True),
    )
    critic(inputs, training=True)
    tf.train.Checkpoint(critic=fresh).restore(tf.train.Checkpoint(critic=critic).save(str(tmp_path / "critic"))).assert_consumed()
    np.testing.assert_array_equal(fresh(inputs, training=True), critic(inputs, training=True))


@pytest.mark.parametrize(
    ("critic", "said"),
    [
        ("64", "critic '64': choose 50, 1, 16, 70, image, or several divided by commas, as in 16,70"),
        ("70,", "critic '': choose 50, 1, 16, 70, image, or several divided by commas, as in 16,70"),
        ("70,16,70", "critic 70,16,70: each but once"),
    ],
)
def test_another_critic_is_refused(critic, said):
    with pytest.raises(ValueError) as refused:
        build_patchgan(critic=critic)
    assert str(refused.value) == said
    assert parse_critic("70, image") == ("70", "image")
