"""What `prepare --dry-run` says: what would be done, judged by some pictures that are made for real, and thrown away."""

import collections
import random
import time
from collections.abc import Callable, Sequence

from data_tools import engines
from data_tools.pairs import Pair
from data_tools.progress import duration, progress
from data_tools.skipped import Skipped, printable
from data_tools.sources import Item, Source

TRIED = 200  # pictures: enough for shares to 7 % (two standard deviations) and a speed
NAMED = 5  # skipped files named
LABELS_NAMED = 20
OVERHEAD = 400  # bytes of a record that are no picture: names, tags and what TFRecord adds


def dry_run(found: Source, make: Callable[[Item], Pair | Skipped], *, val: float, workers: int | None) -> None:
    """Prints counts, labels, splits, what would be left out, sizes and the time it would take. Writes nothing.

    make: makes one pair. val: share for validation where the source is not split by hand. Up to TRIED pictures are all tried, and the
    figures are what would come out; of more, that many are tried at random, and the rest is reckoned from them.
    """
    tried = random.Random(0).sample(found.items, min(TRIED, len(found.items)))
    make(tried[0])  # what the first picture waits for, libraries and networks, is no part of the speed
    begin = time.monotonic()
    answers = list(progress(engines.local(make, tried, workers), total=len(tried), what="trying"))
    seconds = time.monotonic() - begin
    pairs = [answer for answer in answers if isinstance(answer, Pair)]
    factor = len(found.items) / len(tried)
    about = "" if factor == 1 else "about "
    skipped = collections.Counter(answer.kind for answer in answers if isinstance(answer, Skipped))
    left_out = collections.Counter({kind: round(count * factor) for kind, count in skipped.items()})
    left_out.update(skip.kind for skip in found.skipped)
    records = round(len(pairs) * factor)
    size = records * (OVERHEAD + _mean([len(pair.color_png) + sum(map(len, pair.line_pngs.values())) for pair in pairs]))
    print(f"tried {len(tried):,} of {len(found.items):,} {found.kind}")
    print(f"records: {about}{records:,}: {_splits(found, records, val)}")
    print(f"labels: {_labels(found.items)}")
    print(f"left out: {', '.join(f'{about}{count:,} {kind}' for kind, count in sorted(left_out.items())) or 'nothing'}")
    for skip in [*found.skipped, *(answer for answer in answers if isinstance(answer, Skipped))][:NAMED]:
        print(f"  {printable(skip.source)}: {printable(skip.reason)}")
    print(f"files that are no pictures: {', '.join(f'{n:,} {kind}' for kind, n in sorted(found.passed_over.items())) or 'none'}")
    if pairs:
        heights, widths = sorted(pair.height for pair in pairs), sorted(pair.width for pair in pairs)
        print(f"pictures: {widths[0]} to {widths[-1]} px wide, {heights[0]} to {heights[-1]} px high")
    print(f"would take about {duration(seconds * factor)} and {size / 1e6:,.1f} MB; dry run: nothing is written")


def _splits(found: Source, records: int, val: float) -> str:
    if not found.has_split:
        return f"about {records - round(val * records):,} train and {round(val * records):,} val, as their content decides"
    given = collections.Counter(item.split for item in found.items)
    return ", ".join(f"{count:,} {split}" for split, count in sorted(given.items())) + " pictures are given"


def _labels(items: Sequence[Item]) -> str:
    counts = collections.Counter(item.label for item in items).most_common()
    named = ", ".join(f"{label or '(none)'} {count:,}" for label, count in counts[:LABELS_NAMED])
    return named + (f" and {len(counts) - LABELS_NAMED:,} more" if len(counts) > LABELS_NAMED else "")


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0
