"""What a SOURCE folder holds: pictures or hand-made pairs, split by hand or not, with labels and tags.

    SOURCE/**/*.png                       pictures; the first sub-folder is the label
    SOURCE/line/*.png, SOURCE/color/*.png hand-made pairs, by file name (`a.png` also pairs with `a.jpg`)
    SOURCE/train/..., SOURCE/val/...      either of the two, split by hand
Each such folder may hold `labels.csv` with the columns file, label, tags (tags divided by `|`); `file` is the path below that
folder (of pairs: below `color/`). It goes before the sub-folder's name. Hidden files and links to folders are passed over.
"""

import csv
import dataclasses
import hashlib
import os
import pathlib

from data_tools import storage
from data_tools.errors import InputError
from data_tools.pictures import SUFFIXES
from data_tools.records import SPLITS, is_dataset

PICTURES, PAIRS = "pictures", "pairs"
UNREADABLE, UNPAIRED, SIZES_DIFFER = "unreadable", "unpaired", "sizes differ"  # kinds of `Skipped`
DUPLICATE = "duplicate"
LABELS = "labels.csv"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """One picture of the source.

    source: its path below SOURCE, `/` between parts. line: an artist's drawing of it. split: as given by hand.
    """

    source: str
    color: pathlib.Path
    line: pathlib.Path | None = None
    label: str | None = None
    tags: tuple[str, ...] = ()
    split: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Skipped:
    """One file left out. kind: a word to count by; reason: the sentence that a person reads."""

    source: str
    kind: str
    reason: str


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


def find(folder: pathlib.Path | str) -> Source:
    """Looks through a SOURCE folder; opens no picture.

    Raises InputError: no such folder; nothing to read in it; line/ or color/, train/ or val/ alone; an unfit labels.csv.
    """
    folder = storage.as_path(folder)
    if not folder.exists():
        raise InputError(f"no such folder: {folder}")
    if not folder.is_dir():
        raise InputError(f"{folder} is a file: give the folder that holds the pictures")
    if is_dataset(folder):
        raise InputError(f"{folder} is a prepared data set already: train on it as it is, with --data {folder}")
    parts = _split_folders(folder)
    kinds = {part: _kind(folder / part) for part in parts}
    if len(set(kinds.values())) > 1:
        raise InputError(f"{folder}: train/ holds {kinds['train']}, val/ holds {kinds['val']}; both must hold the same")
    walk = _Walk(folder, _read_labels(folder) if parts != ("",) else {})
    for part in parts:
        walk.add(part, kinds[part])
    if not walk.items:
        others = ", ".join(f"{count} {suffix}" for suffix, count in sorted(walk.passed_over.items())) or "nothing else either"
        what = "pair" if kinds[parts[0]] == PAIRS else "picture"
        raise InputError(f"no {what} in {folder} (looked for {', '.join(sorted(SUFFIXES))}; found {others})")
    return Source(
        folder=folder,
        kind=kinds[parts[0]],
        has_split=parts != ("",),
        items=tuple(sorted(walk.items, key=lambda item: item.source)),
        skipped=tuple(walk.skipped),
        passed_over=walk.passed_over,
        fingerprint=_fingerprint(folder, walk.files),
    )


