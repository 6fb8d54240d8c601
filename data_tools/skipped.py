"""What is left out of a data set, and in which words."""

import dataclasses

# Kinds of `Skipped`. Only UNREADABLE, a picture file that cannot be read, counts against the share that `prepare` lets pass.
UNREADABLE, UNPAIRED, SIZES_DIFFER = "unreadable", "unpaired", "sizes differ"
NO_FOLDER, NO_ARCHIVE, NO_METADATA = "unreadable folder", "unreadable archive", "unreadable metadata"
UNSAFE = "unsafe member"
OUTSIDE = "outside"  # a picture beside train/ and val/, or line/ and color/, not in them
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
