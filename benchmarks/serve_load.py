"""How a running service holds up: `python -m benchmarks.serve_load URL [--clients 1 8 32 --seconds 60 --size 512]`. One JSON line each.

Each client sends one page after the other over a connection of its own; pages differ, so that nothing can be kept from one to the next.
Reported: pages a second, the 50th, 95th and 99th percentile and the largest time of an answer, ms; answers by status; from the service's
/metrics, its resident memory at the start and the end, MB, and its processor time of a page, ms.

With --bare MODEL, instead: pages a second of the same decode, model and encode in one process of its own (`colorize`'s own parts, one page
after the other in so many threads), while clients send as many requests to a port where nobody colours, so that the load generator costs
what it costs beside the service.
"""

import argparse
import asyncio
import collections
import json
import multiprocessing
import re
import time
from concurrent.futures import ThreadPoolExecutor

import cv2
import httpx
import numpy as np

PAGES = 16


def draw_page(seed: int, size: int) -> bytes:
    """PNG of circles and lines, black on white, size x size px."""
    rng, page = np.random.default_rng(seed), np.full((size, size), 255, np.uint8)
    for _ in range(12):
        x, y, radius = (int(value) for value in rng.integers(size // 8, size * 7 // 8, 3))
        cv2.circle(page, (x, y), radius // 3, 0, max(1, size // 170), cv2.LINE_AA)
    return cv2.imencode(".png", page)[1].tobytes()


async def send(client: httpx.AsyncClient, pages: list[bytes], until: float, found: list[tuple[int, float]], first: int) -> None:
    """One client: appends (status, seconds) of each answer."""
    number = first
    while time.monotonic() < until:
        started = time.monotonic()
        try:
            answered = await client.post("/v1/colorize", files={"line": ("page.png", pages[number % len(pages)])})
            status = answered.status_code
        except httpx.HTTPError as error:
            status = type(error).__name__
        found.append((status, time.monotonic() - started))
        number += 1
        if status == 503:
            await asyncio.sleep(float(answered.headers.get("retry-after", 1)))


async def load(url: str, clients: int, seconds: float, pages: list[bytes], token: str | None) -> list[tuple[int, float]]:
    found: list[tuple[int, float]] = []
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=120, limits=limits) as client:
        until = time.monotonic() + seconds
        await asyncio.gather(*(send(client, pages, until, found, 7 * number) for number in range(clients)))
    return found


def told_by(url: str, token: str | None) -> dict[str, float]:
    """Resident memory, MB, and processor seconds of the service; nothing where several workers are measured together."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    figures = httpx.get(f"{url}/metrics", headers=headers).text
    found = {}
    for name, key, unit in (("process_resident_memory_bytes", "memory_mb", 1e6), ("process_cpu_seconds_total", "cpu_seconds", 1.0)):
        told = re.search(rf"^{name} (\S+)", figures, re.MULTILINE)
        if told:
            found[key] = float(told[1]) / unit
    return found


def cost(before: dict[str, float], after: dict[str, float], pages: int) -> dict:
    """Memory before and after, and processor time of a page, which other programs on the machine hardly change."""
    if not before or not after:
        return {}
    spent = 1000 * (after["cpu_seconds"] - before["cpu_seconds"])
    memory = [round(before["memory_mb"], 1), round(after["memory_mb"], 1)]
    return {"memory_mb": memory, "cpu_ms_per_page": round(spent / max(1, pages), 1)}


def summary(found: list[tuple[int, float]], seconds: float) -> dict:
    times = sorted(taken for status, taken in found if status == 200) or [float("nan")]
    quantiles = {f"p{share}_ms": round(1000 * times[min(len(times) - 1, len(times) * share // 100)], 1) for share in (50, 95, 99)}
    statuses = {str(status): count for status, count in collections.Counter(status for status, _ in found).items()}
    done = statuses.get("200", 0)
    return {"pages_per_second": round(done / seconds, 2), **quantiles, "max_ms": round(1000 * times[-1], 1), "statuses": statuses}


def bare(model: str, models: str, threads: int, seconds: float, pages: list[bytes]) -> tuple[int, float]:
    """Decode -> model -> encode in this process: pages made, and processor time of one, ms."""
    from lineart_colorizer.pages.coloring import make_colorer
    from lineart_colorizer.pages.options import PageOptions
    from lineart_colorizer.serving.http.work import PAGE
    from lineart_colorizer.serving.models import find_model, load_for_pages

    colorer = make_colorer(load_for_pages(find_model(model, models)), PageOptions(), [PAGE])
    next(colorer.color(PAGE, pages[0]))

    def work(first: int) -> int:
        done = 0
        while time.monotonic() < until:
            next(colorer.color(PAGE, pages[(first + done) % len(pages)]))
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        until, begun = time.monotonic() + seconds, time.process_time()
        made = sum(pool.map(work, range(threads)))
    return made, round(1000 * (time.process_time() - begun) / made, 1)


class Nobody:
    """Answers every request with a stored picture after as long as a page takes: the load generator's work without the service's."""

    def __init__(self, picture: bytes, pages_per_second: float, clients: int):
        self._answer = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: %d\r\n\r\n" % len(picture) + picture
        self._wait = clients / pages_per_second

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                await reader.readexactly(int(length[1]) if length else 0)
                await asyncio.sleep(self._wait)
                writer.write(self._answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def beside(clients: int, seconds: float, pages: list[bytes], pages_per_second: float) -> multiprocessing.Process:
    """A load generator in a process of its own, that sends to nobody at the pace of a service."""
    return multiprocessing.get_context("spawn").Process(target=_send_to_nobody, args=(clients, seconds, pages, pages_per_second))


def _send_to_nobody(clients: int, seconds: float, pages: list[bytes], pages_per_second: float) -> None:
    async def run() -> None:
        nobody = await asyncio.start_server(Nobody(pages[0] * 20, pages_per_second, clients), "127.0.0.1", 0)
        port = nobody.sockets[0].getsockname()[1]
        await load(f"http://127.0.0.1:{port}", clients, seconds, pages, None)

    asyncio.run(run())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", type=int, default=512, help="px")
    parser.add_argument("--token")
    parser.add_argument("--bare", metavar="MODEL", help="measures decode, model and encode in this process instead")
    parser.add_argument("--models", default="models")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4], help="with --bare")
    parser.add_argument("--pace", type=float, default=10.0, help="with --bare: pages a second that are sent to nobody; 0: none")
    asked = parser.parse_args()
    pages = [draw_page(seed, asked.size) for seed in range(PAGES)]
    if asked.bare:
        for threads in asked.threads:
            generator = beside(max(asked.clients), asked.seconds + 30, pages, asked.pace) if asked.pace else None
            if generator:
                generator.start()
            made, spent = bare(asked.bare, asked.models, threads, asked.seconds, pages)
            if generator:
                generator.terminate()
            print(
                json.dumps(
                    {
                        "bare_threads": threads,
                        "size": asked.size,
                        "pages_per_second": round(made / asked.seconds, 2),
                        "cpu_ms_per_page": spent,
                    }
                ),
                flush=True,
            )
        return
    for clients in asked.clients:
        before = told_by(asked.url, asked.token)
        found = asyncio.run(load(asked.url, clients, asked.seconds, pages, asked.token))
        told = {"clients": clients, "size": asked.size, "seconds": asked.seconds, **summary(found, asked.seconds)}
        print(json.dumps(told | cost(before, told_by(asked.url, asked.token), len(found))), flush=True)


if __name__ == "__main__":
    main()
