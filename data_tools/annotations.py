"""Where a source tells labels, tags and ratings of its pictures, and what it tells of each."""

import os
import pathlib
from collections.abc import Iterable, Iterator

from data_tools.archives import Member
from data_tools.errors import InputError
from data_tools.listing import File, Listing
from data_tools.metadata import (
    JSON_LINES,
    LABELS,
    NOTHING,
    SIDECAR_BYTES,
    SIDECARS,
    Facts,
    composed,
    facts_beside,
    read_json_lines,
    read_labels,
)
from data_tools.pictures import read_bytes
from data_tools.skipped import NO_METADATA, NO_PICTURE, Skipped
from data_tools.words import counted


class Annotations:
    """All that a source tells of its pictures, first come first believed: labels.csv, the given file, metadata.jsonl, files beside.

    read: files on disk that were read. names: of the listing's files that are annotations. skipped: annotations that cannot be read.
    """

    def __init__(self, listing: Listing, given: pathlib.Path | None):
        self._listing, self._given, self._given_tells = listing, given, False
        self.read: set[pathlib.Path] = {given} if given else set()
        self.names: set[str] = set()
        self.skipped: list[Skipped] = []
        self._shared: dict[str, tuple[File, int, dict[str, str]]] = {}  # labels of both parts, in the root: rows, and those not used yet
        self._tells: dict[str, tuple[File, bool]] = {}  # JSON lines, and whether they told of any picture
        self._beside = {
            file.name: file.location
            for file in listing.files
            if isinstance(file.location, Member) and os.path.splitext(file.name)[1] in SIDECARS
        }

    def of(self, part: str, names: Iterable[str]) -> dict[str, Facts]:
        """Facts of the pictures of a part (`train`, `val`, or "", the whole), by their path below it (of pairs: below its `color/`).

        What lies in the root tells of the parts too. Raises InputError: an unfit file, or a labels.csv of the part that names none of them.
        """
        places = {name: f"{part}/{name}".lstrip("/") for name in names}
        facts: dict[str, Facts] = {}
        for told in self._told(part, {*places, *places.values()}):
            for name, place in places.items():
                if fact := told.get(name) or told.get(place):
                    facts[name] = facts.get(name, NOTHING).or_else(fact)
        return facts

    def beside(self, file: File) -> Facts:
        """What `a.json`, `a.txt` and `a.cls` tell of a picture in the same archive, by its name up to its last, else its first dot."""
        folder, _, base = file.name.rpartition("/")
        facts = NOTHING
        for suffix in SIDECARS if self._beside else ():
            stems = (os.path.splitext(base)[0], base.partition(".")[0])
            found = next((name for stem in stems if (name := f"{folder}/{stem}{suffix}".lstrip("/")) in self._beside), None)
            if found:
                facts = facts.or_else(self._read_beside(found, self._beside[found], suffix))
        return facts

    def check(self) -> None:
        """Notes what tells of no picture that is there. Raises InputError where that is the given file, or the root's labels.csv."""
        for where, (file, rows, unused) in self._shared.items():
            self._note_missing(list(unused.values()), file, where, rows)
        silent = (file for file, tells in self._tells.values() if not tells)
        self.skipped += [Skipped(source=file.name, kind=NO_PICTURE, reason="it tells of no picture that is there") for file in silent]
        if self._given and not self._given_tells:
            raise InputError(f"{self._given} tells of no picture in {self._listing.root}: pictures are known by file name, md5 or id")

    def _read_beside(self, name: str, member: Member, suffix: str) -> Facts:
        self.names.add(name)
        try:
            if member.size > SIDECAR_BYTES:
                raise InputError(f"{name}: {member.size:,} bytes, over the limit of {SIDECAR_BYTES:,}")
            return facts_beside(suffix, member.read_bytes(), name)
        except InputError as error:
            reason = str(error).removeprefix(f"{member}: ").removeprefix(f"{name}: ").removeprefix(f"{name} ")
            self.skipped.append(Skipped(source=name, kind=NO_METADATA, reason=reason))
            return NOTHING

    def _told(self, part: str, places: set[str]) -> Iterator[dict[str, Facts]]:
        """What each file tells, by path below the part or the root, those believed first coming first."""
        for folder in (part, "") if part else ("",):
            for file, where in self._files(folder, LABELS):
                table = _by_place(read_labels(read_bytes(file.location, name=where), where), places)
                if folder == part:
                    self._note_missing([name for name in table if name not in places], file, where, len(table))
                else:
                    _, rows, unused = self._shared.get(where, (file, len(table), {composed(name): name for name in table}))
                    used = {composed(name) for name in table if name in places}
                    self._shared[where] = file, rows, {name: written for name, written in unused.items() if name not in used}
                yield table
        if self._given:
            told = read_json_lines(_lines(self._given), str(self._given), places)
            self._given_tells = self._given_tells or bool(told)
            yield told
        for folder in (part, "") if part else ("",):
            for file, where in self._files(folder, JSON_LINES):
                told = read_json_lines(_lines(file.location), where, places)
                self._tells[where] = file, bool(told) or self._tells.get(where, (file, False))[1]
                yield told

    def _note_missing(self, names: list[str], file: File, where: str, rows: int) -> None:
        """Rows of a labels.csv whose picture is not there. Raises InputError where it tells of no other."""
        if names and len(names) == rows:
            raise InputError(f"{where} names no picture that is there (its first is {names[0]!r}): `file` is the path below its folder")
        if names:
            reason = f"{counted(len(names), 'row')} of no picture that is there, the first {names[0]!r}"
            self.skipped.append(Skipped(source=file.name, kind=NO_PICTURE, reason=reason))

    def _files(self, folder: str, base: str) -> Iterator[tuple[File, str]]:
        """The files of that place, of which archives may hold several, and how errors call them."""
        place = f"{folder}/{base}".lstrip("/")
        for file in [file for file in self._listing.files if file.place == place]:
            self.names.add(file.name)
            if not isinstance(file.location, Member):
                self.read.add(file.location)
            yield file, str(self._listing.root / file.name)


def _by_place(table: dict[str, Facts], places: Iterable[str]) -> dict[str, Facts]:
    """A table's names as the pictures have them, where they are the same but for how accents are written."""
    there = set(places)
    as_there = {composed(place): place for place in there}
    return {name if name in there else as_there.get(composed(name), name): facts for name, facts in table.items()}


def _lines(location: pathlib.Path | Member) -> Iterator[bytes]:
    """The lines of a file. A board's metadata are larger than memory."""
    if isinstance(location, Member):
        yield from location.read_bytes().splitlines()
        return
    try:
        with location.open("rb") as file:
            yield from file
    except OSError as error:
        raise InputError(f"{location}: {error.strerror}") from None
