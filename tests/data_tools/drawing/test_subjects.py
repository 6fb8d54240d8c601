import numpy as np
import pytest

from data_tools.drawing.brush import Brush
from data_tools.drawing.composition import PLACES
from data_tools.drawing.subjects import LABELS, SUBJECTS


def drawn(label, seed, size=96):
    """The subject alone on white, its box half as wide as the picture: uint8 [size,size,3]."""
    brush = Brush(size)
    SUBJECTS[label].draw(brush.at(0.5, 0.5, 0.25), np.random.default_rng(seed))
    return brush.canvas


def test_names_can_be_folders_and_places_are_known():
    assert len(LABELS) >= 12 and list(LABELS) == sorted(LABELS)
    assert all(label.isalpha() and label.islower() for label in LABELS)
    assert {subject.place for subject in SUBJECTS.values()} <= {*PLACES, "view"}
    assert all(label in SUBJECTS for place in PLACES.values() for label in (*place.high, *place.low))


@pytest.mark.parametrize("label", LABELS)
def test_subject_keeps_to_its_box_and_varies(label):
    pictures = [drawn(label, seed) for seed in range(4)]
    assert len({picture.tobytes() for picture in pictures}) == 4
    for picture in pictures:
        painted = (picture < 250).any(axis=-1)
        assert painted[24:72, 24:72].mean() > 0.2
        painted[20:76, 20:76] = False  # the box, and a twelfth more for lines and wobble
        assert not painted.any()
        assert (picture.max(axis=-1) < 80).mean() > 0.01
