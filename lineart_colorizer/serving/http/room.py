"""Memory for pages: so many pixels are worked on at a time, however many threads there are."""

import collections
import contextlib
import threading
from collections.abc import Callable, Iterator

from lineart_colorizer.memory import network_bytes

PIXELS = 64_000_000  # about 2 GB of a page that is coloured alone
LAYERED = 4  # times the memory, of one that is taken apart into layers
BYTES = 32  # of a pixel, by that
JSON_BYTES = 75  # in memory, of each byte of JSON at worst: `{"":0},` again and again
DECODING = 0.5  # of a pixel's bytes, while a picture is decoded
ASK_AGAIN = 0.1  # seconds after which one that waits looks whether it is still waited for


def network_pixels(height: int, width: int) -> int:
    """Pixels of pages that take as much memory as a drawing that the network is given."""
    return network_bytes(height, width) // BYTES


def json_pixels(content: bytes) -> int:
    """Pixels of pages that take as much memory as JSON while it is read."""
    return len(content) * JSON_BYTES // BYTES


class Room:
    """pixels: of all pages together. One that is larger than that is let in alone. Who comes first goes first: a large page among many
    small ones would wait for ever.
    """

    def __init__(self, pixels: int = PIXELS):
        self._all = self._free = pixels
        self._waiting: collections.deque[object] = collections.deque()  # the first alone may go in
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def taken(self, pixels: int, go_on: Callable[[], None]) -> Iterator[None]:
        """Waits until there is room. go_on: raises where nobody waits any more."""
        pixels, place = min(pixels, self._all), object()
        with self._changed:
            self._waiting.append(place)
            try:
                while self._waiting[0] is not place or self._free < pixels:
                    go_on()
                    self._changed.wait(ASK_AGAIN)
                self._free -= pixels
            finally:
                self._waiting.remove(place)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()
