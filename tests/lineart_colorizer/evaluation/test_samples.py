import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.evaluation.features import Classifier, pixel_features
from lineart_colorizer.evaluation.pairs import read_pairs
from lineart_colorizer.evaluation.samples import Samples, draw_samples, score_samples

NAMES = ("boxes", "disks")  # of the data set


def test_samples_of_each_class_carry_the_data_sets_labels(sampler):
    samples = draw_samples(sampler, NAMES, 70, seed=3)  # more than a batch
    assert samples.colors.shape == (140, 32, 32, 3)
    assert samples.colors.dtype == np.uint8
    assert samples.labels.tolist() == [1] * 70 + [0] * 70  # the model's classes come in another order
    assert samples.colors[:70].mean() < 60
    assert (samples.colors[70:] == 255).all()


def test_samples_are_a_function_of_the_seed(sampler):
    first, again, other = (draw_samples(sampler, NAMES, 4, seed).colors for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_model_without_classes_makes_class_zero(make_model):
    model = make_model("sampler", lambda noise, label: {"color": np.zeros((len(label), 32, 32, 3))}, noise=6)
    assert draw_samples(model, NAMES, 5, seed=0).labels.tolist() == [0] * 5


def test_a_class_that_the_data_lacks(sampler):
    with pytest.raises(InputError, match=r"models/sampler makes disks, boxes, which the data set has not \(it has: cats\)"):
        draw_samples(sampler, ("cats",), 2, seed=0)


def copies_and_one_colour(dataset) -> tuple:
    """Samples: the first four training pictures of boxes as they are, and four equal grey ones as disks; and the training pairs."""
    training = read_pairs(dataset, "train")
    boxes = [training.colors[i] for i in np.flatnonzero(training.labels == 0)[:4]]
    grey = [np.full((32, 32, 3), 128, np.uint8)] * 4
    return Samples(colors=np.stack(boxes + grey), labels=np.array([0] * 4 + [1] * 4)), training


def test_all_scores_of_samples(dataset):
    samples, training = copies_and_one_colour(dataset)
    held_out = read_pairs(dataset, "val")
    classifier = Classifier(pixel_features, lambda pictures: np.zeros(len(pictures), int))
    judged = score_samples(samples, training, held_out, NAMES, features="classifier", extract=pixel_features, classifier=classifier)
    boxes, disks = judged.classes
    assert (boxes["label"], boxes["collapsed"], boxes["accuracy"]) == ("boxes", False, 1.0)
    assert (disks["label"], disks["collapsed"], disks["accuracy"]) == ("disks", True, 0.0)
    assert disks["fake"] == pytest.approx(1.0, abs=1e-5)
    assert 0 < boxes["real"] < 1
    assert [row["resolution"] for row in judged.resolutions] == [16, 32]
    assert judged.scores["collapsed"] == judged.scores["accuracy_fake"] == 0.5
    assert judged.scores["accuracy_real"] == np.mean(held_out.labels == 0)
    assert {"fid", "kid", "wasserstein", "sinkhorn", "ms_ssim_fake", "ms_ssim_real"} <= set(judged.scores)
    assert judged.nearest.shape[2] == 3
    assert (judged.nearest[:32, :32] == judged.nearest[:32, 32:64]).all()  # a copy beside what it copies


def test_copies_alone_are_memorized(dataset):
    samples, training = copies_and_one_colour(dataset)
    copies = Samples(colors=samples.colors[:4], labels=samples.labels[:4])
    judged = score_samples(copies, training, read_pairs(dataset, "val"), NAMES, features="pixels", extract=pixel_features, classifier=None)
    assert (judged.scores["nearness_pixels"], judged.scores["nearness_features"]) == (0, 0)
    assert judged.resolutions == []
    assert "accuracy_fake" not in judged.scores
