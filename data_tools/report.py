"""`report.json` and `report.html`: what went into a prepared data set, and what was left out and why."""

import base64
import collections
import dataclasses
import hashlib
import html
import json
import pathlib

import numpy as np

from data_tools.contact_sheet import contact_sheet
from data_tools.pairs import Pair
from data_tools.pictures import encode_png, read_line, read_picture
from data_tools.records import Dataset
from data_tools.sources import Skipped, Source, printable

REPORT_JSON, REPORT_HTML = "report.json", "report.html"
SHOWN_PAIRS = 24
LISTED = 1000  # skipped files listed in the page; report.json lists all


@dataclasses.dataclass(kw_only=True)
class Tally:
    """Gathers, while records stream by, what the report and the manifest say.

    shown: the first pairs; the order is shuffled, so they are a fair sample. content: of all records, in order. notes: sentences to read.
    """

    records: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    labels: dict[str, collections.Counter] = dataclasses.field(default_factory=dict)
    padded: int = 0
    enlarged: int = 0
    skipped: list[Skipped]
    label_names: list[str]
    content: "hashlib._Hash" = dataclasses.field(default_factory=hashlib.sha256)
    notes: list[str] = dataclasses.field(default_factory=list)
    shown: list[Pair] = dataclasses.field(default_factory=list)

    def add(self, pair: Pair, serialized: bytes, *, split: str, label: str | None, size: int) -> None:
        self.records[split] += 1
        self.content.update(f"{split} {len(serialized)} ".encode() + serialized)
        self.labels.setdefault(label or "(none)", collections.Counter())[split] += 1
        self.padded += pair.height != pair.width
        self.enlarged += max(pair.height, pair.width) < size
        if len(self.shown) < SHOWN_PAIRS:
            self.shown.append(pair)

    def skipped_counts(self) -> dict[str, int]:
        return dict(sorted(collections.Counter(skip.kind for skip in self.skipped).items()))


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
        "skipped_counts": tally.skipped_counts(),
        "skipped": [dataclasses.asdict(skip) | {"source": printable(skip.source)} for skip in tally.skipped],
        "notes": tally.notes,
        "files_passed_over": dict(sorted(source.passed_over.items())),
        "seconds": round(seconds, 1),
    }
    (folder / REPORT_JSON).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / REPORT_HTML).write_text(_page(report, dataset, tally.shown), "utf-8")


def read_fingerprint(folder: pathlib.Path) -> str | None:
    """The source's fingerprint when this data set was prepared; None where the report is gone or damaged."""
    try:
        return json.loads((folder / REPORT_JSON).read_text("utf-8"))["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def pair_images(pair: Pair, extractors: tuple[str, ...]) -> list[np.ndarray]:
    """The lines by extractor, grey [S,S], and then the colours, RGB [S,S,3]; uint8."""
    return [read_line(pair.line_pngs[name]) for name in extractors] + [read_picture(pair.color_png)]


def _page(report: dict, dataset: Dataset, shown: list[Pair]) -> str:
    """One page that needs no other file, so that it can be sent and opens offline."""
    columns = max(1, 8 // (len(dataset.extractors) + 1))
    sheet = encode_png(contact_sheet([pair_images(pair, dataset.extractors) for pair in shown], columns), compression=3)
    order = ", ".join([*dataset.extractors, "color"])
    facts = {
        "source": f"{report['source']} ({report['kind']})",
        "size": f"{dataset.size} x {dataset.size} px",
        "line styles": ", ".join(dataset.extractors),
        "seed": dataset.seed,
        "padded to square": f"{report['padded_to_square']:,}",
        "smaller than the size, enlarged": f"{report['enlarged']:,}",
        "note": "; ".join(report["notes"]) or "none",
        "files that are no pictures": ", ".join(f"{n:,} {kind}" for kind, n in report["files_passed_over"].items()) or "none",
    }
    labels = [(label, counts.get("train", 0), counts.get("val", 0)) for label, counts in report["labels"].items()]
    labels.append(("all", dataset.counts["train"], dataset.counts["val"]))
    skipped = [(skip["source"], skip["kind"], skip["reason"]) for skip in report["skipped"]]
    left_out = ", ".join(f"{n:,} {kind}" for kind, n in report["skipped_counts"].items()) or "nothing"
    more = f"<p>and {len(skipped) - LISTED:,} more, all of them in {REPORT_JSON}</p>" if len(skipped) > LISTED else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Prepared data set</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }}
table {{ border-collapse: collapse }}
th, td {{ text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }}
img {{ max-width: 100% }}
</style></head><body>
<h1>{dataset.counts["train"]:,} training and {dataset.counts["val"]:,} validation pairs</h1>
{_table(("what", ""), facts.items())}
<h2>Labels</h2>
{_table(("label", "train", "val"), labels)}
<h2>Left out: {html.escape(left_out)}</h2>
{_table(("file", "what", "why"), skipped[:LISTED]) if skipped else ""}{more}
<h2>Pairs</h2>
<p>{len(shown)} pairs at random; in each: {html.escape(order)}.</p>
<img alt="contact sheet of pairs" src="data:image/png;base64,{base64.b64encode(sheet).decode()}">
</body></html>
"""


def _table(head, rows) -> str:
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + "\n".join([line(head, "th"), *(line(row, "td") for row in rows)]) + "</table>"
