"""How fast demo pictures are drawn, on one core, encoding not counted: python -m benchmarks.demo_drawing [COUNT]. Prints one JSON line."""

import json
import time

import cv2

from data_tools.command_line import run_function
from data_tools.demo import draw_picture

SIZE = 256


def demo_drawing(count: int = 640) -> None:
    """Measures how fast demo pictures are drawn.

    Args:
        count: pictures that are drawn.
    """
    cv2.setNumThreads(1)
    draw_picture(1, 0, SIZE)  # first use of OpenCV and NumPy
    wall, busy = time.perf_counter(), time.process_time()
    for index in range(count):
        draw_picture(0, index, SIZE)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    result = {"pictures_per_second": round(count / wall, 1), "per_cpu_second": round(count / busy, 1)}
    print(json.dumps(result | {"count": count, "size": SIZE}))


if __name__ == "__main__":
    run_function(demo_drawing, command="benchmarks.demo_drawing")
