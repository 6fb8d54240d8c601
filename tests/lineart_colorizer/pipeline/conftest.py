"""Data sets of several shards, sound and damaged."""

import pathlib
import shutil

import pytest

from data_tools.damage import leave_out_damaged
from data_tools.prepare import prepare
from data_tools.records import Dataset, open_dataset
from tests.damaging import flip_in_record


@pytest.fixture(scope="session")
def sharded(pictures_folder, tmp_path_factory) -> Dataset:
    """All 12 pictures for training, in three shards: two of five records and one of two. Do not write into its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_tools.shards.ShardWriter.__init__.__defaults__", (5,))
        dataset = prepare(pictures_folder, tmp_path_factory.mktemp("sharded") / "out", size=32, val=0, workers=1)
    assert (dataset.counts["train"], len(dataset.shards("train"))) == (12, 3)
    return dataset


@pytest.fixture(scope="session")
def damaged(sharded, tmp_path_factory) -> Dataset:
    """A copy whose seventh record is damaged, as `leave_out_damaged` gives it."""
    folder = tmp_path_factory.mktemp("damaged") / "out"
    shutil.copytree(sharded.folder, folder)
    flip_in_record(pathlib.Path(open_dataset(folder).shards("train")[1]), 1)
    return leave_out_damaged(open_dataset(folder))
