import itertools
import threading
import time

import cv2
import pytest

from data_tools.engines import AHEAD, local, usable_cores


def test_order_is_kept_though_the_first_takes_longest():
    def slow_first(index):
        time.sleep(0.05 if index == 0 else 0)
        return index * index

    assert list(local(slow_first, range(20), workers=4)) == [index * index for index in range(20)]


def test_it_reads_no_further_ahead_than_it_must():
    taken = itertools.count()
    results = local(lambda item: item, (next(taken) for _ in range(1000)), workers=2)
    next(results)
    assert next(taken) <= AHEAD * 2 + 1
    results.close()


def test_an_error_arrives_and_ends_it():
    def fail(index):
        if index == 3:
            raise RuntimeError("third")
        return index

    with pytest.raises(RuntimeError, match="third"):
        list(local(fail, range(100), workers=2))


def test_work_is_spread_and_opencvs_threads_are_given_back():
    before = cv2.getNumThreads()
    meeting = threading.Barrier(2, timeout=5)  # passes only when two work at once
    assert list(local(lambda _: (meeting.wait() >= 0, cv2.getNumThreads()), range(2), workers=2)) == [(True, 1)] * 2
    assert cv2.getNumThreads() == before


def test_cores():
    assert usable_cores() >= 1
