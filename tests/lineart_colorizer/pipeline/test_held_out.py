import pytest

from data_tools.errors import InputError
from data_tools.pictures import write_png
from data_tools.prepare import prepare
from data_tools.records import Dataset
from lineart_colorizer.pipeline import held_out as module
from lineart_colorizer.pipeline.batches import read_in_order, stored_pairs
from lineart_colorizer.pipeline.classes import choose_classes
from lineart_colorizer.pipeline.feeds import FEEDS
from lineart_colorizer.pipeline.held_out import group_of, hold_out
from lineart_colorizer.settings import Settings
from tests.conftest import draw_picture

SHARE = 0.3  # by their names' hashes, 2 of the 9 training pictures: one box, one disk


def sources(dataset: Dataset, split: str = "train") -> set[str]:
    return {pair["source"].decode() for pair in stored_pairs(dataset, split)}


@pytest.mark.parametrize(
    ("source", "group"),
    [
        ("cats/fox.png", "cats/fox"),
        ("cats/fox-2.png", "cats/fox"),
        ("cats/fox_v3.JPEG", "cats/fox"),
        ("cats/fox (4).jp2", "cats/fox"),
        ("cats/fox - Copy.png", "cats/fox"),
        ("cats/fox copy (2).png", "cats/fox"),
        ("cats/fox-12.png", "cats/fox-12"),
        ("pets/pets-00012.png", "pets/pets-00012"),
        ("a.zip/b/1.png", "a.zip/b/1"),
        ("1F468-1F3FB.png", "1F468-1F3FB"),
    ],
)
def test_the_group_of_a_name(source, group):
    assert group_of(source).numpy().decode() == group


def test_every_training_picture_is_learned_from_or_held_out_and_counted(dataset):
    learned, held_out = hold_out(dataset, SHARE)
    assert sources(learned) | sources(held_out) == sources(dataset)
    assert not sources(learned) & sources(held_out)
    assert learned.counts == {"train": 7, "val": dataset.counts["val"]}
    assert held_out.counts == {"train": 2, "val": 0}
    assert (len(sources(learned)), len(sources(held_out))) == (7, 2)


def test_of_some_classes_it_is_the_same_pictures(dataset):
    _, held_out = hold_out(dataset, SHARE)
    learned, of_disks = hold_out(choose_classes(dataset, "disks"), SHARE)
    assert sources(of_disks) == {source for source in sources(held_out) if source.startswith("disks/")}
    assert {int(pair["label"]) for pair in stored_pairs(learned, "train")} == {1}


@pytest.mark.parametrize("data", ["pairs", "unpaired"])
def test_no_feed_trains_on_what_is_held_out(dataset, data):
    learned, held_out = hold_out(dataset, SHARE)
    settings = Settings().but(size=dataset.size, batch=2)
    feed, judging = (FEEDS[data](dataset=part, settings=settings) for part in (learned, held_out))
    assert set(feed.sources(0, 3 * learned.counts["train"])) <= sources(learned)
    (batch,) = judging.validation(held_out.counts["train"])
    assert {len(values) for values in batch.values()} == {2}


def test_an_epoch_is_what_is_learned_from(dataset):
    learned, _ = hold_out(dataset, SHARE)
    records = list(read_in_order(learned, "train", 0, 0).take(14).as_numpy_iterator())
    assert len(set(records[:7])) == 7
    assert set(records[:7]) == set(records[7:])
    assert next(iter(read_in_order(learned, "train", 0, 8).as_numpy_iterator())) == records[8]


def test_variants_of_a_picture_come_on_one_side(tmp_path):
    endings = ("", "-2", " copy")
    for at, name in enumerate("abcdefgh"):
        for variant, ending in enumerate(endings):
            path = tmp_path / "pictures" / f"{name}{ending}.png"
            path.parent.mkdir(exist_ok=True)
            write_png(path, draw_picture(at + 100 * variant))
    dataset = prepare(tmp_path / "pictures", tmp_path / "out", size=32, val=0.0, workers=1, keep_duplicates=True)
    held_out = sources(hold_out(dataset, 0.4)[1])
    assert held_out == {f"{name}{ending}.png" for name in "efg" for ending in endings}


def test_of_many_pictures_a_smaller_share_is_enough(dataset, monkeypatch):
    monkeypatch.setattr(module, "MOST", SHARE * dataset.counts["train"])
    few, expected = hold_out(dataset, 0.5)[1], {"boxes/06.png", "disks/11.png"}
    assert sources(few) == expected


def test_none_or_all_is_refused(dataset):
    for share, which, what in ((1e-5, "none", "raise"), (0.99999, 9, "lower")):
        with pytest.raises(InputError) as refused:
            hold_out(dataset, share)
        assert str(refused.value) == f"--held-out {share}: that is {which} of the 9 training pictures in {dataset.folder}: {what} it"
