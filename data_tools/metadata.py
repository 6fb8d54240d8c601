"""What is known of a picture beside its pixels: label, tags and rating, and the choice of pictures by them.

    labels.csv                      columns file, label, tags (divided by `|`)
    metadata.jsonl, or any FILE     one JSON object per line, as Danbooru and other boards give them
    a.json, a.txt, a.cls            beside a.png in an archive, as in WebDataset's shards: a JSON object, tags, a class

Of a JSON object are read: `file_name`, `file`, `filename`, `path`, `md5` or `id`, to know which picture it is about; `tags` (a list of
words or of objects with `name`, or words with spaces between) or `tag_string`; `rating`; `label`, `class` or `cls`.
"""

import csv
import dataclasses
import io
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator

from data_tools.errors import InputError
from data_tools.skipped import Skipped, filtered, printable

LABELS, JSON_LINES = "labels.csv", "metadata.jsonl"
SIDECARS = (".json", ".txt", ".cls")
SIDECAR_BYTES = 1 << 20  # more than any picture's metadata
RATINGS = ("general", "safe", "sensitive", "questionable", "explicit")  # boards give the word or its first letter
_FILE_FIELDS = ("file_name", "file", "filename", "path")


@dataclasses.dataclass(frozen=True)
class Facts:
    """What is known of one picture. rating: one of RATINGS' first letters, or None."""

    label: str | None = None
    tags: tuple[str, ...] = ()
    rating: str | None = None

    def or_else(self, other: "Facts") -> "Facts":
        """These facts, and the other's where there are none here."""
        return Facts(self.label or other.label, self.tags or other.tags, self.rating or other.rating)


NOTHING = Facts()


def read_labels(content: bytes, where: str) -> dict[str, Facts]:
    """labels.csv as {file: facts}. where: its name in errors.

    Raises InputError: not UTF-8, no column `file`, neither `label` nor `tags`.
    """
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        lacking = "`file`" if "file" not in rows.fieldnames else "" if {"label", "tags"} & {*rows.fieldnames} else "`label`, nor `tags`"
        if lacking:
            raise InputError(f"{where} has no column {lacking} (its first line must read: file,label,tags)")
        facts = {}
        for row in rows:
            label, tags = (row.get("label") or "").strip(), (row.get("tags") or "").split("|")
            facts[(row["file"] or "").strip().replace("\\", "/").removeprefix("./")] = Facts(label or None, _words(tags))
        facts.pop("", None)  # of empty rows, as spreadsheets leave them
        return facts
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{where} is not a UTF-8 table: {error}") from None


def composed(name: str) -> str:
    """A file name with one character for each accented letter: archives from a Mac have two."""
    return unicodedata.normalize("NFC", name)


def read_json_lines(lines: Iterable[bytes], where: str, places: Iterable[str]) -> dict[str, Facts]:
    """Facts by place, of those pictures only that are there: a board's metadata tell of millions more.

    places: of the pictures, as `data_tools.listing` has them. A line belongs to the picture at its path; failing that, to all of its file
    name; failing that, of its md5 or number (`MD5.png`, `NUMBER.png`, `... MD5 ....png`). Raises InputError: a line that is no JSON object.
    """
    keys = _Keys(places)
    found: dict[str, Facts] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            record = _parsed(line, f"{where}, line {number:,}")
            facts = facts_of(record)
            for place in keys.places(record):
                found[place] = found.get(place, NOTHING).or_else(facts)
    return found


def facts_of(record: dict) -> Facts:
    """What a JSON object tells. Fields of an unexpected kind tell nothing."""
    tags = record.get("tags") or record.get("tag_string") or ()
    tags = tags.split() if isinstance(tags, str) else tags
    names = [tag.get("name") if isinstance(tag, dict) else tag for tag in tags] if isinstance(tags, list | tuple) else []
    label = next((record[name] for name in ("label", "class", "cls") if isinstance(record.get(name), str | int)), None)
    rating = record.get("rating")
    return Facts(
        label=None if label is None else printable(str(label).strip()) or None,
        tags=_words(name for name in names if isinstance(name, str)),
        rating=rating_letter(rating) if isinstance(rating, str) else None,
    )


