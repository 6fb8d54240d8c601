import keras
import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.evaluation.features import PIXELS, inception_features, pixel_features


def test_pixel_features_are_means_over_squares():
    picture = np.zeros((32, 32, 3), np.float32)
    picture[:4, 4:8] = (0.25, 0.5, 1.0)
    features = pixel_features(np.stack([picture, picture + 1]))
    assert features.shape == (2, PIXELS * PIXELS * 3)
    assert features[0].reshape(PIXELS, PIXELS, 3)[0, 1] == pytest.approx([0.25, 0.5, 1.0])
    assert np.count_nonzero(features[0]) == 3
    assert features[1] - features[0] == pytest.approx(1.0)


def refusal(weights) -> str:
    with pytest.raises(InputError) as refused:
        inception_features(weights)
    return str(refused.value)


def test_inception_is_never_downloaded(tmp_path):
    assert refusal(None).startswith("--features inception needs --inception-weights FILE: Keras' ")
    assert refusal(str(tmp_path / "none.h5")).startswith(f"no such file: {tmp_path / 'none.h5'}: ")


class SmallInception:
    """Keras' InceptionV3 takes seconds and 90 MB: a network with its outside, and its two forms of a file."""

    def __call__(self, include_top, weights, pooling):
        assert weights is None
        picture = keras.Input((None, None, 3))
        x = keras.layers.Conv2D(4, 3, 8, name="conv")(picture)
        x = keras.layers.GlobalAveragePooling2D(name="avg_pool")(x)
        return keras.Model(picture, keras.layers.Dense(10, name="predictions")(x) if include_top else x)


@pytest.mark.parametrize("top", [False, True])
def test_inception_with_the_users_weights(monkeypatch, tmp_path, top):
    monkeypatch.setattr(keras.applications, "InceptionV3", SmallInception())
    network = keras.applications.InceptionV3(include_top=top, weights=None, pooling="avg")
    network.save_weights(tmp_path / "given.weights.h5")
    pictures = np.random.default_rng(0).random((3, 299, 299, 3)).astype(np.float32)
    features = inception_features(str(tmp_path / "given.weights.h5"))(pictures)
    whole = keras.Model(network.input, network.get_layer("avg_pool").output)
    np.testing.assert_allclose(features, whole(pictures * 2 - 1), atol=1e-5)
    assert inception_features(str(tmp_path / "given.weights.h5"))(pictures[:, :64, :64]).shape == (3, 4)  # enlarged first


def test_weights_of_another_network(monkeypatch, tmp_path):
    monkeypatch.setattr(keras.applications, "InceptionV3", SmallInception())
    (tmp_path / "other.weights.h5").write_bytes(b"nothing of the kind")
    assert "holds no weights of Keras' InceptionV3" in refusal(str(tmp_path / "other.weights.h5"))
