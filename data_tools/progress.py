"""Progress that suits where it is seen: a bar on a terminal, a plain line every few seconds elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def progress(items: Iterable[Item], *, total: int, what: str, unit: str = "pictures", seconds: float = 5.0) -> Iterator[Item]:
    """Yields the items, showing how many of `total` are done, how fast, and the time left. seconds: between plain lines."""
    if sys.stdout.isatty():
        from tqdm import tqdm

        yield from tqdm(items, total=total, desc=what, unit=f" {unit}", file=sys.stdout)
        return
    begin = said = time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - said >= seconds and done < total:
            said, speed = now, done / (now - begin)
            print(f"{what}: {done:,} of {total:,} {unit}, {speed:.3g}/s, {duration((total - done) / speed)} left", flush=True)


def duration(seconds: float) -> str:
    """Seconds as a person says them: "45 s", "12 min 5 s", "3 h 20 min"."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
