"""The page `report.html`: all in one file, so that it can be sent and opens offline."""

import base64
import html
from collections.abc import Iterable, Sequence

import numpy as np

from data_tools.pictures import encode_png
from data_tools.skipped import in_words

TILE = 6.5  # rem, the least width of a picture
LISTED = 1000  # files left out, or remarked on, that the page lists; report.json lists all

STYLE = """
:root { color-scheme: light; --ink: #1d2430; --soft: #667085; --rule: #e4e7ec; --fill: #3b6fd4 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2.5rem auto; padding: 0 1.5rem; color: var(--ink); background: #fff }
h1 { font-size: 1.7rem; margin: 0 0 .2rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .7rem }
p { margin: .3rem 0 .8rem; color: var(--soft) }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.5rem 0 }
.numbers div { border: 1px solid var(--rule); border-radius: .6rem; padding: .7rem 1.3rem; min-width: 8rem }
.numbers strong { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums } .numbers span { color: var(--soft) }
table { border-collapse: collapse } th, td { text-align: left; padding: .25rem 1.6rem .25rem 0; border-bottom: 1px solid var(--rule) }
th { color: var(--soft); font-weight: 500 } td { overflow-wrap: anywhere; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
meter { width: 12rem; height: .8rem; accent-color: var(--fill) }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--width)), 1fr)); gap: 1.1rem 1.4rem }
figure { margin: 0; min-width: 0; display: flex; gap: .5rem } figure div { flex: 1; min-width: 0 }
figure img { width: 100%; box-sizing: border-box; display: block; border: 1px solid var(--rule); border-radius: .4rem }
figure span { display: block; color: var(--soft); font-size: .75rem; line-height: 1.35; padding-top: .2rem; overflow-wrap: anywhere }
details { margin-top: 1rem } summary { cursor: pointer; color: var(--fill) }
"""


def page(
    facts: dict[str, str],
    report: dict,
    styles: Sequence[str],
    pairs: Sequence[Sequence[np.ndarray]],
    left_out: Sequence[tuple[str, str, np.ndarray]],
) -> str:
    """facts: what to say of the data set as a whole. report: as in report.json. styles: names of the lines of a pair.

    pairs: each its lines, grey uint8 [S,S], and its colours, RGB uint8 [S,S,3]. left_out: source, reason and picture of files left out.
    """
    train, val = (report["counts"].get(split, 0) for split in ("train", "val"))
    skipped = report["skipped"]
    parts = [
        f"<h1>{train:,} training and {val:,} validation pairs</h1>",
        _numbers({"train": train, "val": val, "labels": len(set(report["labels"]) - {"(none)"}), "left out": len(skipped)}),
        _table(("", ""), facts.items()),
        f"<h2>Pairs</h2><p>{len(pairs)} at random, each as it is trained on.</p>",
        _gallery([(pair, [*styles, "color"]) for pair in pairs]),
        "<h2>Labels</h2>",
        _labels(report["labels"]),
        f"<h2>Left out: {html.escape(in_words(report['skipped_counts']))}</h2>",
    ]
    if left_out:
        parts.append(f"<p>{len(left_out)} that can be shown.</p>")
        parts.append(_gallery([([picture], [f"{source}: {reason}"]) for source, reason, picture in left_out]))
    parts.append(_files(skipped))
    if report["remarks"]:
        parts.append(f"<h2>Kept, but to be looked at: {html.escape(in_words(report['remark_counts']))}</h2>{_files(report['remarks'])}")
    body = "\n".join(parts)
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Prepared data set</title><style>{STYLE}</style>'
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _numbers(numbers: dict[str, int]) -> str:
    return (
        '<div class="numbers">'
        + "".join(f"<div><strong>{count:,}</strong><span>{name}</span></div>" for name, count in numbers.items())
        + "</div>"
    )


def _labels(labels: dict[str, dict[str, int]]) -> str:
    """A row for each label, the most frequent first, with a bar for its share of the most frequent."""
    rows = sorted(
        ((name, counts.get("train", 0), counts.get("val", 0)) for name, counts in labels.items()), key=lambda row: -row[1] - row[2]
    )
    most = max((train + val for _, train, val in rows), default=1)
    lines = [
        f'<tr><td>{html.escape(name)}</td><td class="number">{train:,}</td><td class="number">{val:,}</td>'
        f'<td><meter max="{most}" value="{train + val}"></meter></td></tr>'
        for name, train, val in rows
    ]
    return '<table><tr><th>label</th><th class="number">train</th><th class="number">val</th><th></th></tr>' + "\n".join(lines) + "</table>"


def _files(files: Sequence[dict]) -> str:
    """Files with what is to be said of them, folded away where they are many."""
    if not files:
        return ""
    rows = [(file["source"], file["kind"], file["reason"]) for file in files[:LISTED]]
    more = f"<p>and {len(files) - LISTED:,} more, all of them in report.json</p>" if len(files) > LISTED else ""
    table = _table(("file", "what", "why"), rows)
    return f"<details{' open' if len(rows) <= 20 else ''}><summary>The list, with reasons</summary>{table}{more}</details>"


def _gallery(rows: Iterable[tuple[Sequence[np.ndarray], Sequence[str]]]) -> str:
    """Pictures that belong together side by side, with a caption under each."""
    figures, most = [], 1
    for pictures, captions in rows:
        tiles = zip(pictures, captions, strict=True)
        figures.append("<figure>" + "".join(_tile(picture, caption) for picture, caption in tiles) + "</figure>")
        most = len(pictures)
    return f'<div class="gallery" style="--width: {most * TILE}rem">' + "\n".join(figures) + "</div>"


def _tile(picture: np.ndarray, caption: str) -> str:
    png = base64.b64encode(encode_png(picture, compression=6)).decode()
    return f'<div><img alt="" src="data:image/png;base64,{png}"><span>{html.escape(caption)}</span></div>'


def _table(head: Sequence[str], rows: Iterable[Sequence]) -> str:
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + "\n".join([*([line(head, "th")] if any(head) else []), *(line(row, "td") for row in rows)]) + "</table>"
