import numpy as np

from data_tools.pictures import encode_png
from data_tools.png import part_names

PNG = encode_png(np.zeros((4, 4), np.uint8))


def test_the_parts_of_a_png():
    assert part_names(PNG) == [b"IHDR", b"IDAT", b"IEND"]
    assert part_names(PNG + b"what a camera adds behind its end") == [b"IHDR", b"IDAT", b"IEND"]


def test_one_that_was_cut_off():
    assert [cut for cut in range(len(PNG)) if part_names(PNG[:cut]) is not None] == []


def test_one_with_a_byte_changed():
    """A part whose name is changed has another CRC, and one whose length is ends elsewhere."""
    changed = {at: PNG[:at] + bytes([PNG[at] ^ 1]) + PNG[at + 1 :] for at in range(8, len(PNG))}
    assert [at for at, content in changed.items() if part_names(content) is not None] == []
