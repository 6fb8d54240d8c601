"""How a function is spread over many items. `local`: the cores of this machine. `ray`: a Ray cluster, or this machine's processes.

Both yield results in the items' order, however many workers there are, and hold a few items per worker and no more: memory is flat.
"""

import collections
import concurrent.futures
import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import cv2

from data_tools.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 4  # tasks begun ahead of the one awaited, per worker: keeps workers busy and memory flat
TOGETHER = 8  # items that go to a Ray worker at once: a task costs about a millisecond
TRIES = 20  # of a Ray task whose worker, or machine, is lost


def local(function: Callable[[Item], Result], items: Iterable[Item], workers: int | None = None) -> Iterator[Result]:
    """Yields function(item) in the items' order (workers: default one per core).

    Threads, not processes: decoding, OpenCV and encoding release the interpreter's lock, and nothing is copied between them.
    An exception of `function` is raised here. Leaving early drops what has not begun.
    """
    workers = workers or usable_cores()
    with _single_threaded_opencv(), concurrent.futures.ThreadPoolExecutor(workers) as pool:
        yield from _in_flight(items, lambda item: pool.submit(function, item), concurrent.futures.Future.result, _cancel, AHEAD * workers)


def ray(function: Callable[[Item], Result], items: Iterable[Item], workers: int | None = None) -> Iterator[Result]:
    """As `local`, by tasks on the Ray cluster that RAY_ADDRESS names, else on a Ray of this machine's own.

    workers: tasks at a time; default one per core of the cluster. function, items and results are sent between processes; this package
    is sent along, so that all machines run the same. A lost worker's items are done again elsewhere. Raises InputError where Ray is
    not installed.
    """
    try:
        import ray as cluster
    except ImportError:
        raise InputError("--engine ray needs Ray, which is not installed: pip install '.[cluster]'") from None
    begun_here = not cluster.is_initialized()
    if begun_here:
        _begin(cluster, workers)

    @cluster.remote(num_cpus=1, max_retries=TRIES)
    def apply(batch: list[Item]) -> list[Result]:
        cv2.setNumThreads(1)  # one task has one core
        return [function(item) for item in batch]

    workers = workers or max(1, int(cluster.cluster_resources().get("CPU", 1)))
    try:
        for results in _in_flight(_batches(items), apply.remote, cluster.get, cluster.cancel, AHEAD * workers):
            yield from results
    finally:
        if begun_here:
            cluster.shutdown()


ENGINES = {"local": local, "ray": ray}


def engine(name: str) -> Callable:
    """The engine of that name. Raises InputError with the list of names where there is none."""
    if name not in ENGINES:
        raise InputError(f"unknown engine {name!r}: choose from {', '.join(ENGINES)}")
    return ENGINES[name]


def usable_cores() -> int:
    """Cores this process may use, which in a container are often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_flight(items: Iterable, begin: Callable, result: Callable, cancel: Callable, most: int) -> Iterator:
    """Results in order, with at most `most` tasks begun and not yet awaited."""
    pending: collections.deque = collections.deque()
    try:
        for item in items:
            pending.append(begin(item))
            if len(pending) >= most:
                yield result(pending.popleft())
        while pending:
            yield result(pending.popleft())
    finally:
        for task in pending:
            cancel(task)


def _cancel(future: concurrent.futures.Future) -> None:
    future.cancel()


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _begin(cluster, workers: int | None) -> None:
    """Joins the cluster that RAY_ADDRESS names, or begins one here, beside what else may run of Ray."""
    import data_tools

    own = {"address": "local", "num_cpus": workers or usable_cores(), "include_dashboard": False}
    here = {} if os.environ.get("RAY_ADDRESS") else own
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # no task here needs an accelerator, none is hidden either
    cluster.init(runtime_env={"py_modules": [data_tools]}, log_to_driver=False, logging_level="ERROR", **here)


@contextlib.contextmanager
def _single_threaded_opencv() -> Iterator[None]:
    """OpenCV's own threads would fight the workers for the same cores."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
