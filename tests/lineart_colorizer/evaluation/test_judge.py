import dataclasses

import numpy as np
import pytest

from data_tools.errors import InputError
from lineart_colorizer.evaluation import features
from lineart_colorizer.evaluation.judge import Judge
from lineart_colorizer.metrics.scores import score_pictures


def refusal(call) -> str:
    with pytest.raises(InputError) as refused:
        call()
    return str(refused.value)


def test_a_colorizer(dataset, colorizer):
    judge = Judge(dataset=dataset)
    judged = judge.score(colorizer)
    expected = score_pictures(judged.fake_colors, judge.pairs.colors, judge.pairs.lines)
    assert {name: judged.scores[name] for name in expected} == expected
    assert set(judged.scores) - set(expected) == {"wasserstein", "sinkhorn"}
    assert len(judged.fake_colors) == 3
    assert judged.scores["bleed"] < judged.scores["bleed_true"] + 10
    assert (judged.tables, judged.samples, judged.nearest) == ({}, None, None)


def test_a_sampler(dataset, sampler, trained_classifiers):
    judge = Judge(dataset=dataset, per_class=6, seed=5)
    judged = judge.score(sampler)
    assert [row["label"] for row in judged.tables["classes"]] == ["boxes", "disks"]
    assert [row["collapsed"] for row in judged.tables["classes"]] == [True, False]  # all white, and noise
    assert [row["fake"] for row in judged.tables["resolutions"]] == [1.0, 1.0]
    assert {"fid", "kid", "accuracy_fake", "accuracy_real", "nearness_pixels", "collapsed"} <= set(judged.scores)
    assert len(judged.samples.colors) == 12
    judge.score(sampler)
    assert trained_classifiers == [(9, 5)]  # trained once, on the training pictures


def test_a_sampler_without_classes_is_one_class(dataset, make_model, trained_classifiers):
    rng = np.random.default_rng(0)
    model = make_model("sampler", lambda noise, label: {"color": rng.uniform(-1, 1, (len(label), 32, 32, 3))}, noise=6)
    judged = Judge(dataset=dataset, per_class=6, features="pixels").score(model)
    assert [row["label"] for row in judged.tables["classes"]] == ["pictures"]
    assert judged.tables["resolutions"] == []
    assert trained_classifiers == []


def test_a_sampler_of_some_classes_is_compared_with_those(dataset, make_model, trained_classifiers):
    model = make_model("sampler", lambda noise, label: {"color": np.zeros((len(label), 32, 32, 3))}, noise=6, labels=("disks",))
    judge = Judge(dataset=dataset, per_class=3)
    held_out = judge.pairs.labels == 1
    assert judge.score(model).scores["accuracy_real"] == np.mean([judge.pairs.colors[i].mean() < 127.5 for i in np.flatnonzero(held_out)])
    others = dataclasses.replace(judge.pairs, labels=np.zeros(3, int))
    judge.__dict__["pairs"] = others
    assert (
        refusal(lambda: judge.score(model)) == f"{dataset.folder} has no val pictures of what models/sampler makes: choose another --split"
    )


@pytest.mark.parametrize(
    ("kind", "asked", "chosen"),
    [
        ("colorizer", None, "pixels"),
        ("sampler", None, "classifier"),
        ("translator", None, "pixels"),
        ("colorizer", "inception", "inception"),
    ],
)
def test_features(dataset, kind, asked, chosen):
    assert Judge(dataset=dataset, features=asked).name_features(kind) == chosen
    unlabelled = dataclasses.replace(dataset, labels=("all",))
    assert Judge(dataset=unlabelled).name_features("sampler") == "pixels"


def test_what_is_refused(dataset, make_model, sampler):
    assert refusal(lambda: Judge(dataset=dataset, features="vgg")) == "--features vgg: choose one of pixels, classifier, inception"
    assert refusal(lambda: Judge(dataset=dataset, per_class=1)).startswith("--per-class 1: ")
    said = refusal(lambda: Judge(dataset=dataset, features="inception").score(sampler))
    assert said.startswith("--features inception needs --inception-weights FILE")
    large = make_model("sampler", dict, size=64)
    assert refusal(lambda: Judge(dataset=dataset).score(large)).endswith("holds 32 px: prepare it with --size 64")
    assert refusal(lambda: Judge(dataset=dataset).score(make_model("upscaler", dict))).startswith("models/upscaler is a upscaler: ")


def test_the_projects_own_classifier(dataset, monkeypatch, eagerly):
    from lineart_colorizer.training import classify

    train = classify.train_classifier
    monkeypatch.setattr(classify, "train_classifier", lambda *given: train(*given, updates=2, batch=4, filters=2))
    with eagerly():
        classifier = Judge(dataset=dataset).classifier
    pictures = np.random.default_rng(0).random((features.BATCH + 3, 32, 32, 3)).astype(np.float32)
    assert classifier.features(pictures).shape == (features.BATCH + 3, 16)
    assert set(classifier.classify(pictures).tolist()) <= {0, 1}
    unlabelled = Judge(dataset=dataset, features="classifier")
    unlabelled.__dict__["training"] = dataclasses.replace(unlabelled.training, labels=np.full(9, -1))
    assert refusal(lambda: unlabelled.classifier).endswith(
        "has no two classes that a classifier could learn: choose --features pixels or inception"
    )
