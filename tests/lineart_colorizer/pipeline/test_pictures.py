import numpy as np

from lineart_colorizer.pipeline.batches import training_batches, validation_batches
from lineart_colorizer.pipeline.classes import choose_classes
from lineart_colorizer.pipeline.pictures import stored_pictures, training_pictures
from lineart_colorizer.settings import AugmentationSettings


def test_the_same_pictures_as_with_their_drawings_in_the_same_order(dataset):
    """Only without the drawings: augmented alike, to OpenCV's rounding."""
    order = {"batch": 3, "augmentation": AugmentationSettings(), "seed": 5, "start": 7}
    alone, paired = (next(iter(read)) for read in (training_pictures(dataset, **order), training_batches(dataset, hint_share=0.0, **order)))
    assert set(alone) == {"color", "label"}
    np.testing.assert_allclose(alone["color"], paired["color"], atol=2e-3)
    np.testing.assert_array_equal(alone["label"], paired["label"])


def test_stored_pictures_are_the_validation_pairs(dataset):
    alone, paired = stored_pictures(dataset, batch=2, count=3, split="val"), validation_batches(dataset, batch=2, count=3)
    assert [len(batch["label"]) for batch in alone] == [2, 1]
    for one, other in zip(alone, paired, strict=True):
        np.testing.assert_allclose(one["color"], other["color"], atol=1e-6)
        np.testing.assert_array_equal(one["label"], other["label"])


def test_of_chosen_classes_alone(dataset):
    (batch,) = stored_pictures(choose_classes(dataset, "disks"), batch=20, count=20, split="train")
    assert set(batch["label"].numpy()) == {0}