def facts_beside(suffix: str, content: bytes, where: str) -> Facts:
    """What a member of a WebDataset shard tells of the picture of its name. Raises InputError for a `.json` that holds no object."""
    if suffix == ".json":
        return facts_of(_parsed(content, where))
    text = printable(content.decode("utf-8", "replace")).strip()
    return Facts(label=text or None) if suffix == ".cls" else Facts(tags=_words(re.split(r"[,\n]", text)))


def rating_letter(word: str) -> str | None:
    """`Safe`, `s` -> `s`; None for no rating known."""
    letter = word.strip().lower()
    return letter[0] if any(letter and rating.startswith(letter) for rating in RATINGS) else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """Which pictures are wanted. include: any of these tags, if there are some; exclude: none of these; ratings: letters, if any."""

    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    ratings: frozenset[str] = frozenset()

    @classmethod
    def of(cls, include: Iterable[str], exclude: Iterable[str], ratings: Iterable[str]) -> "Choice":
        """From words as a person types them. Raises InputError for a rating that is none."""
        letters = set()
        for word in ratings:
            letter = rating_letter(word)
            if not letter:
                raise InputError(f"unknown rating {word!r}: choose from {', '.join(RATINGS)}, or their first letters")
            letters.add(letter)
        return cls(
            include=frozenset(map(_plain, include)),
            exclude=frozenset(map(_plain, exclude)),
            ratings=frozenset(letters),
        )

    def __str__(self) -> str:
        chosen = {"include": self.include, "exclude": self.exclude, "ratings": self.ratings}
        return "; ".join(f"{name} {','.join(sorted(words))}" for name, words in chosen.items() if words) or "all"

    def refusal(self, source: str, facts: Facts) -> Skipped | None:
        """Why a picture is not wanted, or None."""
        tags = set(map(_plain, facts.tags))
        if unwanted := sorted(tags & self.exclude):
            return Skipped(source=source, kind=filtered("tags"), reason=f"tagged {unwanted[0]}, which is excluded")
        if self.include and not tags & self.include:
            return Skipped(source=source, kind=filtered("tags"), reason="tagged with none of the included tags" if tags else "no tags")
        if self.ratings and facts.rating not in self.ratings:
            return Skipped(source=source, kind=filtered("rating"), reason=f"rated {facts.rating}" if facts.rating else "no rating")
        return None


def _plain(tag: str) -> str:
    return "_".join(tag.lower().split())


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, without spaces around, fit to store."""
    return tuple(dict.fromkeys(printable(word) for text in texts if (word := text.strip())))


def _parsed(content: bytes, where: str) -> dict:
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise InputError(f"{where} is no JSON object: mend or remove it")
    return record


class _Keys:
    """Which places a JSON object may mean."""

    def __init__(self, places: Iterable[str]):
        self._by_key: dict[str, list[str]] = {}
        for place in places:
            for key in self._of(place):
                self._by_key.setdefault(key, []).append(place)

    @staticmethod
    def _of(place: str) -> Iterator[str]:
        place = composed(place)
        base = place.rpartition("/")[2]
        stem = os.path.splitext(base)[0].lower()
        yield f"/{place}"
        yield base
        yield from {f"={stem}", *(f"={digest}" for digest in re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", stem))}

    def places(self, record: dict) -> list[str]:
        file = next((record[name] for name in _FILE_FIELDS if isinstance(record.get(name), str)), "")
        file = composed(file).replace("\\", "/")
        keys = [f"/{file}", file.rpartition("/")[2]]
        keys += [f"={str(record[name]).lower()}" for name in ("md5", "id") if isinstance(record.get(name), str | int)]
        return next((self._by_key[key] for key in keys if key in self._by_key), [])
