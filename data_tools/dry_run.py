"""What `prepare --dry-run` says: what would be done, judged by some pictures that are made for real, and thrown away."""

import collections
import random
import time
from collections.abc import Callable, Sequence

from data_tools.outcome import name_files
from data_tools.pairs import Pair, stored_picture
from data_tools.plan import Made, arrange, drop_duplicates
from data_tools.progress import duration, progress
from data_tools.records import SPLITS
from data_tools.skipped import Skipped, count_kinds, in_words
from data_tools.sources import Item, Source

TRIED = 200  # pictures: enough for shares to 7 % (two standard deviations) and a speed
LABELS_NAMED = 20
OVERHEAD = 400  # bytes of a record that are no picture: names, tags and what TFRecord adds


def dry_run(found: Source, make: Callable[[Item], Pair | Skipped], run: Callable, *, val: float, may_drop: bool) -> None:
    """Prints counts, labels, splits, what would be left out, sizes and the time it would take. Writes nothing.

    make: makes one pair. run: an engine. val, may_drop: as in `plan`. Up to TRIED pictures are all tried, and the figures are what would
    come out; of more, that many are tried at random, and the rest is reckoned from them, duplicates apart, which a sample does not tell.
    """
    tried = random.Random(0).sample(found.items, min(TRIED, len(found.items)))
    make(tried[0])  # what the first picture waits for, libraries and networks, is no part of the speed
    begin = time.monotonic()
    answers = dict(zip(tried, progress(run(make, tried), total=len(tried), what="trying"), strict=True))
    seconds = time.monotonic() - begin
    pairs = {item: answer for item, answer in answers.items() if isinstance(answer, Pair)}
    skipped = [answer for answer in answers.values() if isinstance(answer, Skipped)]
    factor = len(found.items) / len(tried)
    print(f"tried {len(tried):,} of {len(found.items):,} {found.kind}")
    if factor == 1:
        counts, repeated = _outcome(pairs, val, may_drop)
        skipped += repeated
        records, about = sum(counts.values()), ""
        print(f"records: {records:,}: {', '.join(f'{counts[split]:,} {split}' for split in SPLITS)}")
    else:
        records, about = round(len(pairs) * factor), "about "
        print(f"records: about {records:,}{', less the duplicates among them' if may_drop else ''}: {_splits(found, records, val)}")
    left_out = collections.Counter({kind: round(count * factor) for kind, count in count_kinds(skipped).items()})
    left_out.update(count_kinds(found.skipped))
    print(f"labels: {_labels(found.items)}")
    print(f"left out: {about if left_out else ''}{in_words(dict(sorted(left_out.items())))}")
    name_files([*found.skipped, *skipped])
    print(f"files that are no pictures: {in_words(dict(sorted(found.passed_over.items())))}")
    if pairs:
        heights, widths = sorted(pair.height for pair in pairs.values()), sorted(pair.width for pair in pairs.values())
        print(f"pictures: {widths[0]} to {widths[-1]} px wide, {heights[0]} to {heights[-1]} px high")
    size = records * (OVERHEAD + _mean([len(pair.color_png) + sum(map(len, pair.line_pngs.values())) for pair in pairs.values()]))
    print(f"would take about {duration(seconds * factor)} and {size / 1e6:,.1f} MB; dry run: nothing is written")


def _outcome(pairs: dict[Item, Pair], val: float, may_drop: bool) -> tuple[collections.Counter, list[Skipped]]:
    """Records by split, and duplicates that would be left out, of all pairs of a source."""
    by_key = {pair.key: pair for pair in pairs.values()}
    made = [Made(item, pair.key, pair.sha256, pair.height, pair.width, pair.signature) for item, pair in pairs.items()]
    kept, sides, repeated = drop_duplicates(
        made, lambda key: stored_picture(by_key[key].color_png, by_key[key].height, by_key[key].width), may_drop=may_drop
    )
    return collections.Counter(record.split for record in arrange(kept, sides, val=val)), repeated if may_drop else []


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
