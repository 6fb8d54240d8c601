"""Finished work on disk, so that no picture is worked on twice: an SQLite file of what was made, by content, and of which file gave what.

It is committed every second: killed at any moment, the process loses a second's work, and what is there is whole. OUT keeps a copy
without the pictures that its shards hold (`keep`), and the next preparing takes those from the shards (`refill`).
"""

import contextlib
import errno
import json
import os
import pathlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from data_tools import storage
from data_tools.archives import Member
from data_tools.damage import stored_pngs
from data_tools.errors import InputError
from data_tools.pairs import Pair, stored_picture
from data_tools.records import open_dataset
from data_tools.skipped import UNREADABLE, Skipped
from data_tools.sources import Item

STORE = "store.sqlite"  # in OUT
WORKING = "working.sqlite"  # while OUT is made
SECONDS = 1.0  # between commits
MADE = "key, sha256, height, width, signature"
FACTS = f"{MADE}, remarks"


class Store:
    """Pairs by key, and keys by source. recipe: all that a pair depends on beside its content; a store of another one is begun anew."""

    def __init__(self, path: pathlib.Path, recipe: str, extractors: tuple[str, ...]):
        self._path, self._recipe, self.extractors, self._committed = path, recipe, extractors, time.monotonic()
        self._reading = threading.Lock()  # two threads with one statement would take each other's rows
        self._database = self._open()
        if (self._one("SELECT recipe FROM about") or [recipe])[0] != recipe:
            self._database.close()
            remove_store(path)
            self._database = self._open()
        if not self._one("SELECT recipe FROM about"):
            self._run("INSERT INTO about VALUES (?)", recipe)
            self._database.commit()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind, error, trace) -> None:
        """Keeps what was added, whatever happened."""
        with contextlib.closing(self._database), _saying(self._path):
            self._database.commit()

    def __len__(self) -> int:
        """How many files have been worked on."""
        return self._one("SELECT count(*) FROM files")[0]

    def has(self, item: Item) -> bool:
        """Whether what came of this file is here, and the file has not changed since."""
        ask = "SELECT stamp FROM files LEFT JOIN pairs USING (key) WHERE source = ? AND (kind IS NOT NULL OR color IS NOT NULL)"
        found = self._one(ask, os.fsencode(item.source))
        return found is not None and found[0] == _stamp(item)

    def add(self, item: Item, answer: Pair | Skipped) -> None:
        """Notes what came of a file. One that cannot be read is tried again the next time: the reason may be gone."""
        if isinstance(answer, Pair):
            lines = [answer.line_pngs[name] for name in self.extractors]
            facts = (answer.key, answer.sha256, answer.height, answer.width, answer.signature, json.dumps(answer.remarks))
            self._insert("pairs", *facts, answer.color_png, *lines)
            self._insert("files", os.fsencode(item.source), _stamp(item), answer.key, None, None)
        elif answer.kind == UNREADABLE:
            self._run("DELETE FROM files WHERE source = ?", os.fsencode(item.source))
        else:
            self._insert("files", os.fsencode(item.source), _stamp(item), None, answer.kind, answer.reason)
        if time.monotonic() - self._committed > SECONDS:
            with _saying(self._path):
                self._database.commit()
            self._committed = time.monotonic()

    def skipped(self, source: str) -> Skipped | None:
        """Why a file gave no pair, if that is here."""
        found = self._one("SELECT kind, reason FROM files WHERE source = ? AND kind IS NOT NULL", os.fsencode(source))
        return Skipped(source=source, kind=found[0], reason=found[1]) if found else None

    def made(self, source: str) -> tuple[str, str, int, int, bytes] | None:
        """key, sha256, height, width and signature of a file that was worked on; None of any other."""
        return self._one(f"SELECT {MADE} FROM files JOIN pairs USING (key) WHERE source = ?", os.fsencode(source))

    def pair(self, key: str) -> Pair:
        """What was made of this content."""
        key, sha256, height, width, signature, remarks, color, *lines = self._one("SELECT * FROM pairs WHERE key = ?", key)
        return Pair(
            key=key,
            sha256=sha256,
            height=height,
            width=width,
            signature=signature,
            color_png=color,
            line_pngs=dict(zip(self.extractors, lines, strict=True)),
            remarks=json.loads(remarks),
        )

    def picture(self, key: str) -> np.ndarray:
        """The colours of this content, RGB uint8 [h,w,3] without margins."""
        return stored_picture(*self._one("SELECT color, height, width FROM pairs WHERE key = ?", key))

    def keep(self, path: pathlib.Path, sources: Iterable[str], in_shards: set[str]) -> None:
        """Writes the store that OUT keeps: of these sources, and without the pictures of those keys that the shards hold."""
        with Store(path, self._recipe, self.extractors) as kept:
            for source in sources:
                file = self._one("SELECT * FROM files WHERE source = ?", os.fsencode(source))
                if file is None:  # it could not be read
                    continue
                kept._insert("files", *file)
                pair = self._one("SELECT * FROM pairs WHERE key = ?", file[2])
                if pair is not None:
                    facts = pair[: FACTS.count(",") + 1]
                    kept._insert("pairs", *(facts + (None,) * (len(pair) - len(facts)) if file[2] in in_shards else pair))

    def refill(self, folder: pathlib.Path) -> None:
        """Takes over what a prepared data set holds, where it was made by the same recipe, is sound, and this store is empty."""
        kept = folder / STORE
        if len(self) or not kept.is_file():
            return
        columns = ", ".join(f"{name} = ?" for name in self._columns())
        change = f"UPDATE pairs SET {columns} WHERE key = (SELECT key FROM files WHERE source = ?)"
        run = self._database.execute  # what is wrong here is of the other file
        try:
            run("ATTACH ? AS kept", (str(kept),))
            if run("SELECT recipe FROM kept.about").fetchone() == (self._recipe,):
                for table in ("files", "pairs"):
                    run(f"INSERT INTO {table} SELECT * FROM kept.{table}")
                for source, pngs in stored_pngs(open_dataset(folder)):
                    run(change, (*pngs, source))
            self._database.commit()
        except (sqlite3.Error, InputError, OSError) as error:
            self._database.rollback()
            print(f"note: {folder} is damaged ({error}): all is made anew", flush=True)
        with contextlib.suppress(sqlite3.OperationalError):  # it was never attached
            run("DETACH kept")

    def _columns(self) -> list[str]:
        """Of the pictures. Numbered, as the names of extractors may be anything."""
        return ["color", *(f"line_{index}" for index in range(len(self.extractors)))]

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _saying(self._path):
            database = sqlite3.connect(self._path, check_same_thread=False)  # `_one` lets one thread in at a time
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS about (recipe TEXT)")
            database.execute("CREATE TABLE IF NOT EXISTS files (source BLOB PRIMARY KEY, stamp, key, kind, reason)")
            database.execute(f"CREATE TABLE IF NOT EXISTS pairs ({FACTS}, {', '.join(self._columns())}, PRIMARY KEY (key))")
            return database

    def _insert(self, table: str, *values) -> None:
        self._run(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", *values)

    def _run(self, statement: str, *values) -> sqlite3.Cursor:
        with _saying(self._path):
            return self._database.execute(statement, values)

    def _one(self, statement: str, *values) -> Any:
        with self._reading:
            return self._run(statement, *values).fetchone()


@contextlib.contextmanager
def _saying(path: pathlib.Path) -> Iterator[None]:
    """SQLite's errors as those that a person is told: a full disk is an OSError, a damaged file an InputError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error), str(path)) from None
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is damaged ({error}): delete it, and give the same command again") from None


def remove_store(path: pathlib.Path) -> None:
    """Deletes a store with SQLite's journal beside it."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)


def has_any(path: pathlib.Path) -> bool:
    """Whether a store of any recipe is here and holds a pair."""
    if not path.is_file():
        return False
    with contextlib.closing(sqlite3.connect(path)) as database:
        try:
            return database.execute("SELECT 1 FROM files LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return False


def _stamp(item: Item) -> str:
    """Changes when one of the files is rewritten."""
    files = [file for file in (item.color, item.line) if file is not None]
    return " ".join(file.stamp if isinstance(file, Member) else storage.stamp(file) for file in files)
