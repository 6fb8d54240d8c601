"""What a SOURCE holds: pictures or hand-made pairs, split by hand or not, with labels and tags.

    SOURCE/**/*.png                       pictures; the first sub-folder is the label
    SOURCE/line/*.png, SOURCE/color/*.png hand-made pairs, by file name (`a.png` also pairs with `a.jpg`)
    SOURCE/train/..., SOURCE/val/...      either of the two, split by hand
SOURCE is a folder, or a `.zip` or `.tar`; archives in it are read as though their contents lay there. Each such folder may hold
`labels.csv` with the columns file, label, tags (tags divided by `|`) and `metadata.jsonl`; `file` is the path below that folder (of
pairs: below `color/`). What they say goes before the sub-folder's name, labels.csv first.
"""

import collections
import dataclasses
import hashlib
import os
import pathlib

from data_tools import storage
from data_tools.annotations import Annotations
from data_tools.archives import Member
from data_tools.errors import InputError
from data_tools.listing import File, Listing, list_source
from data_tools.metadata import NOTHING, Choice, Facts, composed
from data_tools.pictures import SUFFIXES
from data_tools.records import SPLITS, is_dataset
from data_tools.skipped import FILTERED, OUTSIDE, UNPAIRED, Skipped, printable

PICTURES, PAIRS = "pictures", "pairs"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """One picture of the source.

    source: its path below SOURCE, `/` between parts, through archives too. color, line: where to read it and an artist's drawing of it,
    as `data_tools.pictures` reads them. split: as given by hand.
    """

    source: str
    color: pathlib.Path | Member
    line: pathlib.Path | Member | None = None
    label: str | None = None
    tags: tuple[str, ...] = ()
    split: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """What was found.

    items: sorted by source. passed_over: counts by suffix of files that are no pictures. fingerprint: of names, sizes and times.
    """

    folder: pathlib.Path
    kind: str
    has_split: bool
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...]
    passed_over: dict[str, int]
    fingerprint: str


def find(folder: str | os.PathLike, *, metadata: str | os.PathLike | None = None, choice: Choice | None = None) -> Source:
    """Looks through a SOURCE, folder or archive; opens no picture.

    metadata: a file of JSON lines of all its pictures. choice: which of them are wanted, by tags and rating.
    Raises InputError: no such folder; nothing to read in it; line/ or color/, train/ or val/ alone; an unfit labels.csv or metadata.
    """
    folder = storage.as_path(folder)
    if not folder.exists():
        raise InputError(f"no such folder: {folder}")
    if is_dataset(folder):
        raise InputError(f"{folder} is a prepared data set already: train on it as it is, with --data {folder}")
    listing = list_source(folder)
    parts = _split_folders(listing)
    kinds = {part: _kind(listing, part) for part in parts}
    if len(set(kinds.values())) > 1:
        raise InputError(f"{folder}: train/ holds {kinds['train']}, val/ holds {kinds['val']}; both must hold the same")
    annotations = Annotations(listing, storage.as_path(metadata) if metadata else None)
    gathering = _Gathering(listing, annotations, choice or Choice())
    for part in parts:
        gathering.add(part, kinds[part])
    passed_over = gathering.pass_over_the_rest(kinds[parts[0]])
    unwanted = [skip for skip in gathering.skipped if skip.kind.startswith(FILTERED)]
    if unwanted and not gathering.items:
        first = f"{printable(unwanted[0].source)}: {unwanted[0].reason}"
        raise InputError(f"none of {len(unwanted):,} pictures in {folder} is wanted (the first: {first})")
    if not gathering.items:
        others = ", ".join(f"{count} {suffix}" for suffix, count in sorted(passed_over.items())) or "nothing else either"
        what = "pair" if kinds[parts[0]] == PAIRS else "picture"
        left_out = (*listing.skipped, *annotations.skipped, *gathering.skipped)
        first = f"; left out, the first: {printable(left_out[0].source)}: {left_out[0].reason}" if left_out else ""
        raise InputError(f"no {what} in {folder} (looked for {', '.join(sorted(SUFFIXES))}; found {others}{first})")
    annotations.check()
    return Source(
        folder=folder,
        kind=kinds[parts[0]],
        has_split=parts != ("",),
        items=tuple(sorted(gathering.items, key=lambda item: item.source)),
        skipped=(*listing.skipped, *annotations.skipped, *gathering.skipped),
        passed_over=passed_over,
        fingerprint=_fingerprint(folder, {*gathering.files(), *annotations.read, *listing.archives}),
    )


