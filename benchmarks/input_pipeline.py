"""What reading data costs a training step, and whether memory stays flat: `python -m benchmarks.input_pipeline [--data FOLDER]`.

Time: the default system, in one process. Steps with batches from the data take turns with steps on one batch that stays in memory. In each
turn the first steps are not counted: there the pipeline lives on batches that it read ahead while nobody took any. Budget: the ratio of
the medians is at most 1.05.

Memory: `lineart_colorizer.train` for --memory-steps steps in a process of its own, on N records and on ten times as many, by its peak
resident memory. N is the data's training shards linked as often as fill the shuffle buffer (4,096 records), as up to there memory is meant
to grow. With --grow-val, val grows as well; it is scored once, at the end of training.

Prints the tables, and one JSON line.
"""

import dataclasses
import functools
import json
import pathlib
import statistics
import tempfile

from benchmarks.our_step import seconds_per_step
from benchmarks.side_by_side import table, where_and_when
from benchmarks.training import train_measured
from data_tools.command_line import run_function
from data_tools.records import SPLITS, Dataset, open_dataset, shard_name, write_manifest

SETTLING = 8  # steps at the start of a turn that are not counted: more than the pipeline reads ahead
GROWTH = 10


def grown(dataset: Dataset, folder: pathlib.Path, times: dict[str, int]) -> Dataset:
    """A data set of links to the shards of this one, each split so many times. folder: to make, its parent is there."""
    folder.mkdir()
    for split in SPLITS:
        shards = [pathlib.Path(path).resolve() for path in dataset.shards(split)] * times[split]
        for index, shard in enumerate(shards):
            (folder / shard_name(split, index, len(shards))).symlink_to(shard)
    counts = {split: dataset.counts[split] * times[split] for split in SPLITS}
    write_manifest(dataclasses.replace(dataset, folder=folder, counts=counts))
    return open_dataset(folder)


def compare(dataset: Dataset, settings, jit: bool, turns: int, steps: int) -> dict[str, float]:
    """Median seconds of a step with the data, and with a batch that stays; and their ratio, as the median over the turns' own."""
    from lineart_colorizer.pipeline.feeds import FEEDS
    from lineart_colorizer.pipeline.memory import choose_cache
    from lineart_colorizer.pipeline.palette import measure_palette
    from lineart_colorizer.systems.build import build_system
    from lineart_colorizer.systems.registry import Plan

    palette = functools.partial(measure_palette, dataset, seed=0)
    keep = choose_cache(settings.data.cache, FEEDS["pairs"].kept_bytes(dataset))
    feed = FEEDS["pairs"](dataset=dataset, settings=settings, keep=keep)
    phase = build_system(Plan(settings=settings, labels=dataset.labels, names=feed.names, measure_palette=palette, jit=jit)).phases[0]
    batches = iter(feed.training(0))
    kept = next(batches)
    sides = {"data": lambda: next(batches), "one batch": lambda: kept}
    times = {side: [] for side in sides}
    for _ in range(turns):
        for side, take in sides.items():
            times[side].append(seconds_per_step(phase, take, steps, SETTLING))
    ratio = statistics.median(real / cached for real, cached in zip(times["data"], times["one batch"], strict=True))
    return {side: statistics.median(taken) for side, taken in times.items()} | {"ratio": ratio}


def memory(dataset: Dataset, steps: int, grow_val: bool) -> list[dict]:
    """A row for N records, and one for ten times as many."""
    from lineart_colorizer.pipeline.batches import SHUFFLED

    fills = -(-SHUFFLED // dataset.counts["train"])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for times in (fills, GROWTH * fills):
            data = grown(dataset, pathlib.Path(folder, f"times-{times}"), {"train": times, "val": times // fills if grow_val else 1})
            rows.append(data.counts | {"peak MB": train_measured(data.folder.name, data, pathlib.Path(folder), f"--steps={steps}")[1]})
    return rows


def input_pipeline(
    *,
    data: str | None = None,
    size: int = 128,
    batch: int = 8,
    turns: int = 7,
    steps: int = 12,
    memory_steps: int = 40,
    grow_val: bool = False,
    device: str = "auto",
) -> dict:
    """Measures the pipeline.

    Args:
        data: a prepared data set, or a folder of pictures. Left out: demo pictures.
        size: side of the pictures, px.
        batch: pictures in a batch.
        turns: of which the median is taken.
        steps: of each turn that are counted.
        memory_steps: of each training whose memory is measured; 0 leaves memory out.
        grow_val: val grows ten times as well.
        device: auto, cpu or gpu.
    """
    from lineart_colorizer.device import choose_device

    said = choose_device(device)
    from lineart_colorizer.jit import choose_jit
    from lineart_colorizer.precision import choose_precision
    from lineart_colorizer.prepared import prepared_data
    from lineart_colorizer.settings import Settings

    choose_precision("auto")
    dataset = prepared_data(data, size)
    found = compare(dataset, Settings().but(size=size, batch=batch), choose_jit("auto"), turns, steps)
    print(f"{dataset.counts['train']:,} pairs of {size} px, batch {batch}, {turns} turns of {steps} steps; {said}; {where_and_when()}\n")
    print(table([{"s a step, with data": found["data"], "s a step, one batch": found["one batch"], "ratio": found["ratio"]}]) + "\n")
    report = {"size": size, "batch": batch, **found}
    if memory_steps:
        rows = memory(dataset, memory_steps, grow_val)
        report |= {"memory": rows, "memory_ratio": round(rows[1]["peak MB"] / rows[0]["peak MB"], 3)}
        print(table(rows) + "\n")
    print(json.dumps(report))
    return report


if __name__ == "__main__":
    run_function(input_pipeline, command="benchmarks.input_pipeline")
