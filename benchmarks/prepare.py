"""Pictures/s of `data_tools.prepare` with `dilation` over a bare loop doing the same work on the same cores.

    python -m benchmarks.prepare [PICTURES [SIDE [SUFFIX]]]      default 200 pictures of 1024 px, .png

The bare loop reads with OpenCV, extracts the line, reduces both with INTER_AREA and encodes two PNGs, in a pool of as many threads as
cores; it checks, hashes, compares, shuffles and writes nothing. The two take turns, and the medians of five count. Prints one JSON line;
budget: ratio >= 0.8. `cpu_ratio` compares processor seconds instead, where the machine is shared with others.
"""

import contextlib
import io
import json
import pathlib
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from data_tools.command_line import run_function
from data_tools.engines import usable_cores
from data_tools.line_extraction import dilation
from data_tools.prepare import prepare

SIZE = 128
TURNS = 5
FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]


def draw_pictures(folder: pathlib.Path, count: int, side: int, suffix: str, *, shapes: int = 12, deviation: float = 2.0) -> list[str]:
    """Flat shapes with outlines and a little grain, so that files are as large as real ones. folder: to make, its parent is there.

    deviation: of the grain, grey levels; of small pictures, it makes photographs.
    """
    generator = np.random.default_rng(0)
    grain = generator.normal(0, deviation, (side, side, 3))
    folder.mkdir()
    paths = []
    for index in range(count):
        picture = np.full((side, side, 3), 255, np.uint8)
        for _ in range(shapes):
            center, radius = generator.integers(0, side, 2).tolist(), int(generator.integers(side // 20, side // 4))
            cv2.circle(picture, center, radius, generator.integers(0, 256, 3).tolist(), -1, cv2.LINE_AA)
            cv2.circle(picture, center, radius, (0, 0, 0), max(2, side // 128), cv2.LINE_AA)
        paths.append(str(folder / f"{index:05d}{suffix}"))
        cv2.imwrite(paths[-1], np.clip(picture + grain, 0, 255).astype(np.uint8))
    return paths


def bare(path: str) -> None:
    picture = cv2.imread(path, cv2.IMREAD_COLOR_RGB)
    for image in (dilation(picture, ""), picture):
        cv2.imencode(".png", cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA), FAST)


def bare_loop(paths: list[str], cores: int) -> None:
    cv2.setNumThreads(1)
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(bare, paths))


def prepared(source: pathlib.Path, out: pathlib.Path, cores: int) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        prepare(source, out, size=SIZE, extractors="dilation", workers=cores)


def timed(function, *arguments) -> np.ndarray:
    """Seconds by the clock and of the processor, all threads together."""
    begin = np.array([time.perf_counter(), time.process_time()])
    function(*arguments)
    return np.array([time.perf_counter(), time.process_time()]) - begin


def benchmark(count: int = 200, side: int = 1024, suffix: str = ".png") -> None:
    """Measures `data_tools.prepare` beside a bare loop.

    Args:
        count: pictures that are drawn and prepared.
        side: of the pictures, px.
        suffix: of their files, which tells their format.
    """
    import tensorflow  # noqa: F401  (its seconds of import are no part of the speed)

    cores = usable_cores()
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "source")
        paths = draw_pictures(source, count, side, suffix)
        turns = [
            (timed(bare_loop, paths, cores), timed(prepared, source, pathlib.Path(folder, f"out-{turn}"), cores)) for turn in range(TURNS)
        ]
    (bare_wall, bare_cpu), (wall, cpu) = np.median(turns, axis=0)
    speeds = {"bare": count / bare_wall, "prepare": count / wall, "ratio": bare_wall / wall, "cpu_ratio": bare_cpu / cpu}
    what = {"pictures": count, "side": side, "format": suffix, "cores": cores}
    print(json.dumps(what | {name: round(float(value), 3) for name, value in speeds.items()}))


if __name__ == "__main__":
    run_function(benchmark, command="benchmarks.prepare")
