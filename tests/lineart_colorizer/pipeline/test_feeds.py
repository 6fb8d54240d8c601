import dataclasses

import numpy as np
import pytest

from lineart_colorizer.pipeline import feeds
from lineart_colorizer.pipeline.feeds import FEEDS, SHOWN
from lineart_colorizer.settings import Settings


@pytest.fixture
def feed(dataset):
    """feed(kind): of the tiny data set, 9 pictures to train and 3 to validate, in batches of two."""
    return lambda kind: FEEDS[kind](dataset, Settings().but(size=dataset.size, batch=2))


KEYS = {"pairs": {"line", "color", "ink", "hint", "label"}, "pictures": {"color", "label"}, "unpaired": {"source", "target"}}


def test_there_is_one_for_each_kind_of_data():
    assert set(FEEDS) == set(KEYS)


@pytest.mark.parametrize("kind", FEEDS)
def test_what_a_batch_holds(feed, kind):
    batch = next(iter(feed(kind).training(0)))
    assert KEYS[kind] <= set(batch)
    assert {len(batch[name]) for name in KEYS[kind]} == {2}


def scored(data: str, dataset, count: int | None = None, **others) -> int:
    """How many pictures are scored."""
    feed = FEEDS[data](dataset=dataset, settings=Settings().but(size=dataset.size, batch=2), **others)
    return sum(len(next(iter(batch.values()))) for batch in feed.validation(count))


@pytest.mark.parametrize("data", FEEDS)
def test_all_of_val_is_scored_or_so_many_but_never_more_than_memory_is_to_hold(dataset, data, monkeypatch):
    assert dataset.counts["val"] == 3
    assert (scored(data, dataset), scored(data, dataset, 2), scored(data, dataset, 9)) == (3, 2, 3)
    monkeypatch.setattr(feeds, "MOST", 1)
    assert (scored(data, dataset), scored(data, dataset, 2)) == (1, 1)


@pytest.mark.parametrize("data", FEEDS)
def test_without_val_a_few_of_train_are_scored(dataset, data):
    assert dataset.counts["train"] == SHOWN + 1
    assert scored(data, dataclasses.replace(dataset, counts={"train": 9, "val": 0})) == SHOWN


def test_of_two_data_sets_as_many_as_the_smaller_has(dataset):
    assert scored("unpaired", dataset, target=dataclasses.replace(dataset, counts={"train": 9, "val": 0})) == 3


@pytest.mark.parametrize("kind", FEEDS)
def test_grids_show_the_same_every_time(feed, kind):
    one, other = feed(kind).shown(), feed(kind).shown()
    for name in KEYS[kind]:
        np.testing.assert_array_equal(one[name], other[name])


def test_sources_of_a_batch_that_comes(feed):
    """Nine positions are all nine pictures, each once; a later start begins later in the same order."""
    pairs = feed("pairs")
    nine = pairs.sources(0, 9)
    assert len(set(nine)) == 9
    assert pairs.sources(4, 3) == nine[4:7]


def test_names_are_learned_of_pairs_where_they_weigh(feed, dataset):
    assert feed("pairs").names == ("boxes", "disks")
    assert FEEDS["pairs"](dataset, Settings().but(naming_weight=0.0)).names == feed("unpaired").names == ()
