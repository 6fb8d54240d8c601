import numpy as np
import pytest
import tensorflow as tf

from data_tools.errors import InputError
from data_tools.prepare import prepare
from lineart_colorizer.pipeline.classes import choose_classes, stored_records
from lineart_colorizer.pipeline.shards import stored_in_shards
from lineart_colorizer.pipeline.unpaired import DIGIT, UnpairedPictures, in_half, part_of, vary
from lineart_colorizer.settings import AugmentationSettings
from tests.lineart_colorizer.pipeline.comparison import assert_equal

STILL = AugmentationSettings(flip=False, shift=0.0, scale=0.0)


@pytest.fixture(scope="module")
def second(pictures_folder, tmp_path_factory):
    """The boxes alone, as a data set of another style: six pictures for training."""
    return prepare(pictures_folder / "boxes", tmp_path_factory.mktemp("second") / "out", size=32, val=0, workers=1)


def hashes(dataset, split: str = "train", half: str | None = None) -> set[str]:
    records = stored_in_shards(dataset, split)
    records = records.filter(in_half(half)) if half else records
    return {
        tf.train.Example.FromString(record).features.feature["sha256"].bytes_list.value[0].decode()
        for record in records.as_numpy_iterator()
    }


def taken(pictures: UnpairedPictures, count: int, *, start: int = 0, **options) -> list[dict]:
    settings = {"batch": 2, "augmentation": AugmentationSettings(), "seed": 0} | options
    return [{name: value.numpy() for name, value in batch.items()} for batch in pictures.training(start=start, **settings).take(count)]


def test_halves_are_disjoint_whole_and_a_matter_of_the_hash_alone(dataset):
    source, target = (hashes(dataset, half=half) for half in ("source", "target"))
    assert source | target == hashes(dataset)
    assert not source & target
    assert {int(sha256[DIGIT], 16) < 8 for sha256 in source} == {True}
    assert part_of(dataset, "train", "source")[1] == len(source)
    assert part_of(dataset, "train", "target")[1] == len(target)


def test_halves_of_some_classes_are_counted_and_shown_of_these_alone(dataset):
    parts = [choose_classes(dataset, name) for name in ("boxes", "disks")]
    for half in ("source", "target"):
        counts = [sum(1 for _ in stored_records(part, "train").filter(in_half(half))) for part in parts]
        assert [part_of(part, "train", half)[1] for part, count in zip(parts, counts, strict=True) if count] == [c for c in counts if c]
        assert sum(counts) == part_of(dataset, "train", half)[1]
    shown = [sum(len(batch["source"]) for batch in UnpairedPictures(part, None).stored(batch=9, count=9)) for part in parts]
    assert shown == [part.counts["val"] or part.counts["train"] for part in parts]


@pytest.mark.parametrize("two", [False, True], ids=["halves", "two sets"])
def test_batches_of_two_sides(dataset, second, two):
    batch = taken(UnpairedPictures(dataset, second if two else None), 1)[0]
    assert set(batch) == {"source", "target"}
    for pictures in batch.values():
        assert (pictures.shape, pictures.dtype) == ((2, 32, 32, 3), np.float32)
        assert -1.0 <= pictures.min() < pictures.max() <= 1.0
    is_grey = (batch["source"] == batch["source"][..., :1]).all()
    assert is_grey == (not two)
    assert (batch["target"] != batch["target"][..., :1]).any()


@pytest.mark.parametrize("two", [False, True], ids=["halves", "two sets"])
def test_each_side_has_all_its_pictures_once_in_an_epoch_in_an_order_of_its_own(dataset, second, two):
    pictures = UnpairedPictures(dataset, second if two else None)
    sizes = (9, 6) if two else tuple(part_of(dataset, "train", half)[1] for half in ("source", "target"))
    origins = pictures.origins(seed=0, start=0, count=2 * max(sizes))
    for side, size in enumerate(sizes):
        epoch, again = origins[side::2][:size], origins[side::2][size : 2 * size]
        assert len(set(epoch)) == size
        assert set(again) <= set(epoch)
    if two:
        assert origins[0::2][:6] != origins[1::2][:6]
    else:
        assert not set(origins[0::2]) & set(origins[1::2])


@pytest.mark.parametrize("two", [False, True], ids=["halves", "two sets"])
def test_batches_go_on_exactly_where_they_stopped(dataset, second, two):
    pictures = UnpairedPictures(dataset, second if two else None)
    assert_equal(taken(pictures, 3, start=6), taken(pictures, 6)[3:])
    assert pictures.origins(seed=0, start=6, count=2) == pictures.origins(seed=0, start=0, count=8)[12:]


def test_batches_are_a_function_of_the_seed(dataset):
    pictures = UnpairedPictures(dataset, None)
    first = taken(pictures, 2)
    assert_equal(taken(pictures, 2), first)
    assert any((one["target"] != other["target"]).any() for one, other in zip(first, taken(pictures, 2, seed=1), strict=True))


def test_damaged_records_are_in_no_half(sharded, damaged):
    """The sides go on from any position as ever."""
    sizes = [[part_of(dataset, "train", half)[1] for half in ("source", "target")] for dataset in (sharded, damaged)]
    assert (sum(sizes[0]), sum(sizes[1])) == (12, 11)
    pictures = UnpairedPictures(damaged, None)
    read = pictures.origins(seed=0, start=0, count=12)
    assert pictures.origins(seed=0, start=7, count=5) == read[14:]
    assert [len(set(read[side::2])) for side in (0, 1)] == sizes[1]


def test_a_half_without_pictures(dataset, monkeypatch):
    monkeypatch.setattr("lineart_colorizer.pipeline.unpaired.in_half", lambda half: lambda record: tf.constant(False))
    with pytest.raises(InputError, match="none of its 9 pictures is in the target half: add pictures, or --target"):
        part_of(dataset, "train", "target")


def test_as_stored_a_drawing_comes_with_its_own_colours(dataset):
    pictures = UnpairedPictures(dataset, None)
    (batch,) = pictures.stored(batch=8, count=3).as_numpy_iterator()
    assert {name: value.shape for name, value in batch.items()} == {
        "source": (3, 32, 32, 3), "target": (3, 32, 32, 3), "line": (3, 32, 32, 1),
    }  # fmt: skip
    np.testing.assert_array_equal(batch["source"], np.repeat(batch["line"], 3, -1))


def test_two_sets_as_stored_are_as_many_as_the_smaller_has(dataset, second):
    """The second has no val: its train is looked at."""
    pictures = UnpairedPictures(dataset, second)
    (batch,) = pictures.stored(batch=8, count=20).as_numpy_iterator()
    assert {name: value.shape for name, value in batch.items()} == {"source": (3, 32, 32, 3), "target": (3, 32, 32, 3)}


def test_variation_is_a_flip_a_shift_and_a_scale_as_the_settings_say():
    given = np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3)).astype(np.uint8)
    seed = tf.constant([1, 2], tf.int64)
    np.testing.assert_allclose(vary(tf.constant(given), STILL, seed), given / 255.0, atol=1e-6)
    flipped = np.asarray(vary(tf.constant(given), AugmentationSettings(flip=True, shift=0.0, scale=0.0), seed))
    kinds = {
        ("as it is" if np.allclose(x, y, atol=1e-4) else "mirrored" if np.allclose(x, y[:, ::-1], atol=1e-4) else "?")
        for x, y in zip(flipped, given / 255.0, strict=True)
    }
    assert kinds == {"as it is", "mirrored"}
    assert not np.allclose(vary(tf.constant(given), AugmentationSettings(), seed), given / 255.0, atol=0.1)
