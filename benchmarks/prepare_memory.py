"""Peak memory of `data_tools.prepare` at few and at many small pictures: python -m benchmarks.prepare_memory [FEW [MANY [SIDE]]].

Default 2,000 and 20,000 of 64 px. Each is prepared by a process of its own, duplicates and all. Prints one JSON line; budget: many take
at most 10 % more than few.
"""

import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from benchmarks.prepare import draw_pictures
from data_tools.command_line import run_function


def measure(source: str, out: str) -> None:
    """In the process of its own: peak resident memory in MB, seconds, and records."""
    from data_tools.prepare import prepare

    begin = time.perf_counter()
    counts = prepare(source, out, size=64, extractors="dilation").counts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(peak, 1), "seconds": round(time.perf_counter() - begin, 1), "records": sum(counts.values())}))


def prepare_memory(few: int = 2000, many: int = 20_000, side: int = 64) -> None:
    """Measures the memory of `data_tools.prepare` at few and at many pictures.

    Args:
        few: pictures.
        many: pictures.
        side: of the pictures, px.
    """
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (few, many):
            source = pathlib.Path(folder, f"source-{count}")
            draw_pictures(source, count, side, ".png", shapes=4, deviation=0.0)
            command = [sys.executable, "-m", "benchmarks.prepare_memory", "measure", str(source), f"{folder}/out-{count}"]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            found[count] = json.loads(said.splitlines()[-1])
    ratio = found[many]["peak_mb"] / found[few]["peak_mb"]
    print(json.dumps({"side": side, "few": found[few], "many": found[many], "ratio": round(ratio, 3)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(*sys.argv[2:])
    else:
        run_function(prepare_memory, command="benchmarks.prepare_memory")
