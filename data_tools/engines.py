"""How a function is spread over many items. `local`: the cores of this machine."""

import collections
import concurrent.futures
import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import cv2

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 4  # items begun ahead of the one awaited, per worker: keeps workers busy and memory flat


def local(function: Callable[[Item], Result], items: Iterable[Item], workers: int | None = None) -> Iterator[Result]:
    """Yields function(item) in the items' order, however many workers there are (default: one per core).

    Threads, not processes: decoding, OpenCV and encoding release the interpreter's lock, and nothing is copied between them.
    An exception of `function` is raised here. Leaving early drops what has not begun.
    """
    workers = workers or usable_cores()
    pending: collections.deque = collections.deque()
    with _single_threaded_opencv(), concurrent.futures.ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                pending.append(pool.submit(function, item))
                if len(pending) >= AHEAD * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def usable_cores() -> int:
    """Cores this process may use, which in a container are often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _single_threaded_opencv() -> Iterator[None]:
    """OpenCV's own threads would fight the workers for the same cores."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