def _split_folders(listing: Listing) -> tuple[str, ...]:
    """("train", "val"), or ("",) where the folder is not split by hand. A label may well be called `train`: among others it is one."""
    present = [part for part in SPLITS if listing.has_folder(part)]
    if len(present) == len(SPLITS):
        return SPLITS
    if present and sum(bool(folder) and "/" not in folder for folder in listing.folders) == 1:
        missing = next(part for part in SPLITS if part not in present)
        root = listing.root
        raise InputError(f"{root} holds {present[0]}/ but no {missing}/: add it, or give {root / present[0]} to have it split")
    return ("",)


def _kind(listing: Listing, part: str) -> str:
    """PAIRS or PICTURES. Raises InputError for half a folder of pairs."""
    present = [name for name in ("line", "color") if listing.has_folder(part, name)]
    if len(present) == 1:
        missing, where = "color" if present == ["line"] else "line", listing.root / part
        raise InputError(f"{where} holds {present[0]}/ but no {missing}/: hand-made pairs need both, with the same file names")
    return PAIRS if present else PICTURES


class _Gathering:
    """Gathers items from the parts of a source."""

    def __init__(self, listing: Listing, annotations: Annotations, choice: Choice):
        self._listing, self._annotations, self._choice = listing, annotations, choice
        self.items: list[Item] = []
        self.skipped: list[Skipped] = []
        self._taken: set[str] = set()

    def add(self, part: str, kind: str) -> None:
        """Adds the items of a part, `train`, `val`, or "", the whole."""
        colors = self._pictures(f"{part}/color".lstrip("/") if kind == PAIRS else part)
        lines = self._pictures(f"{part}/line".lstrip("/")) if kind == PAIRS else {}
        by_name = {composed(name): name for name in lines}  # Macs write accents in another way
        by_stem = {os.path.splitext(name)[0]: name for name in reversed(by_name)}
        facts, used = self._annotations.of(part, colors), set()
        for name, (file, *others) in colors.items():
            if kind == PICTURES:
                for each in (file, *others):
                    self._add_item(name, each, None, part, facts.get(name, NOTHING))
                continue
            plain = composed(name)
            match = name if name in lines else by_name.get(plain) or by_name.get(by_stem.get(os.path.splitext(plain)[0], ""))
            if match is None:
                self._leave_out([file, *others], UNPAIRED, f"no line/{name} for it")
                continue
            used.add(match)
            self._add_item(name, file, lines[match][0].location, part, facts.get(name, NOTHING))
            self._leave_out([*others, *lines[match][1:]], UNPAIRED, f"a second one of this name; the first is {file.name}")
        for name in lines.keys() - used:
            self._leave_out(lines[name], UNPAIRED, f"no color/{name} for it")

    def files(self) -> set[pathlib.Path]:
        """All picture files on disk that were looked at."""
        return {file.location for file in self._listing.files if file.name in self._taken and not isinstance(file.location, Member)}

    def pass_over_the_rest(self, kind: str) -> dict[str, int]:
        """Counts by suffix what is no picture, and leaves out the pictures that belong to no part."""
        counts = collections.Counter({"hidden": self._listing.hidden} if self._listing.hidden else {})
        where = "line/ and color/" if kind == PAIRS else "train/ and val/"
        for file in self._listing.files:
            if file.name in self._taken or file.name in self._annotations.names:
                continue
            if (suffix := _suffix(file.name)) in SUFFIXES:
                self._leave_out([file], OUTSIDE, f"it lies beside {where}, not in them")
            else:
                counts[printable(suffix) or "without suffix"] += 1
        return dict(counts)

    def _add_item(self, name: str, file: File, line: pathlib.Path | Member | None, part: str, facts: Facts) -> None:
        facts = facts.or_else(self._annotations.beside(file))
        if unwanted := self._choice.refusal(file.name, facts):
            self.skipped.append(unwanted)
            return
        label = facts.label or (printable(name.split("/")[0]) if "/" in name else None)
        self.items.append(Item(source=file.name, color=file.location, line=line, label=label, tags=facts.tags, split=part or None))

    def _leave_out(self, files: list[File], kind: str, reason: str) -> None:
        self.skipped += [Skipped(source=file.name, kind=kind, reason=reason) for file in files]

    def _pictures(self, folder: str) -> dict[str, list[File]]:
        """Picture files below a place, by their path below it, sorted. Archives may give several the same path."""
        found: dict[str, list[File]] = {}
        for name, file in self._listing.below(folder):
            if _suffix(name) in SUFFIXES:
                found.setdefault(name, []).append(file)
                self._taken.add(file.name)
        return dict(sorted(found.items()))


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _fingerprint(folder: pathlib.Path, files: set[pathlib.Path]) -> str:
    """Changes when a file is added, removed, renamed or rewritten. Of an archive, that counts, not its members."""
    digest = hashlib.sha256()
    for path in sorted(files, key=str):
        name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
        digest.update(os.fsencode(f"{name}\0{storage.stamp(path)}\n"))
    return digest.hexdigest()
