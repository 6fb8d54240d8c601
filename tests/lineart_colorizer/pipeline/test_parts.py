import numpy as np
import pytest
import tensorflow as tf

from lineart_colorizer.pipeline.batches import training_batches
from lineart_colorizer.pipeline.parts import WHOLE, Part
from lineart_colorizer.pipeline.pictures import training_pictures
from lineart_colorizer.pipeline.unpaired import UnpairedPictures
from lineart_colorizer.settings import AugmentationSettings

ROUNDING = 1e-5  # TensorFlow's exp and cos of more values at once differ in the last bit

COMMON = {"batch": 4, "augmentation": AugmentationSettings(), "seed": 3, "start": 2}


def pairs(dataset, part):
    return training_batches(dataset, hint_share=0.7, part=part, **COMMON)


def pictures(dataset, part):
    return training_pictures(dataset, part=part, **COMMON)


def unpaired(dataset, part):
    return UnpairedPictures(dataset, None).training(part=part, **COMMON)


@pytest.mark.parametrize("feed", [pairs, pictures, unpaired])
def test_the_parts_of_two_processes_are_the_batch_of_one(dataset, feed):
    whole, *halves = (list(feed(dataset, part).take(4).as_numpy_iterator()) for part in (WHOLE, Part(0, 2), Part(1, 2)))
    for batch, *parts in zip(whole, *halves, strict=True):
        for name, values in batch.items():
            assert len(parts[0][name]) == 2
            np.testing.assert_allclose(np.concatenate([part[name] for part in parts]), values, rtol=0, atol=ROUNDING)


def test_what_is_drawn_is_drawn_for_the_whole_batch():
    def count(shape):
        return tf.reshape(tf.range(shape[0] * shape[1]), shape)

    assert Part(1, 3).draw(count, [2, 2]).numpy().tolist() == [[4, 5], [6, 7]]
    assert WHOLE.draw(count, [2, 2]).numpy().tolist() == [[0, 1], [2, 3]]


def test_records_of_a_part_are_its_own_of_every_batch():
    records = tf.data.Dataset.range(12)
    assert list(Part(1, 2).records(records, 4).as_numpy_iterator()) == [2, 3, 6, 7, 10, 11]
    assert WHOLE.records(records, 4) is records
