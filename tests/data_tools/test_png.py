import numpy as np
import pytest

from data_tools.pictures import encode_png
from data_tools.png import part_names

PNG = encode_png(np.zeros((4, 4), np.uint8))


def test_the_parts_of_a_png():
    assert part_names(PNG) == [b"IHDR", b"IDAT", b"IEND"]
    assert part_names(PNG + b"what a camera adds behind its end") == [b"IHDR", b"IDAT", b"IEND"]


@pytest.mark.parametrize("cut", [0, 7, 8, 20, len(PNG) - 12, len(PNG) - 1])
def test_one_that_was_cut_off(cut):
    assert part_names(PNG[:cut]) is None


@pytest.mark.parametrize("at", range(8, len(PNG)))
def test_one_with_a_byte_changed(at):
    """A part whose name is changed has another CRC, and one whose length is ends elsewhere."""
    assert part_names(PNG[:at] + bytes([PNG[at] ^ 1]) + PNG[at + 1 :]) is None
