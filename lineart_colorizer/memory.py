"""Memory: what is free, and what a network takes."""

import os
import pathlib

ASSUMED = 4 << 30  # bytes that are available where nobody tells, as on Windows
MEMORY_INFO = pathlib.Path("/proc/meminfo")
LIMIT, USED = pathlib.Path("/sys/fs/cgroup/memory.max"), pathlib.Path("/sys/fs/cgroup/memory.current")  # of a container
BYTES = 1024  # a pixel that a network is given, at least
BYTES_A_SIDE = 1.34  # such a pixel, for each px of height and of width


def available_bytes() -> int:
    """Of memory, for this process: as Linux tells it, within its container's limit; elsewhere half of all there is."""
    try:
        lines = dict(line.split(":") for line in MEMORY_INFO.read_text("utf-8").splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        available = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 if hasattr(os, "sysconf") else ASSUMED
    try:
        return min(available, int(LIMIT.read_text("utf-8")) - int(USED.read_text("utf-8")))
    except (OSError, ValueError):  # no container, or one without a limit
        return available


def network_bytes(height: int, width: int) -> int:
    """About what a colorizer takes for a drawing of so many px. `LineAwareAverage` compares each pixel with its row's and its column's."""
    return int(height * width * max(BYTES, BYTES_A_SIDE * (height + width)))
