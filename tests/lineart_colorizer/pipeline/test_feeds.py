import numpy as np
import pytest

from lineart_colorizer.pipeline.feeds import FEEDS
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


@pytest.mark.parametrize("kind", ["pairs", "pictures"])
def test_validation_is_val_or_its_first_so_many(feed, kind):
    assert [len(batch["color"]) for batch in feed(kind).validation()] == [2, 1]
    assert [len(batch["color"]) for batch in feed(kind).validation(1)] == [1]


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
