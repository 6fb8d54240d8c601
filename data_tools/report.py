"""`report.json` and `report.html`: what went into a prepared data set, and what was left out and why."""

import collections
import contextlib
import dataclasses
import hashlib
import json
import pathlib
import random
from collections.abc import Sequence

import numpy as np

from data_tools.errors import InputError
from data_tools.pairs import Pair, fit_square
from data_tools.pictures import read_line, read_picture
from data_tools.plan import Planned
from data_tools.records import Dataset
from data_tools.report_page import page
from data_tools.skipped import UNREADABLE, Skipped, count_kinds, in_words, printable
from data_tools.sources import Source

REPORT_JSON, REPORT_HTML = "report.json", "report.html"
SHOWN_PAIRS = 24
SHOWN_SKIPPED = 32
# What of report.json is read again.
FIELDS = {"source", "kind", "fingerprint", "padded_to_square", "enlarged", "files_passed_over", "seconds"}
FIELDS |= {"skipped_counts", "skipped", "remark_counts", "remarks", "notes"}


@dataclasses.dataclass(kw_only=True)
class Tally:
    """Gathers, while records stream by, what the report and the manifest say.

    shown: the first pairs; the order is shuffled, so they are a fair sample. content: of all records, in order. remarks: on pictures that
    are kept. notes: sentences on the whole.
    """

    records: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    labels: dict[str, collections.Counter] = dataclasses.field(default_factory=dict)
    padded: int = 0
    enlarged: int = 0
    skipped: list[Skipped]
    remarks: list[Skipped] = dataclasses.field(default_factory=list)
    label_names: list[str]
    content: "hashlib._Hash" = dataclasses.field(default_factory=hashlib.sha256)
    notes: list[str] = dataclasses.field(default_factory=list)
    shown: list[Pair] = dataclasses.field(default_factory=list)

    def add(self, record: Planned, pair: Pair, serialized: bytes, size: int) -> None:
        source, split, label = record.item.source, record.split, record.item.label
        self.records[split] += 1
        self.remarks += [Skipped(source=source, kind=kind, reason=reason) for kind, reason in pair.remarks.items()]
        self.content.update(f"{split} {len(serialized)} ".encode() + serialized)
        self.labels.setdefault(label or "(none)", collections.Counter())[split] += 1
        self.padded += pair.height != pair.width
        self.enlarged += max(pair.height, pair.width) < size
        if len(self.shown) < SHOWN_PAIRS:
            self.shown.append(pair)


def write_report(folder: pathlib.Path, dataset: Dataset, source: Source, tally: Tally, seconds: float) -> None:
    """Writes both files into `folder`. Raises OSError when the disk refuses."""
    report = {
        "source": printable(str(source.folder)),
        "kind": source.kind,
        "fingerprint": source.fingerprint,
        "counts": dataset.counts,
        "labels": {label: dict(sorted(counts.items())) for label, counts in sorted(tally.labels.items())},
        "padded_to_square": tally.padded,
        "enlarged": tally.enlarged,
        "skipped_counts": count_kinds(tally.skipped),
        "skipped": [_row(skip) for skip in tally.skipped],
        "remark_counts": count_kinds(tally.remarks),
        "remarks": [_row(remark) for remark in tally.remarks],
        "notes": [printable(note) for note in tally.notes],
        "files_passed_over": dict(sorted(source.passed_over.items())),
        "seconds": round(seconds, 1),
    }
    (folder / REPORT_JSON).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    pairs = [pair_images(pair, dataset.extractors) for pair in tally.shown]
    content = page(
        describe(dataset, report), report, dataset.extractors, pairs, show_skipped(source, tally.skipped, min(dataset.size, 128))
    )
    (folder / REPORT_HTML).write_text(content, "utf-8")


def _row(skip: Skipped) -> dict[str, str]:
    return {name: printable(text) for name, text in dataclasses.asdict(skip).items()}


def read_report(folder: pathlib.Path) -> dict | None:
    """What report.json says; None where it is gone or damaged."""
    try:
        report = json.loads((folder / REPORT_JSON).read_text("utf-8"))
        return report if report.keys() >= FIELDS else None
    except (OSError, ValueError, AttributeError):
        return None


def read_fingerprint(folder: pathlib.Path) -> str | None:
    """The source's fingerprint when this data set was prepared; None where the report is gone or damaged."""
    report = read_report(folder)
    return report["fingerprint"] if report else None


def describe(dataset: Dataset, report: dict | None) -> dict[str, str]:
    """What a person wants to know of a data set as a whole, by name: for report.html and for the terminal. report: as `read_report`."""
    facts = {
        "size": f"{dataset.size} x {dataset.size} px",
        "line styles": ", ".join(dataset.extractors),
        "seed": str(dataset.seed),
        "settings": ", ".join(f"{name} {value}" for name, value in dataset.settings.items() if name != "content"),
    }
    if not report:
        return facts
    return (
        {"source": f"{report['source']} ({report['kind']})"}
        | facts
        | {
            "padded to square": f"{report['padded_to_square']:,}",
            "smaller than the size, enlarged": f"{report['enlarged']:,}",
            "left out": in_words(report["skipped_counts"]),
            "kept, but to be looked at": in_words(report["remark_counts"]),
            "files that are no pictures": in_words(report["files_passed_over"]),
            "notes": "; ".join(report["notes"]) or "none",
            "time taken": f"{report['seconds']:,} s",
        }
    )


def show_skipped(source: Source, skipped: Sequence[Skipped], size: int) -> list[tuple[str, str, np.ndarray]]:
    """Source, reason and picture, RGB uint8 [size,size,3], of some files left out, at random, of those that can be decoded."""
    files = {item.source: item.color for item in source.items}
    candidates = [skip for skip in skipped if skip.kind != UNREADABLE]
    shown = []
    for skip in random.Random(0).sample(candidates, min(SHOWN_SKIPPED, len(candidates))):
        with contextlib.suppress(InputError):
            picture = read_picture(files.get(skip.source, source.folder / skip.source))
            shown.append((printable(skip.source), printable(skip.reason), fit_square(picture, size)))
    return shown


def pair_images(pair: Pair, extractors: tuple[str, ...]) -> list[np.ndarray]:
    """The lines by extractor, grey [S,S], and then the colours, RGB [S,S,3]; uint8."""
    return [read_line(pair.line_pngs[name]) for name in extractors] + [read_picture(pair.color_png)]
