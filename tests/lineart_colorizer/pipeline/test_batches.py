import itertools

import numpy as np
import pytest
import tensorflow as tf

from data_tools.damage import leave_out_damaged
from data_tools.records import open_dataset, parse_record
from lineart_colorizer.pipeline.batches import read_in_order, stored_pairs, training_batches, validation_batches, visible_ink
from lineart_colorizer.pipeline.classes import stored_records
from lineart_colorizer.settings import AugmentationSettings
from tests.lineart_colorizer.pipeline.comparison import assert_equal

NONE = AugmentationSettings(flip=False, shift=0.0, scale=0.0, rotation=0.0, thickness=0.0, strength=0.0)


@pytest.fixture(scope="module")
def two_epochs(dataset) -> list[dict]:
    """18 pictures of nine records, two to a batch."""
    assert dataset.counts["train"] == 9
    return taken(dataset, 9)


def order(dataset, count: int, seed: int = 0, start: int = 0) -> list[str]:
    """Sources of the records read from position `start`."""
    records = read_in_order(dataset, "train", seed, start).take(count)
    return [parse_record(record, dataset.extractors, dataset.size)["source"].numpy().decode() for record in records]


def taken(dataset, count: int, *, start: int = 0, **options) -> list[dict]:
    settings = {"batch": 2, "hint_share": 0.5, "augmentation": AugmentationSettings(), "seed": 0} | options
    batches = training_batches(dataset, start=start, **settings).take(count)
    return [{name: value.numpy() for name, value in batch.items()} for batch in batches]


def test_every_record_once_in_an_epoch_and_another_order_in_the_next(sharded):
    read = order(sharded, 36)
    epochs = [tuple(read[begin : begin + 12]) for begin in (0, 12, 24)]
    for epoch in epochs:
        assert len(set(epoch)) == 12
    assert len(set(epochs)) == 3
    assert epochs[0] != tuple(sorted(epochs[0]))


def test_the_order_is_the_seeds_alone(sharded):
    first = order(sharded, 24)
    tf.random.set_seed(1234)  # the process's own seed must not count
    assert order(sharded, 24) == first
    assert order(sharded, 24, seed=7) != first


@pytest.mark.parametrize("start", [1, 11, 12, 13, 30])
def test_starting_at_a_position_is_skipping_to_it(sharded, start):
    assert order(sharded, 8, start=start) == order(sharded, start + 8)[start:]


def test_damaged_records_are_not_there_and_the_others_come_once_an_epoch(sharded, damaged):
    (lost,) = {pair["source"].decode() for pair in stored_pairs(sharded, "train")} - {
        pair["source"].decode() for pair in stored_pairs(damaged, "train")
    }
    read = order(damaged, 33)
    for begin in (0, 11, 22):
        assert len(set(read[begin : begin + 11])) == 11
    assert lost not in read
    assert read[:11] != read[11:22]


@pytest.mark.parametrize("start", [1, 10, 11, 12, 25])
def test_where_records_are_damaged_too_a_position_is_what_skipping_reaches(damaged, start):
    """Also after another look: the next sitting finds the same ones damaged."""
    again = leave_out_damaged(open_dataset(damaged.folder), say=lambda text: None)
    assert order(again, 8, start=start) == order(damaged, start + 8)[start:]


