"""Memory for pages: so many pixels are worked on at a time, however many threads there are."""

import contextlib
import threading
from collections.abc import Callable, Iterator

PIXELS = 64_000_000  # about 2 GB of a page that is coloured alone
LAYERED = 4  # times the memory, of one that is taken apart into layers
ASK_AGAIN = 0.1  # seconds after which one that waits looks whether it is still waited for


class Room:
    """pixels: of all pages together. One that is larger than that is let in alone."""

    def __init__(self, pixels: int = PIXELS):
        self._all = self._free = pixels
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def taken(self, pixels: int, go_on: Callable[[], None]) -> Iterator[None]:
        """Waits until there is room. go_on: raises where nobody waits any more."""
        pixels = min(pixels, self._all)
        with self._changed:
            while self._free < pixels:
                go_on()
                self._changed.wait(ASK_AGAIN)
            self._free -= pixels
        try:
            yield
        finally:
            with self._changed:
                self._free += pixels
                self._changed.notify_all()
