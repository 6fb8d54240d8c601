import keras
import numpy as np
import pytest

from lineart_colorizer.networks.dcgan import SIZES, build_critic, build_generator

rng = np.random.default_rng(0)


@pytest.fixture(scope="module")
def generator():
    keras.utils.set_random_seed(0)
    return build_generator(classes=3, size=32, noise=8, filters=4)


def given(count: int, label: int) -> dict:
    return {"noise": rng.standard_normal((count, 8)).astype(np.float32), "label": np.full(count, label, np.int32)}


def spectrum(layer) -> float:
    """The largest singular value of a kernel as a matrix [..., f]."""
    return float(np.linalg.norm(np.asarray(layer.kernel).reshape(-1, layer.kernel.shape[-1]), 2))


@pytest.mark.parametrize("size", SIZES)
def test_pictures_of_each_size_and_their_verdicts(size):
    pictures = build_generator(classes=2, size=size, noise=3, filters=2)(
        {"noise": np.ones((1, 3), np.float32), "label": np.ones(1, np.int32)}
    )
    assert pictures.shape == (1, size, size, 3)
    assert np.abs(pictures).max() <= 1.0
    verdict = build_critic(size=size, classes=5, filters=2)({"color": pictures})
    assert {name: logits.shape for name, logits in verdict.items()} == {"logits": (1, 1), "label": (1, 5)}
    assert build_critic(size=size, filters=2)({"color": pictures}).shape == (1, 1)


@pytest.mark.parametrize("build", [build_generator, build_critic])
def test_another_size_is_refused(build):
    with pytest.raises(ValueError, match="size must be one of 32, 64, 128 px, not 48"):
        build(classes=2, size=48)


def test_noise_and_class_are_both_heard(generator):
    """Neither drowns the other: from the first weights on, they change the picture about as much."""
    first, second = given(64, 0), given(64, 0)
    base = generator(first, training=True).numpy()
    by_noise = np.abs(generator(second, training=True).numpy() - base).mean()
    by_class = np.abs(generator(first | {"label": np.full(64, 1, np.int32)}, training=True).numpy() - base).mean()
    assert by_class > 0.3 * by_noise > 0.01 * np.abs(base).mean()


def test_a_served_picture_does_not_depend_on_the_batch(generator):
    both = given(2, 1)
    together = generator(both, training=False).numpy()
    alone = generator({name: value[1:] for name, value in both.items()}, training=False).numpy()
    np.testing.assert_allclose(alone[0], together[1], atol=1e-6)


def test_the_critic_judges_each_picture_by_itself():
    critic = build_critic(size=32, classes=2, filters=2)
    pictures = rng.uniform(-1, 1, (2, 32, 32, 3)).astype(np.float32)
    together, alone = critic({"color": pictures}, training=True), critic({"color": pictures[1:]}, training=True)
    for name in ("logits", "label"):
        np.testing.assert_allclose(alone[name][0], together[name][1], atol=1e-6)


def test_spectral_normalization_holds_the_convolutions_at_one():
    critic = build_critic(size=32, filters=4, spectral_norm=True)
    bounded = [layer for layer in critic.layers if layer.name.endswith("_bounded")]
    assert len(bounded) == 3
    for layer in bounded:
        layer.layer.kernel.assign(5.0 * layer.layer.kernel)
    for _ in range(30):
        critic({"color": np.zeros((1, 32, 32, 3), np.float32)}, training=True)
    for layer in bounded:
        assert spectrum(layer.layer) == pytest.approx(1.0, abs=0.05)


def test_projection_adds_the_product_of_features_and_class_and_nothing_without_a_class():
    critic = build_critic(size=32, classes=2, filters=2, projection=True)
    classes = critic.get_layer("projection")
    assert classes.embeddings.shape == (3, 4 * 4 * 8)  # none, and two
    features = keras.Model(critic.input, critic.get_layer("logits").input)
    given = {"color": rng.uniform(-1, 1, (3, 32, 32, 3)).astype(np.float32), "label": np.array([-1, 0, 1], np.int32)}
    before = critic(given)["logits"].numpy()
    classes.embeddings.assign(np.arange(3)[:, None] * np.ones((3, 128)))
    expected = before[:, 0] + np.arange(3) * features(given).numpy().sum(1)
    np.testing.assert_allclose(critic(given)["logits"].numpy()[:, 0], expected, rtol=1e-4, atol=1e-5)


def test_dropout_makes_the_critic_waver_in_training_alone():
    critic = build_critic(size=32, filters=4, dropout=0.5)
    picture = {"color": rng.uniform(-1, 1, (1, 32, 32, 3)).astype(np.float32)}
    assert float(critic(picture, training=True)[0, 0]) != float(critic(picture, training=True)[0, 0])
    assert float(critic(picture)[0, 0]) == float(critic(picture)[0, 0])
