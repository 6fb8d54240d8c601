"""How fast demo pictures are drawn, on one core, encoding not counted: python -m benchmarks.demo_drawing [COUNT]. Prints one JSON line."""

import json
import sys
import time

import cv2

from data_tools.demo import draw_picture

SIZE = 256


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 640
    cv2.setNumThreads(1)
    draw_picture(1, 0, SIZE)  # first use of OpenCV and NumPy
    wall, busy = time.perf_counter(), time.process_time()
    for index in range(count):
        draw_picture(0, index, SIZE)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    result = {"pictures_per_second": round(count / wall, 1), "per_cpu_second": round(count / busy, 1)}
    print(json.dumps(result | {"count": count, "size": SIZE}))


if __name__ == "__main__":
    main()
