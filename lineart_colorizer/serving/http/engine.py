"""Work in threads: so many pages at a time, so many that wait, none for longer than its deadline, none for a client that has gone."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from lineart_colorizer.serving.http.errors import ServiceError, busy
from lineart_colorizer.serving.http.metrics import Metrics


def gone() -> ServiceError:
    return ServiceError(499, "gone", "the client has gone")


class Ticket:
    """A page's place in the engine: until when it is waited for, and whether it still is."""

    def __init__(self, seconds: float):
        self.start = time.monotonic()
        self._seconds = seconds
        self._given_up = threading.Event()

    @property
    def left(self) -> float:
        return self.start + self._seconds - time.monotonic()

    def give_up(self) -> None:
        self._given_up.set()

    def go_on(self) -> None:
        """Raises ServiceError where nobody waits any more."""
        if self._given_up.is_set():
            raise gone()
        if self.left <= 0:
            raise self.late()

    def late(self) -> ServiceError:
        return ServiceError(504, "late", f"not done after {self._seconds:g} seconds: try a smaller picture, or later")


class Engine:
    """threads: pages at a time. queue: pages that wait; more are refused. deadline: seconds."""

    def __init__(self, threads: int, queue: int, deadline: float, metrics: Metrics):
        self._pool = ThreadPoolExecutor(threads, "page")
        self._threads, self._queue, self._deadline, self._metrics = threads, queue, deadline, metrics
        self._inside, self._lock = 0, threading.Lock()  # waiting and working

    def ticket(self) -> Ticket:
        return Ticket(self._deadline)

    def check_room(self) -> None:
        """Raises ServiceError 503 where as many wait as may."""
        if self._inside >= self._threads + self._queue:
            raise busy(f"{self._queue} pages wait already: try again")

    async def before_deadline(self, waiting: Awaitable, ticket: Ticket) -> Any:
        """The result of what is no work of the engine's, such as loading a model. Raises ServiceError: late."""
        try:
            return await asyncio.wait_for(waiting, max(0.0, ticket.left))
        except TimeoutError:
            raise ticket.late() from None

    async def run(self, work: Callable[[], Any], ticket: Ticket, leaving: Callable[[], Awaitable]) -> Any:
        """The result of work() in a thread. leaving(): ends when the client goes. Raises ServiceError: full, late, gone, or work's own."""
        self.check_room()
        self._count(1)
        future = self._pool.submit(self._work, work, ticket)
        future.add_done_callback(self._left)
        job, watch = asyncio.wrap_future(future), asyncio.ensure_future(leaving())
        try:
            await asyncio.wait({job, watch}, timeout=max(0.0, ticket.left), return_when=asyncio.FIRST_COMPLETED)
            if job.done():
                return job.result()
            raise gone() if watch.done() else ticket.late()
        finally:
            ticket.give_up()
            watch.cancel()
            job.cancel()  # keeps it from beginning, where it waits still

    def _work(self, work: Callable[[], Any], ticket: Ticket) -> Any:
        with self._metrics.working.track_inprogress():
            ticket.go_on()
            return work()

    def _count(self, change: int) -> None:
        with self._lock:
            self._inside += change
            self._metrics.inside.set(self._inside)

    def _left(self, future: Future) -> None:
        self._count(-1)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
