"""Sends hostile files to a running service until it says anything but a picture or one line: `python -m tools.fuzz_service URL [COUNT]`.

The files are those of `tools.fuzz_pictures`, as drawings, hints and palettes in turn. The same seed gives the same files. Run by hand.
"""

import collections
import random
import sys
import time

import httpx

from tools.fuzz_pictures import PICTURES, changed

FIELDS = ("line", "hints", "palette")
PALETTES = [b"GIMP Palette\n1 2 3\n", b'{"a": [1, 2, 3]}', b"ASEF" + bytes(8) + b"\0\0\0\1" + bytes(20), b"\0\1\0\1" + bytes(10)]
EXPECTED = (200, 413, 422)


def hostile_files(seed: int):
    """Endless (field, content), content not empty."""
    draw, files = random.Random(seed), [*PICTURES.values(), *PALETTES]
    while True:
        for field in FIELDS:
            yield field, changed(draw.choice(files), draw, files) or b"x"


def judge(answered: httpx.Response) -> None:
    """Raises AssertionError where the answer is none of those that there may be."""
    assert answered.status_code in EXPECTED, answered.text[:500]
    if answered.status_code != 200:
        said = answered.json()["error"]["message"]
        assert said and "\n" not in said and "Traceback" not in said, said


def main(url: str, count: int = 1000, seed: int = 0) -> int:
    statuses, slowest = collections.Counter(), 0.0
    with httpx.Client(base_url=url, timeout=60) as client:
        for _, (field, content) in zip(range(count), hostile_files(seed), strict=False):
            files, started = {"line": PICTURES["png"], field: content}, time.perf_counter()
            answered = client.post("/v1/colorize", files=files)
            slowest = max(slowest, time.perf_counter() - started)
            judge(answered)
            statuses[answered.status_code] += 1
        assert client.get("/readyz").status_code == 200
    print(f"{count:,} files: {dict(statuses)}; slowest {slowest:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
