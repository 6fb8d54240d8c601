"""Looks into a prepared data set: `python -m data_tools.inspect DATASET` prints its counts and writes a sheet of pairs."""

import collections
import itertools
import os
import pathlib

import numpy as np

from data_tools.command_line import run_function
from data_tools.contact_sheet import contact_sheet
from data_tools.damage import leave_out_damaged, read_intact
from data_tools.pictures import write_png
from data_tools.records import SPLITS, Dataset, open_dataset, parse_record
from data_tools.report import REPORT_JSON, describe, read_report
from data_tools.skipped import printable
from data_tools.tensorflow_import import import_tensorflow

SHEET = "contact_sheet.png"
LISTED = 20  # files left out, or remarked on, that are named


def inspect(dataset: str | os.PathLike, *, sheet: str | os.PathLike | None = None, pairs: int = 24) -> None:
    """Prints what a prepared data set holds and what was left out of it, and writes a sheet of its pairs to look at.

    Args:
        dataset: folder that data_tools.prepare wrote.
        sheet: PNG to write; left out, contact_sheet.png in DATASET.
        pairs: pairs on the sheet, the first of each split in equal parts. 0 writes none.

    Raises:
        InputError: no data set, or one whose shards are missing or much damaged.
        OSError: the disk refuses.
    """
    import_tensorflow()
    found = leave_out_damaged(open_dataset(dataset))
    report = read_report(found.folder)
    for name, value in {"data set": str(found.folder), **describe(found, report)}.items():
        print(f"{name}: {value}")
    counts = {split: count_labels(found, split) for split in SPLITS}
    names = [*found.labels, "(none)"] if any(-1 in counted for counted in counts.values()) else found.labels
    width = max(map(len, [*names, "records"]))
    print(f"{'':{width}}  " + "  ".join(f"{split:>9}" for split in SPLITS))
    for index, name in enumerate(names):
        label = -1 if name == "(none)" and index == len(found.labels) else index
        print(f"{name:{width}}  " + "  ".join(f"{counts[split][label]:>9,}" for split in SPLITS))
    print(f"{'records':{width}}  " + "  ".join(f"{counts[split].total():>9,}" for split in SPLITS))
    if report:
        print_files(found, "left out", report["skipped"])
        print_files(found, "to be looked at", report["remarks"])
    if pairs > 0:
        path = pathlib.Path(sheet) if sheet else found.folder / SHEET
        write_png(path, draw_sheet(found, pairs))
        print(f"sheet: {path} (in each pair: {', '.join(found.extractors)}, color)")


def print_files(dataset: Dataset, what: str, files: list[dict]) -> None:
    """The first files of a list in the report, with their reasons."""
    for file in files[:LISTED]:
        print(f"{what} {file['source']}: {printable(file['reason'])}")
    if len(files) > LISTED:
        print(f"{what} {len(files) - LISTED:,} more, all of them in {dataset.folder / REPORT_JSON}")


def count_labels(dataset: Dataset, split: str) -> collections.Counter:
    """Records of a split by label index, -1 = none, as the shards hold them."""
    import tensorflow as tf

    examples = map(tf.train.Example.FromString, read_intact(dataset, split))
    return collections.Counter(example.features.feature["label"].int64_list.value[0] for example in examples)


def draw_sheet(dataset: Dataset, pairs: int) -> np.ndarray:
    """The first pairs of both splits as one sheet, RGB uint8 [H,W,3]; the shards' order is shuffled, so they are a fair sample."""
    shown = []
    for split in SPLITS:
        share = -(-pairs // 2) if split == SPLITS[0] else pairs // 2
        for serialized in itertools.islice(read_intact(dataset, split), share):
            record = parse_record(serialized, dataset.extractors, dataset.size)
            shown.append([*record["lines"].numpy(), record["color"].numpy()])
    return contact_sheet(shown, columns=max(1, 8 // (len(dataset.extractors) + 1)))


if __name__ == "__main__":
    run_function(inspect, command="data_tools.inspect")
