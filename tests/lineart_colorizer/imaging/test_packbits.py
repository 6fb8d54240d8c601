import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from lineart_colorizer.imaging.packbits import pack_rows


def unpack(packed: bytes) -> list[int]:
    """TIFF 6.0, section 9: a header of 0..127 tells of that many literal bytes and one; of 129..255, of 257 less that, all equal."""
    found, place = [], 0
    while place < len(packed):
        header = packed[place]
        assert header != 128
        if header < 128:
            found += packed[place + 1 : place + header + 2]
            place += header + 2
        else:
            found += [packed[place + 1]] * (257 - header)
            place += 2
    return found


def test_the_decoder_here_reads_apples_own_example():
    packed = bytes.fromhex("FEAA0280002AFDAA0380002A22F7AA")
    assert bytes(unpack(packed)).hex().upper() == "AAAAAA80002AAAAAAAAA80002A22AAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize(
    ("row", "packed"),
    [([7], [0, 7]), ([7, 8], [1, 7, 8]), ([7, 7, 7], [254, 7]), ([5] * 128, [129, 5]), ([5] * 300, [129, 5, 129, 5, 213, 5])],
)
def test_worked_rows(row, packed):
    found, lengths = pack_rows(np.array([row], np.uint8))
    assert list(found) == packed
    assert lengths == [len(packed)]


def test_long_literals_are_told_of_in_parts():
    packed, _ = pack_rows(np.arange(300, dtype=np.int64).astype(np.uint8)[None])
    assert (packed[0], packed[129], packed[258]) == (127, 127, 43)
    assert len(packed) == 303


def test_each_row_is_packed_by_itself():
    packed, lengths = pack_rows(np.array([[9, 9, 9], [9, 9, 9], [9, 1, 2]], np.uint8))
    assert list(packed) == [254, 9, 254, 9, 2, 9, 1, 2]
    assert lengths == [2, 2, 4]


@settings(max_examples=50, deadline=None)
@given(arrays.arrays(np.uint8, some.tuples(some.integers(1, 5), some.integers(1, 400)), elements=some.integers(0, 2)))
def test_any_rows_come_back(rows):
    packed, lengths = pack_rows(rows)
    place = 0
    for row, length in zip(rows, lengths, strict=True):
        assert unpack(packed[place : place + length]) == row.tolist()
        place += length
    assert place == len(packed)
