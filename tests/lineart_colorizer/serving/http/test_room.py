import threading

import pytest

from lineart_colorizer.serving.http.room import Room


def nothing() -> None:
    pass


def test_pages_that_fit_go_together_and_one_more_waits():
    room, entered = Room(10), threading.Event()

    def third():
        with room.taken(5, nothing):
            entered.set()

    with room.taken(4, nothing):
        with room.taken(6, nothing):
            waiting = threading.Thread(target=third)
            waiting.start()
            assert not entered.is_set()
        waiting.join(10)
        assert entered.is_set()


def test_a_page_larger_than_all_goes_alone():
    room = Room(10)
    with room.taken(99, nothing):
        assert room._free == 0
    assert room._free == 10


def test_who_is_not_waited_for_does_not_wait():
    room, asked = Room(10), []

    def gone():
        asked.append(1)
        raise TimeoutError

    with room.taken(6, nothing), pytest.raises(TimeoutError), room.taken(5, gone):
        pass
    assert asked == [1]
    assert room._free == 10
