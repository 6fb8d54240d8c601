import asyncio

from benchmarks.serve_load import PAGES, Nobody, cost, draw_page, load, summary
from data_tools.pictures import read_picture


def test_quantiles_by_hand():
    found = [(200, number / 1000) for number in range(1, 101)] + [(503, 9.0), ("ReadError", 9.0)]
    assert summary(found, 10.0) == {
        "pages_per_second": 10.0, "p50_ms": 51.0, "p95_ms": 96.0, "p99_ms": 100.0, "max_ms": 100.0,
        "statuses": {"200": 100, "503": 1, "ReadError": 1},
    }  # fmt: skip


def test_what_a_page_costs():
    before, after = {"memory_mb": 700.04, "cpu_seconds": 10.0}, {"memory_mb": 712.0, "cpu_seconds": 12.5}
    assert cost(before, after, 50) == {"memory_mb": [700.0, 712.0], "cpu_ms_per_page": 50.0}
    assert cost({}, {}, 50) == {}  # several workers


def test_pages_are_drawings_that_differ():
    pages = [draw_page(seed, 128) for seed in range(PAGES)]
    assert len(set(pages)) == PAGES
    page = read_picture(pages[0])
    assert page.shape == (128, 128, 3)
    assert 0.5 < (page == 255).mean() < 0.99


def test_every_client_sends_one_page_after_the_other():
    async def run():
        asked = []

        class Counting(Nobody):
            async def __call__(self, reader, writer):
                asked.append(1)
                await super().__call__(reader, writer)

        nobody = await asyncio.start_server(Counting(b"picture", pages_per_second=100.0, clients=2), "127.0.0.1", 0)
        async with nobody:
            port = nobody.sockets[0].getsockname()[1]
            return asked, await load(f"http://127.0.0.1:{port}", clients=2, seconds=0.3, pages=[b"page"], token=None)

    asked, found = asyncio.run(run())
    assert len(asked) == 2  # connections, kept
    assert len(found) >= 2
    assert {status for status, _ in found} == {200}
