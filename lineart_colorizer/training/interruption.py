"""Ctrl-C and SIGTERM: the first lets the step end and be saved, a second ends the process at once."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

from data_tools.errors import INTERRUPTED

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]  # the last is Windows' own


class Interruption:
    """Whether a person, or the machine's manager, asked this process to end. asked: the name of the signal, None before."""

    asked: str | None = None


@contextlib.contextmanager
def interruptible(say: Callable[[str], None]) -> Iterator[Interruption]:
    """Signals are noted while this lasts, instead of raising wherever the program happens to be. say: is told of the first one.

    Outside the main thread, where Python lets nobody handle signals, nothing is noted.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return

    def note(number, frame):
        if interruption.asked:
            os._exit(INTERRUPTED)
        interruption.asked = signal.Signals(number).name
        say(f"{interruption.asked}: this step is saved, then training stops; once more stops at once")

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
