import csv

import numpy as np
import pytest

from data_tools.prepare import prepare
from lineart_colorizer.pipeline.batches import training_batches
from lineart_colorizer.pipeline.classes import choose_classes, stored_records
from lineart_colorizer.pipeline.names import measure_names, name_reader, words_of
from lineart_colorizer.settings import AugmentationSettings
from tests.conftest import PICTURES, draw_picture

TAGS = ["food-fruit|Red apple", "food-fruit|pear (ripe), large", "", "long_hair|1girl"]


def tagged(folder, labels, tags):
    """Pictures of these labels and tags, in turn, all for training."""
    from data_tools.pictures import write_png

    rows = []
    for seed in range(PICTURES):
        write_png(folder / f"{seed:02}.png", draw_picture(seed))
        rows.append((f"{seed:02}.png", labels[seed % len(labels)], tags[seed % len(tags)]))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("file", "label", "tags"), *rows])
    return prepare(folder, folder / "out", size=32, val=0, workers=1)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return tagged(tmp_path_factory.mktemp("tagged"), ("plants", "food"), TAGS)


@pytest.fixture
def rare_words_count(monkeypatch):
    monkeypatch.setattr("lineart_colorizer.pipeline.names.LEAST", 1)


def by_source(dataset, read) -> dict:
    """What `read` says of each stored record, by the picture's number."""
    from data_tools.records import parse_record

    records = stored_records(dataset, "train").map(lambda record: (parse_record(record, (), 32)["source"], read(record)))
    return {int(source.decode().split("/")[-1][:2]): said for source, said in records.as_numpy_iterator()}


def test_words_are_the_class_and_those_of_the_tags_in_lower_case(dataset):
    words = by_source(dataset, lambda record: words_of(record, dataset))
    assert [word.decode() for word in words[0]] == ["plants", "food", "fruit", "red", "apple"]
    assert [word.decode() for word in words[1]] == ["food", "fruit", "pear", "ripe", "large"]  # food once: as a class and as a word
    assert [word.decode() for word in words[2]] == ["plants"]
    assert [word.decode() for word in words[3]] == ["food", "long_hair", "1girl"]


def test_names_are_all_classes_then_the_words_that_several_pictures_share(dataset, monkeypatch):
    """12 pictures, four kinds of tags in turn: each word of a kind is that of three pictures, fruit of six."""
    assert dataset.labels == ("food", "plants")
    assert measure_names(dataset) == ("food", "plants", "fruit")
    monkeypatch.setattr("lineart_colorizer.pipeline.names.LEAST", 3)
    rest = ("1girl", "apple", "large", "long_hair", "pear", "red", "ripe")
    assert measure_names(dataset) == ("food", "plants", "fruit", *rest)
    monkeypatch.setattr("lineart_colorizer.pipeline.names.MOST", 2)
    assert measure_names(dataset) == ("food", "plants", "fruit", "1girl")


def test_a_pictures_names_share_one_alike(dataset):
    shares = by_source(dataset, name_reader(dataset, ("food", "plants", "fruit")))
    np.testing.assert_allclose(shares[0], [1 / 3, 1 / 3, 1 / 3])
    np.testing.assert_allclose(shares[1], [0.5, 0.0, 0.5])
    np.testing.assert_array_equal(shares[2], [0.0, 1.0, 0.0])
    assert all(len(share) == 3 for share in shares.values())


def test_a_picture_without_any_of_the_names_has_no_share(dataset):
    shares = by_source(dataset, name_reader(dataset, ("apple", "pear")))
    np.testing.assert_array_equal(shares[2], [0.0, 0.0])
    np.testing.assert_array_equal(shares[0], [1.0, 0.0])


def test_where_there_is_nothing_to_tell_apart_there_are_no_names(tmp_path):
    assert measure_names(tagged(tmp_path, ("things",), ("",))) == ()


def test_pictures_without_classes_are_told_apart_by_their_tags(tmp_path):
    unlabelled = tagged(tmp_path, ("",), ("sea", "sky|blue"))
    assert unlabelled.labels == ()
    assert measure_names(unlabelled) == ("blue", "sea", "sky")


def test_of_chosen_classes_the_names_are_their_own(dataset):
    chosen = choose_classes(dataset, "food")
    assert measure_names(chosen) == ()  # fruit is a word of three of its pictures
    shares = by_source(chosen, name_reader(chosen, ("food", "pear")))
    np.testing.assert_array_equal(shares[1], [0.5, 0.5])


def test_batches_have_names_where_they_are_asked_for(dataset, rare_words_count):
    names = measure_names(dataset)
    settings = {"batch": 4, "hint_share": 0.0, "augmentation": AugmentationSettings(), "seed": 0}
    told, plain = (next(iter(training_batches(dataset, **settings, **given))) for given in ({"names": names}, {}))
    assert told.keys() - plain.keys() == {"names"}
    np.testing.assert_allclose(told["names"].numpy().sum(axis=1), 1.0, rtol=1e-6)
    np.testing.assert_array_equal(told["color"], plain["color"])
    with_class = np.take_along_axis(told["names"].numpy(), told["label"].numpy()[:, None], 1)
    assert (with_class > 0.0).all()
