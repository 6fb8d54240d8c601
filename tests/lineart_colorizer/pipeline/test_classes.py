import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.records import Dataset
from lineart_colorizer.pipeline.batches import stored_pairs, training_batches, validation_batches
from lineart_colorizer.pipeline.classes import choose_classes
from lineart_colorizer.settings import AugmentationSettings


def stored_labels(dataset: Dataset, split: str) -> list[int]:
    return [int(pair["label"]) for pair in stored_pairs(dataset, split)]


def test_all_classes_are_the_data_set_itself(dataset):
    assert choose_classes(dataset, None) is dataset


@pytest.mark.parametrize("said", ["disks", "1", "1-1", " disks ", "disks,1"])
def test_one_class_by_name_or_number(dataset, said):
    subset = choose_classes(dataset, said)
    assert subset.labels == ("disks",)
    assert subset.counts == {split: stored_labels(dataset, split).count(1) for split in ("train", "val")}
    assert set(stored_labels(subset, "train")) == {1}  # as stored


@pytest.mark.parametrize(("said", "labels"), [("0-1", ("boxes", "disks")), ("disks,boxes", ("disks", "boxes"))])
def test_several_classes_are_numbered_in_the_order_given(dataset, said, labels):
    subset = choose_classes(dataset, said)
    assert subset.labels == labels
    assert subset.counts == dataset.counts
    (batch,) = validation_batches(subset, batch=20, count=20)
    boxes = labels.index("boxes")
    stored = stored_labels(dataset, "val")
    assert batch["label"].numpy().tolist() == [boxes if label == 0 else 1 - boxes for label in stored]


def test_training_sees_each_chosen_picture_once_an_epoch_and_goes_on_where_it_stopped(dataset):
    subset = choose_classes(dataset, "disks")
    count = subset.counts["train"]
    still = AugmentationSettings(flip=False, shift=0.0, scale=0.0, rotation=0.0, thickness=0.0, strength=0.0)

    def colors(start: int, batches: int) -> list[np.ndarray]:
        read = training_batches(subset, batch=1, hint_share=0.0, augmentation=still, seed=0, start=start)
        return [batch["color"].numpy() for batch in read.take(batches)]

    seen = colors(0, 2 * count)
    assert len({color.tobytes() for color in seen[:count]}) == count
    for one, other in zip(colors(count + 1, count - 1), seen[count + 1 :], strict=True):
        np.testing.assert_array_equal(one, other)


def test_damaged_records_are_in_no_class(sharded, damaged):
    """Of 12 records, six of each class, one is damaged."""
    assert [choose_classes(sharded, name).counts["train"] for name in ("boxes", "disks")] == [6, 6]
    left = [choose_classes(damaged, name) for name in ("boxes", "disks")]
    assert sorted(part.counts["train"] for part in left) == [5, 6]
    assert [len(stored_labels(part, "train")) for part in left] == [part.counts["train"] for part in left]


@pytest.mark.parametrize("said", ["cats", "0-2", "2", "1-0", "-1", "", "disks,,boxes"])
def test_what_is_no_class_is_answered_with_those_there_are(dataset, said):
    with pytest.raises(InputError, match=r"--classes: '.*' is no class of .* \(there are: 0 boxes, 1 disks\)"):
        choose_classes(dataset, said)
