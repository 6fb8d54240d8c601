import dataclasses
import itertools
import pathlib
import shutil

import pytest

from data_tools.damage import leave_out_damaged
from data_tools.records import open_dataset
from lineart_colorizer.pipeline.shards import count_records, stored_in_shards
from tests.damaging import HEAD, TAIL, records_in, stored


def test_all_records_are_read_and_counted(dataset):
    for split, count in dataset.counts.items():
        assert len(list(stored_in_shards(dataset, split))) == count
        assert count_records(stored_in_shards(dataset, split)) == count


def test_an_empty_split_has_none(dataset):
    assert list(dataclasses.replace(dataset, folder=dataset.folder / "none", counts={"val": 0}).shards("val")) == []


@pytest.mark.parametrize("gone", [(0,), (3, 4), (8,)])
def test_of_a_damaged_shard_the_others_are_read_by_their_places(dataset, gone):
    """As `leave_out_damaged` gives them: of the training shard of 9 records all but some; the val shard as it is."""
    (path,) = dataset.shards("train")
    content = pathlib.Path(path).read_bytes()
    places = [(begin + HEAD, end - TAIL - begin - HEAD) for begin, end in records_in(content)]
    left = [index for index in range(9) if index not in gone]
    some = dataclasses.replace(dataset, intact={path: tuple(places[index] for index in left)})
    whole = stored(pathlib.Path(path))
    assert list(stored_in_shards(some, "train").as_numpy_iterator()) == [whole[index] for index in left]
    assert count_records(stored_in_shards(some, "val")) == 3


def test_sound_and_damaged_shards_beside_each_other(sharded, damaged):
    found = list(stored_in_shards(damaged, "train").as_numpy_iterator())
    whole = list(itertools.chain(*(stored(pathlib.Path(path)) for path in sharded.shards("train"))))
    assert found == whole[:6] + whole[7:]


def test_nothing_at_all_is_left_of_a_shard(sharded, tmp_path):
    shutil.copytree(sharded.folder, tmp_path / "data")
    copy = open_dataset(tmp_path / "data")
    last = copy.shards("train")[-1]
    none = dataclasses.replace(copy, intact={last: ()})
    assert count_records(stored_in_shards(none, "train")) == 10
    assert leave_out_damaged(copy) == copy
