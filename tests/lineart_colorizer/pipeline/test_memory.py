import numpy as np
import pytest
import tensorflow as tf

from data_tools import records
from data_tools.errors import InputError
from lineart_colorizer.pipeline import memory
from lineart_colorizer.pipeline.feeds import FEEDS
from lineart_colorizer.pipeline.memory import choose_cache, record_parser
from lineart_colorizer.pipeline.shards import stored_in_shards
from lineart_colorizer.settings import Settings
from tests.lineart_colorizer.pipeline.comparison import assert_equal

MB = 10**6


@pytest.fixture
def room(monkeypatch):
    """room(MB): as much memory is available."""
    return lambda megabytes: monkeypatch.setattr(memory, "available_bytes", lambda: megabytes * MB)


@pytest.mark.parametrize("data", ["pairs", "pictures", "unpaired"])
def test_batches_are_the_same_bit_for_bit_over_three_epochs(dataset, data):
    settings = Settings().but(size=dataset.size, batch=2, hint_share=0.5)
    kept, anew = (
        [{name: value.numpy() for name, value in batch.items()} for batch in FEEDS[data](dataset, settings, keep=keep).training(3).take(14)]
        for keep in (True, False)
    )
    assert_equal(kept, anew)


@pytest.mark.parametrize("styles", [0, 1, 2])
def test_a_record_is_decoded_once_and_parsed_as_ever(dataset, styles, monkeypatch):
    decoded = []

    def counting(record, *arguments):
        tf.py_function(lambda: decoded.append(1), [], [])
        return records.parse_record(record, *arguments)

    monkeypatch.setattr(memory, "parse_record", counting)
    extractors = dataset.extractors[:styles]
    stored = stored_in_shards(dataset, "train")
    twice = stored.repeat(2).map(record_parser(dataset, extractors, keep=True))
    expected = [records.parse_record(record, extractors, dataset.size) for record in stored] * 2
    for parsed, other in zip(twice, expected, strict=True):
        assert parsed.keys() == other.keys()
        for name, value in parsed.items():
            np.testing.assert_array_equal(value, other[name])
    assert len(decoded) == dataset.counts["train"]


def test_what_is_kept_is_counted_by_hand(dataset):
    assert (dataset.counts["train"], dataset.size, len(dataset.extractors)) == (9, 32, 2)
    colors, line = 9 * 32 * 32 * 3, 9 * 32 * 32
    assert FEEDS["pairs"].kept_bytes(dataset) == colors + 2 * line
    assert FEEDS["pictures"].kept_bytes(dataset) == colors
    assert FEEDS["unpaired"].kept_bytes(dataset, dataset) == 2 * colors
    assert FEEDS["unpaired"].kept_bytes(dataset) == colors + line  # half of them with both styles, the others without


def test_it_is_kept_where_it_fits_into_a_quarter_of_the_memory(room):
    large, said = 512 * MB, []
    room(2049)
    assert choose_cache("auto", large, say=said.append)
    assert choose_cache("on", large, say=said.append)
    assert said == 2 * ["cache: 512 MB of decoded pictures stay in memory"]
    assert not choose_cache("off", large, say=pytest.fail)
    room(2047)
    said.clear()
    assert not choose_cache("auto", large, say=said.append)
    refused = "512 MB of decoded pictures do not fit into 512 MB, 25% of the memory that is free"
    assert said == [f"cache: {refused}: they are decoded anew each time"]
    with pytest.raises(InputError, match=f"--cache on: {refused}: leave --cache out"):
        choose_cache("on", large)


def test_another_word_is_refused():
    with pytest.raises(InputError, match="--cache maybe: choose auto, on or off"):
        choose_cache("maybe", 1)
