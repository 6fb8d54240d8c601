"""How fast a prepared data set is looked through for damage before it is used: python -m benchmarks.check_records DATASET [LOOKS].

Prints one JSON line: median seconds of a look, on the clock and of a processor, and records per processor second; and the same of a copy
of which one record is damaged. Budget: 20,000 records of 128 px in 2 s.
"""

import json
import pathlib
import shutil
import tempfile
import time

import numpy as np

from data_tools.command_line import run_function
from data_tools.damage import leave_out_damaged
from data_tools.records import Dataset, open_dataset


def time_look(dataset: Dataset) -> tuple[float, float]:
    """Seconds on the clock, and of a processor."""
    begin = time.perf_counter(), time.process_time()
    leave_out_damaged(dataset, say=lambda text: None)
    return time.perf_counter() - begin[0], time.process_time() - begin[1]


def report(dataset: Dataset, looks: int) -> dict[str, float]:
    seconds, busy = np.median([time_look(dataset) for _ in range(looks)], axis=0)
    return {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(busy, 3),
        "records_per_cpu_second": round(sum(dataset.counts.values()) / busy),
    }


def check_records(folder: str, looks: int = 5) -> None:
    """Measures how fast a prepared data set is looked through for damage.

    Args:
        folder: the data set.
        looks: of which the median is taken.
    """
    dataset = open_dataset(folder)
    time_look(dataset)  # TensorFlow is loaded
    with tempfile.TemporaryDirectory() as place:
        copy = pathlib.Path(place, "data")
        shutil.copytree(dataset.folder, copy)
        shard = copy / pathlib.PurePath(dataset.shards("train")[0]).name
        content = bytearray(shard.read_bytes())
        content[len(content) // 2] ^= 1
        shard.write_bytes(content)
        told = {"sound": report(dataset, looks), "damaged": report(open_dataset(copy), looks)}
    print(json.dumps({"records": sum(dataset.counts.values()), "shards": len(list(pathlib.Path(folder).glob("*.tfrecord")))} | told))


if __name__ == "__main__":
    run_function(check_records, command="benchmarks.check_records")