@pytest.mark.parametrize("start", [8, 10])
def test_batches_go_on_exactly_where_they_stopped(dataset, two_epochs, start):
    """In front of the last record of an epoch, whose batch goes on into the next, and behind it."""
    assert_equal(taken(dataset, 3, start=start), two_epochs[start // 2 : start // 2 + 3])


def test_batches_are_a_function_of_the_seed(dataset, two_epochs):
    tf.random.set_seed(99)  # the process's own seed must not count
    assert_equal(taken(dataset, 2), two_epochs[:2])
    for one, other in zip(two_epochs, taken(dataset, 2, seed=1), strict=False):
        assert (one["color"] != other["color"]).any()


def test_the_same_picture_is_varied_anew_in_each_epoch(dataset, two_epochs):
    varied = [picture for batch in two_epochs for picture in batch["color"]]
    plain = [picture.tobytes() for batch in taken(dataset, 9, augmentation=NONE) for picture in batch["color"]]
    again = [plain.index(picture, 9) for picture in plain[:9]]  # where each comes in the second epoch
    assert sorted(again) == list(range(9, 18))
    for first, second in enumerate(again):
        assert (varied[first] != varied[second]).any()


def test_shapes_ranges_and_types(dataset):
    (batch,) = taken(dataset, 1, batch=4, hint_share=1.0)
    assert {name: (value.shape, value.dtype.name) for name, value in batch.items()} == {
        "line": ((4, 32, 32, 1), "float32"),
        "color": ((4, 32, 32, 3), "float32"),
        "ink": ((4, 32, 32, 1), "float32"),
        "hint": ((4, 32, 32, 4), "float32"),
        "label": ((4,), "int32"),
    }
    for name, low in (("line", -1.0), ("color", -1.0), ("ink", -1.0), ("hint", -1.0), ("label", 0)):
        assert low <= batch[name].min() < batch[name].max() <= 1.0
    assert batch["line"].max() == batch["color"].max() == batch["ink"].max() == 1.0  # white
    rgb, mask = batch["hint"][..., :3], batch["hint"][..., 3]
    assert mask.any()
    np.testing.assert_array_equal(rgb[mask == 0.0], 0.0)
    np.testing.assert_array_equal(rgb[mask == 1.0], batch["color"][mask == 1.0])
    assert batch["ink"][mask == 1.0].min() > 0.4 - 1e-6  # 0.7 in [0,1]


def test_without_augmentation_a_batch_is_what_is_stored(dataset):
    pairs = stored_records(dataset, "train").map(lambda record: parse_record(record, dataset.extractors, dataset.size))
    stored = {pair["color"].tobytes(): pair for pair in pairs.as_numpy_iterator()}
    assert len(stored) == 9
    for batch in taken(dataset, 9, batch=1, augmentation=NONE, hint_share=0.0):
        assert not batch["hint"].any()
        line, color, ink = ((batch[name] + 1.0) / 2.0 for name in ("line", "color", "ink"))
        np.testing.assert_allclose(ink, visible_ink(line, color), atol=1e-6)
        pair = stored.pop(np.round((batch["color"][0] + 1.0) * 127.5).astype(np.uint8).tobytes())
        assert any(np.allclose(batch["line"][0], line / 127.5 - 1.0, atol=1e-5) for line in pair["lines"])
        assert batch["label"] == pair["label"]
        assert dataset.labels[pair["label"]] == pair["source"].decode().split("/")[0]
    assert stored == {}


def test_validation_batches_are_the_first_records_as_stored(sharded):
    stored = list(itertools.islice(stored_pairs(sharded, "train"), 7))
    batches = [
        {name: value.numpy() for name, value in batch.items()} for batch in validation_batches(sharded, batch=3, count=7, split="train")
    ]
    assert [len(batch["line"]) for batch in batches] == [3, 3, 1]
    lines = [pair["lines"][0] for pair in stored]
    for name, expected in (("color", [pair["color"] for pair in stored]), ("line", lines), ("ink", lines)):
        found = np.concatenate([batch[name] for batch in batches])
        np.testing.assert_allclose(found, np.stack(expected) / 127.5 - 1.0, atol=1e-6)
    assert max(np.abs(batch["hint"]).max() for batch in batches) == 0.0
    assert np.concatenate([batch["label"] for batch in batches]).tolist() == [pair["label"] for pair in stored]


def test_validation_batches_are_the_same_each_time(dataset):
    batches = validation_batches(dataset, batch=2, count=64, hint_share=1.0)
    first, second = ([{name: value.numpy() for name, value in batch.items()} for batch in batches] for _ in range(2))
    assert sum(len(batch["line"]) for batch in first) == dataset.counts["val"] == 3
    assert first[0]["hint"][..., 3].any()
    assert_equal(first, second)


def test_an_empty_split_has_no_pairs(sharded):
    assert list(stored_pairs(sharded, "val")) == []


def test_a_line_that_nobody_painted_is_no_ink():
    """A drawn line over black stays; over bright yellow (1, 0.9, 0) there is none; over mid blue (0, 0, 0.6) it is 0.6."""
    color = tf.constant([[[[0.0, 0.0, 0.0], [1.0, 0.9, 0.0], [0.0, 0.0, 0.6]]]])
    found = visible_ink(tf.fill((1, 1, 3, 1), 0.2), color)
    np.testing.assert_allclose(found[0, 0, :, 0], [0.2, 1.0, 0.6], atol=1e-6)
