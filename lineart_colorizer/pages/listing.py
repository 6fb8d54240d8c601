"""What is to be coloured: files, folders with their sub-folders, patterns such as `'scans/*.png'`, and comic archives page by page."""

import dataclasses
import glob
import pathlib

from data_tools.archives import Member, list_archive
from data_tools.errors import InputError
from data_tools.pictures import SUFFIXES

BOOKS = (".cbz", ".zip")
LEAVINGS = ("__MACOSX", ".")  # what names begin with that are no pages


@dataclasses.dataclass(frozen=True)
class Page:
    """source: a file, or a member of an archive. below: its path below the output, or inside its archive. book: its archive's, if any."""

    source: pathlib.Path | Member
    below: pathlib.PurePosixPath
    book: pathlib.PurePosixPath | None = None


@dataclasses.dataclass(frozen=True)
class Book:
    """An archive. below: as a page's. others: files in it that are no pictures, and are kept. refused: what is left out, in one line."""

    source: pathlib.Path
    below: pathlib.PurePosixPath
    pages: tuple[Page, ...]
    others: tuple[Member, ...] = ()
    refused: str | None = None


Entry = Page | Book


def list_entries(inputs: list[str], out: pathlib.Path) -> list[Entry]:
    """What the inputs name, in their order; folders and patterns sorted. What lies in `out` is passed over in folders and patterns.

    Raises InputError for what is not there, and for folders and patterns without a picture.
    """
    entries: list[Entry] = []
    out = out.resolve()
    for given in inputs:
        path = pathlib.Path(given)
        if path.is_dir():
            entries += _read_folder(path, path.rglob("*"), out, f"no picture in {given}")
        elif path.is_file():
            entries.append(_read_file(path, pathlib.PurePosixPath(path.name)))
        elif glob.has_magic(given):
            found = (pathlib.Path(name) for name in glob.iglob(given, recursive=True))
            entries += _read_folder(_fixed_part(path), found, out, f"no picture fits {given}")
        else:
            raise InputError(f"no such file or folder: {given}")
    return entries


def pages_of(entry: Entry) -> tuple[Page, ...]:
    return entry.pages if isinstance(entry, Book) else (entry,)


def _fixed_part(pattern: pathlib.Path) -> pathlib.Path:
    """The folder before the first part that is a pattern."""
    parts = list(pattern.parts)
    magic = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    return pathlib.Path(*parts[:magic])


def _read_folder(root: pathlib.Path, found, out: pathlib.Path, nothing: str) -> list[Entry]:
    readable = SUFFIXES.union(BOOKS)
    pictures = (path for path in found if path.suffix.lower() in readable and path.is_file())
    mine = [path for path in pictures if not path.resolve().is_relative_to(out)]
    if not mine:
        raise InputError(f"{nothing} (looked for {', '.join(sorted(readable))})")
    return [_read_file(path, pathlib.PurePosixPath(path.relative_to(root).as_posix())) for path in sorted(mine)]


def _read_file(path: pathlib.Path, below: pathlib.PurePosixPath) -> Entry:
    return _read_book(path, below) if path.suffix.lower() in BOOKS else Page(path, below)


def _read_book(path: pathlib.Path, below: pathlib.PurePosixPath) -> Book:
    """A book that cannot be opened has no pages, and says why."""
    try:
        contents = list_archive(path)
    except InputError as error:
        return Book(path, below, (), refused=str(error))
    problems = [f"{name}: {reason}" for name, reason in contents.refused] + ([contents.damage] if contents.damage else [])
    refused = f"{path}: {len(problems):,} left out, the first is {problems[0]}" if problems else None
    members = [member for member in contents.members if not any(part.startswith(LEAVINGS) for part in member.name.split("/"))]
    pages = [member for member in members if pathlib.PurePosixPath(member.name).suffix.lower() in SUFFIXES]
    if not pages and refused is None:
        refused = f"{path}: no picture in it"
    others = tuple(member for member in members if pathlib.PurePosixPath(member.name).suffix.lower() not in SUFFIXES)
    return Book(path, below, tuple(Page(member, pathlib.PurePosixPath(member.name), below) for member in pages), others, refused)
