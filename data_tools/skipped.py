"""What is left out of a data set, and in which words."""

import collections
import dataclasses
from collections.abc import Iterable, Mapping

# Kinds of `Skipped`. Only UNREADABLE, a picture file that cannot be read, counts against the share that `prepare` lets pass.
UNREADABLE, UNPAIRED, SIZES_DIFFER = "unreadable", "unpaired", "sizes differ"
NO_FOLDER, NO_ARCHIVE, NO_METADATA = "unreadable folder", "unreadable archive", "unreadable metadata"
NO_PICTURE = "labels.csv with rows of no picture"
UNSAFE = "unsafe member"
MADE_HERE = "made by this program"
NO_PICTURES = {NO_FOLDER, NO_METADATA, NO_PICTURE, MADE_HERE}  # kinds of what is no picture itself
OUTSIDE = "outside"  # a picture beside train/ and val/, or line/ and color/, not in them
DUPLICATE = "duplicate"  # the same as another, or nearly so
FILTERED = "filtered"  # with the filter's name: "filtered: photograph"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Skipped:
    """One file left out. kind: a word to count by; reason: the sentence that a person reads."""

    source: str
    kind: str
    reason: str


def filtered(name: str) -> str:
    """The kind of what a filter of this name leaves out."""
    return f"{FILTERED}: {name}"


def printable(text: str) -> str:
    """A file name that is not UTF-8, made fit to print and to store."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def count_kinds(skipped: Iterable[Skipped]) -> dict[str, int]:
    """How many there are of each kind, sorted by kind."""
    return dict(sorted(collections.Counter(skip.kind for skip in skipped).items()))


def in_words(counts: Mapping[str, int], nothing: str = "none") -> str:
    """`1,200 duplicate, 3 unreadable`; `nothing` where nothing is counted."""
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or nothing
