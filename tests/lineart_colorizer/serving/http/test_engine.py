import asyncio
import threading

import pytest

from lineart_colorizer.serving.http.engine import Engine
from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.metrics import Metrics

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine():
    engine = Engine(threads=1, queue=1, deadline=60.0, metrics=Metrics())
    yield engine
    engine.close()


def never() -> asyncio.Future:
    return asyncio.get_running_loop().create_future()


class Held:
    """Work that waits until it is let go."""

    def __init__(self):
        self.begun, self.let_go, self.calls = threading.Event(), threading.Event(), 0

    def __call__(self):
        self.calls += 1
        self.begun.set()
        self.let_go.wait(10)
        return "done"


async def refusal(waiting) -> tuple[int, str]:
    with pytest.raises(ServiceError) as refused:
        await waiting
    return refused.value.status, refused.value.code


async def test_work_is_done_in_another_thread(engine):
    assert await engine.run(threading.current_thread, engine.ticket(), never) is not threading.current_thread()


async def test_errors_of_the_work_are_raised(engine):
    def fail():
        raise ServiceError(422, "invalid", "no")

    assert await refusal(engine.run(fail, engine.ticket(), never)) == (422, "invalid")


async def test_more_than_may_wait_is_refused_with_when_to_come_again(engine):
    held = Held()
    both = [asyncio.create_task(engine.run(held, engine.ticket(), never)) for _ in range(2)]
    await asyncio.to_thread(held.begun.wait)
    with pytest.raises(ServiceError) as refused:
        await engine.run(held, engine.ticket(), never)
    assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "1"})
    held.let_go.set()
    assert [await each for each in both] == ["done", "done"]
    assert await engine.run(held, engine.ticket(), never) == "done"


async def test_who_goes_while_it_waits_is_never_worked_for(engine):
    held, other, leaving = Held(), Held(), never()
    first = asyncio.create_task(engine.run(held, engine.ticket(), never))
    await asyncio.to_thread(held.begun.wait)
    second = asyncio.create_task(engine.run(other, engine.ticket(), lambda: leaving))
    await asyncio.sleep(0)
    leaving.set_result(None)
    assert await refusal(second) == (499, "gone")
    held.let_go.set()
    await first
    assert await engine.run(lambda: other.calls, engine.ticket(), never) == 0


async def test_who_goes_while_it_is_worked_on_stops_the_work(engine):
    ticket, leaving, begun, stopped = engine.ticket(), never(), threading.Event(), []

    def work():
        begun.set()
        while True:
            try:
                ticket.go_on()
            except ServiceError as error:
                stopped.append(error.code)
                raise

    job = asyncio.create_task(engine.run(work, ticket, lambda: leaving))
    await asyncio.to_thread(begun.wait)
    leaving.set_result(None)
    assert await refusal(job) == (499, "gone")
    assert await engine.run(lambda: stopped, engine.ticket(), never) == ["gone"]  # the one thread is free again


async def test_what_is_not_done_before_its_deadline_is_late():
    engine, held = Engine(threads=1, queue=1, deadline=0.05, metrics=Metrics()), Held()
    try:
        assert await refusal(engine.run(held, engine.ticket(), never)) == (504, "late")
        assert await refusal(engine.run(held, engine.ticket(), never)) == (504, "late")  # it waited behind the first
    finally:
        held.let_go.set()
        engine.close()
    assert held.calls == 1
