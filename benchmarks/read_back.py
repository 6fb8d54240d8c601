"""Augmented training pairs per second and core that the pipeline delivers: python -m benchmarks.read_back [PICTURES [SIZE [BATCH]]].

Default 512 demo pictures prepared at 128 px with two line styles, batches of 16, every picture with hints. Wall pairs/s divided by cores,
and pairs per second of the processor, median of five; then the same with decoded pictures kept in memory (`--cache`) and, by leaving parts
out, what each costs. Prints one JSON line; budget: >= 500 pairs/s per core at 128 px.
"""

import contextlib
import io
import json
import tempfile
import time

import numpy as np
import tensorflow as tf

from data_tools.command_line import run_function
from data_tools.demo import write_demo
from data_tools.engines import usable_cores
from data_tools.prepare import prepare
from data_tools.records import parse_record
from lineart_colorizer.pipeline.batches import read_in_order, training_batches
from lineart_colorizer.settings import AugmentationSettings

TURNS = 5
SECONDS = 3.0  # of each turn


def pairs_per_second(batches: tf.data.Dataset, size: int) -> np.ndarray:
    """By the clock and by the processor, of all threads together."""
    taken = iter(batches)
    for _ in range(4):  # tracing, first shards
        next(taken)
    begin, count = np.array([time.perf_counter(), time.process_time()]), 0
    while time.perf_counter() - begin[0] < SECONDS:
        next(taken)
        count += size
    return count / (np.array([time.perf_counter(), time.process_time()]) - begin)


def read_back(count: int = 512, size: int = 128, batch: int = 16) -> None:
    """Measures how fast the pipeline delivers training pairs.

    Args:
        count: pictures that are drawn and prepared.
        size: their side, px.
        batch: pictures in a batch.
    """
    cores = usable_cores()
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(io.StringIO()):
            write_demo(f"{folder}/pictures", count, max(size, 32))
            dataset = prepare(f"{folder}/pictures", f"{folder}/data", size=size, val=0, keep_duplicates=True)
        settings = {"hint_share": 1.0, "augmentation": AugmentationSettings(), "seed": 0}
        records = read_in_order(dataset, "train", 0, 0)
        decoded = records.map(lambda record: parse_record(record, dataset.extractors, dataset.size), tf.data.AUTOTUNE)
        parts = {
            "all": training_batches(dataset, batch=batch, **settings),
            "kept": training_batches(dataset, batch=batch, keep=True, **settings),
            "without_hints": training_batches(dataset, batch=batch, **settings | {"hint_share": 0.0}),
            "read_and_decode": decoded.batch(batch, drop_remainder=True),
            "read": records.batch(batch, drop_remainder=True),
        }
        turns = {name: [pairs_per_second(part, batch) for _ in range(TURNS)] for name, part in parts.items()}
    wall, busy = np.median(turns["all"], axis=0)
    report = {"pairs_per_second_per_core": wall / cores, "pairs_per_cpu_second": busy, "cores": cores, "size": size, "batch": batch}
    report |= {f"{name}_per_cpu_second": float(np.median(found, axis=0)[1]) for name, found in turns.items() if name != "all"}
    print(json.dumps({name: round(float(value), 1) for name, value in report.items()}))


if __name__ == "__main__":
    run_function(read_back, command="benchmarks.read_back")
