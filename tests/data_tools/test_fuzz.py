"""Damaged and invented bytes: what comes out is a picture or an InputError of one line. `tools/fuzz_pictures.py` does it for long."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.fuzz_pictures import ARCHIVES, PICTURES, check_archive, check_picture

FEW = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
changes = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=6)


def changed(content: bytes, replaced: list[tuple[int, int]], length: int) -> bytes:
    damaged = bytearray(content)
    for place, value in replaced:
        damaged[place % len(damaged)] = value
    return bytes(damaged[: max(1, len(damaged) - length)])


@pytest.mark.filterwarnings("ignore")
@FEW
@given(kind=st.sampled_from(sorted(PICTURES)), replaced=changes, length=st.integers(0, 40))
def test_damaged_pictures(kind, replaced, length):
    check_picture(changed(PICTURES[kind], replaced, length))


@pytest.mark.filterwarnings("ignore")
@FEW
@given(head=st.sampled_from([content[:16] for content in PICTURES.values()] + [b""]), tail=st.binary(max_size=300))
def test_invented_pictures(head, tail):
    check_picture(head + tail)


@pytest.mark.filterwarnings("ignore")
@FEW
@given(kind=st.sampled_from(sorted(ARCHIVES)), replaced=changes, length=st.integers(0, 40))
def test_damaged_archives(tmp_path, kind, replaced, length):
    check_archive(changed(ARCHIVES[kind], replaced, length), tmp_path / kind)