def printable(text: str) -> str:
    """A file name that is not UTF-8, made fit to print and to store."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _split_folders(folder: pathlib.Path) -> tuple[str, ...]:
    """("train", "val"), or ("",) where the folder is not split by hand. A label may well be called `train`: among others it is one."""
    present = [part for part in SPLITS if (folder / part).is_dir()]
    if len(present) == len(SPLITS):
        return SPLITS
    if present and sum(child.is_dir() for child in folder.iterdir()) == 1:
        missing = next(part for part in SPLITS if part not in present)
        raise InputError(f"{folder} holds {present[0]}/ but no {missing}/: add it, or give {folder / present[0]} to have it split")
    return ("",)


def _kind(folder: pathlib.Path) -> str:
    """PAIRS or PICTURES. Raises InputError for half a folder of pairs."""
    present = [name for name in ("line", "color") if (folder / name).is_dir()]
    if len(present) == 1:
        missing = "color" if present == ["line"] else "line"
        raise InputError(f"{folder} holds {present[0]}/ but no {missing}/: hand-made pairs need both, with the same file names")
    return PAIRS if present else PICTURES


class _Walk:
    """Gathers items from the parts of a source."""

    def __init__(self, folder: pathlib.Path, labels: dict):
        self.folder, self.labels = folder, labels
        self.items: list[Item] = []
        self.skipped: list[Skipped] = []
        self.passed_over: dict[str, int] = {}
        self.files: list[pathlib.Path] = [folder / LABELS] if labels else []

    def add(self, part: str, kind: str) -> None:
        base = self.folder / part
        own_labels = _read_labels(base)
        self.files += [base / LABELS] if own_labels else []
        colors = self._pictures(base / "color" if kind == PAIRS else base)
        lines = self._pictures(base / "line") if kind == PAIRS else {}
        by_stem = {os.path.splitext(name)[0]: name for name in reversed(lines)}
        if own_labels and not any(name in own_labels for name in colors):
            first = next(iter(own_labels))
            raise InputError(
                f"{base / LABELS} names no picture that is there (its first is {first!r}): `file` is the path below its folder"
            )
        labels, used = self.labels | own_labels, set()
        for name, color in colors.items():
            source = color.relative_to(self.folder).as_posix()
            line = None
            if kind == PAIRS:
                match = name if name in lines else by_stem.get(os.path.splitext(name)[0])
                if match is None:
                    self.skipped.append(Skipped(source=source, kind=UNPAIRED, reason=f"no line/{name} for it"))
                    continue
                used.add(match)
                line = lines[match]
            label, tags = labels.get(name) or labels.get(f"{part}/{name}") or (None, ())
            label = label or (name.split("/")[0] if "/" in name else None)
            self.items.append(Item(source=source, color=color, line=line, label=label and printable(label), tags=tags, split=part or None))
        for name in lines.keys() - used:
            source = lines[name].relative_to(self.folder).as_posix()
            self.skipped.append(Skipped(source=source, kind=UNPAIRED, reason=f"no color/{name} for it"))

    def _pictures(self, base: pathlib.Path) -> dict[str, pathlib.Path]:
        """Picture files below a folder, by their path below it, sorted."""
        found = {}
        for root, folders, files in storage.walk(base, self._unreadable_folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in files:
                path = root / name
                suffix = path.suffix.lower()
                if name.startswith(".") or suffix not in SUFFIXES:
                    if name != LABELS:
                        kind = "hidden" if name.startswith(".") else printable(suffix) or "without suffix"
                        self.passed_over[kind] = self.passed_over.get(kind, 0) + 1
                    continue
                found[path.relative_to(base).as_posix()] = path
        self.files += found.values()
        return dict(sorted(found.items()))

    def _unreadable_folder(self, error: OSError) -> None:
        source = pathlib.Path(error.filename).relative_to(self.folder).as_posix()
        self.skipped.append(Skipped(source=source, kind=UNREADABLE, reason=f"folder: {error.strerror}"))


def _read_labels(folder: pathlib.Path) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """labels.csv as {file: (label or None, tags)}; empty where there is none. Raises InputError: not UTF-8, no column `file`."""
    path = folder / LABELS
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if "file" not in (rows.fieldnames or ()):
                raise InputError(f"{path} has no column `file` (its first line must read: file,label,tags)")
            return {
                (row["file"] or "").replace("\\", "/"): (
                    (row.get("label") or "").strip() or None,
                    tuple(tag.strip() for tag in (row.get("tags") or "").split("|") if tag.strip()),
                )
                for row in rows
            }
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is not a UTF-8 table: {error}") from None


def _fingerprint(folder: pathlib.Path, files: list[pathlib.Path]) -> str:
    """Changes when a file is added, removed, renamed or rewritten."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(os.fsencode(f"{path.relative_to(folder)}\0{storage.stamp(path)}\n"))
    return digest.hexdigest()
