import cv2
import numpy as np
import pytest

from lineart_colorizer.training.classify import train_classifier

SIDE = 16


def draw(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Disks (0) and upright bars (1) in any colour, anywhere on white."""
    rng = np.random.default_rng(seed)
    pictures, labels = np.full((count, SIDE, SIDE, 3), 255, np.uint8), np.arange(count) % 2
    for picture, label in zip(pictures, labels, strict=True):
        color, (x, y) = rng.integers(0, 200, 3).tolist(), rng.integers(5, 11, 2).tolist()
        if label:
            cv2.rectangle(picture, (x - 1, y - 5), (x + 1, y + 5), color, cv2.FILLED)
        else:
            cv2.circle(picture, (x, y), 4, color, cv2.FILLED)
    return pictures, labels


@pytest.fixture(scope="module")
def learned():
    pictures, labels = draw(64, seed=0)
    unlabelled = np.append(labels, -1), np.append(pictures, np.zeros_like(pictures[:1]), axis=0)
    train = {"seed": 3, "updates": 80, "batch": 16, "filters": 4}
    return train_classifier(pictures, labels, 2, **train), train_classifier(*unlabelled[::-1], 2, **train)


def test_tells_classes_of_new_pictures_apart(learned):
    pictures, labels = draw(40, seed=1)
    logits = learned[0].predict(pictures.astype(np.float32) / 127.5 - 1.0, verbose=0)
    assert (logits.argmax(1) == labels).mean() >= 0.9


def test_the_same_seed_gives_the_same_classifier_and_pictures_without_label_do_not_count(learned):
    for one, other in zip(*(classifier.get_weights() for classifier in learned), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("labels", "classes", "said"), [([-1, -1], 2, "0 pictures with labels up to -1"), ([0, 5], 3, "2 pictures with labels up to 5")]
)
def test_what_cannot_be_learned_is_refused(labels, classes, said):
    with pytest.raises(ValueError, match=f"a classifier of {classes} classes cannot learn from {said}"):
        train_classifier(np.zeros((2, SIDE, SIDE, 3), np.uint8), np.array(labels), classes)
