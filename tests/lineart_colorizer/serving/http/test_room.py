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


def test_who_comes_first_goes_first():
    """A large page waits, and a small one behind it, though there is room for the small one."""
    room, order = Room(10), []

    def enter(pixels: int):
        with room.taken(pixels, nothing):
            order.append(pixels)

    large, small = (threading.Thread(target=enter, args=[pixels]) for pixels in (9, 2))
    with room.taken(5, nothing):
        for count, thread in enumerate((large, small), 1):
            thread.start()
            with room._changed:
                assert room._changed.wait_for(lambda count=count: len(room._waiting) == count, 10)
        assert order == []
    for thread in (large, small):
        thread.join(10)
    assert order == [9, 2]


def test_who_gives_up_lets_the_next_go_in():
    room = Room(10)
    with room.taken(5, nothing):
        with pytest.raises(ZeroDivisionError), room.taken(9, lambda: 1 / 0):
            pass
        with room.taken(5, nothing):
            assert room._free == 0
