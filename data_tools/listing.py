"""Every file below SOURCE by name, whether it lies in a folder or in an archive.

An archive is read as though its contents lay where it lies: of `cats/a.zip` with `old/1.png` inside, the file's name, by which a person
finds it, is `cats/a.zip/old/1.png`, and its place, by which labels, splits and pairs go, is `cats/old/1.png`. Where SOURCE itself is an
archive with all its files in one folder, places begin below that folder. Hidden files are passed over. What this program made there, and
links to folders, which may lead in a circle, are left out.
"""

import dataclasses
import os
import pathlib
from collections.abc import Iterator

from data_tools import storage
from data_tools.archives import Member, is_archive, list_archive
from data_tools.errors import InputError
from data_tools.skipped import MADE_HERE, NO_ARCHIVE, NO_FOLDER, UNSAFE, Skipped

LAYOUT_FOLDERS = ("line", "color", "train", "val")
MAC_LEAVINGS = "__MACOSX"  # a folder of resource forks in zips that macOS made


OWN = {  # what this program makes, by what lies in its folder
    "a prepared data set": {"dataset.json", "report.json"},
    "a run": {"settings.yaml", "model.json"},
    "a published model": {"card.json", "card.md"},
    "an evaluation": {"scores.json", "colored"},
}


@dataclasses.dataclass(frozen=True)
class File:
    """One file. name: below SOURCE, `/` between parts. place: as name, without the archives in it. location: where to read it."""

    name: str
    place: str
    location: pathlib.Path | Member


@dataclasses.dataclass
class Listing:
    """All files below a root, sorted by name.

    folders: places of all folders. skipped: what cannot be looked into. hidden: number of files passed over. archives: those looked into.
    """

    root: pathlib.Path
    files: list[File] = dataclasses.field(default_factory=list)
    folders: set[str] = dataclasses.field(default_factory=set)
    skipped: list[Skipped] = dataclasses.field(default_factory=list)
    hidden: int = 0
    archives: list[pathlib.Path] = dataclasses.field(default_factory=list)

    def below(self, folder: str) -> Iterator[tuple[str, File]]:
        """(path below `folder`, file) of every file whose place is below that folder; "" is the root."""
        prefix = f"{folder}/" if folder else ""
        for file in self.files:
            if file.place.startswith(prefix):
                yield file.place[len(prefix) :], file

    def has_folder(self, *parts: str) -> bool:
        return "/".join(part for part in parts if part) in self.folders


def list_source(root: pathlib.Path) -> Listing:
    """Lists a folder or an archive. Raises InputError where `root` is neither, or an archive that cannot be opened."""
    listing = Listing(root)
    if root.is_dir():
        _add_folder(listing)
    elif is_archive(root.name):
        _add_archive(listing, root, name="", place="")
        _drop_wrapping_folder(listing)
    else:
        raise InputError(f"{root} is a file: give the folder, .zip or .tar that holds the pictures")
    listing.files.sort(key=lambda file: file.name)
    return listing


def _add_folder(listing: Listing) -> None:
    def unreadable(error: OSError) -> None:
        source = os.path.relpath(str(error.filename), str(listing.root))
        listing.skipped.append(Skipped(source=source, kind=NO_FOLDER, reason=error.strerror or str(error)))

    for folder, folders, names in storage.walk(listing.root, unreadable):
        place = folder.relative_to(listing.root).as_posix()
        place = "" if place == "." else place
        if place and (made := next((what for what, within in OWN.items() if within <= {*names, *folders}), None)):
            listing.skipped.append(Skipped(source=place, kind=MADE_HERE, reason=f"{made}, no pictures of yours"))
            folders.clear()
            continue
        folders[:] = _followed(listing, folder, sorted(name for name in folders if not name.startswith(".")))
        listing.folders.add(place)
        for name in names:
            path, below = folder / name, f"{place}/{name}".lstrip("/")
            if name.startswith("."):
                listing.hidden += 1
                continue
            if is_archive(name):
                _add_archive(listing, path, name=below, place=place)
            else:
                listing.files.append(File(below, below, path))


def _followed(listing: Listing, folder: pathlib.Path, names: list[str]) -> list[str]:
    """Those that are no links; the others are left out."""
    links = {name for name in names if storage.is_link(folder / name)}
    for name in names:
        if name in links:
            source = (folder / name).relative_to(listing.root).as_posix()
            listing.skipped.append(Skipped(source=source, kind=NO_FOLDER, reason="a link to a folder: copy the pictures here"))
    return [name for name in names if name not in links]


def _add_archive(listing: Listing, path: pathlib.Path, *, name: str, place: str) -> None:
    """Adds an archive's members. name, place: what theirs begin with. Raises InputError only for the root itself."""
    listing.archives.append(path)
    try:
        contents = list_archive(path)
    except InputError as error:
        if not name:
            raise
        listing.skipped.append(Skipped(source=name, kind=NO_ARCHIVE, reason=str(error).removeprefix(f"{path}: ")))
        return
    if contents.damage:
        listing.skipped.append(Skipped(source=name or path.name, kind=NO_ARCHIVE, reason=contents.damage))
    for refused, reason in contents.refused:
        listing.skipped.append(Skipped(source=f"{name}/{refused}".lstrip("/"), kind=UNSAFE, reason=reason))
    for member in contents.members:
        parts = member.name.split("/")
        if parts[0] == MAC_LEAVINGS or any(part.startswith(".") for part in parts):
            listing.hidden += 1
            continue
        file = File(f"{name}/{member.name}".lstrip("/"), f"{place}/{member.name}".lstrip("/"), member)
        listing.files.append(file)
        _add_parents(listing, file.place)


def _add_parents(listing: Listing, place: str) -> None:
    while place := place.rpartition("/")[0]:
        if place in listing.folders:
            return
        listing.folders.add(place)


def _drop_wrapping_folder(listing: Listing) -> None:
    """`pictures.zip` mostly holds one folder `pictures/`, which says nothing. One named as a part of a layout does say something."""
    tops = {file.place.partition("/")[0] if "/" in file.place else "" for file in listing.files}
    if len(tops) != 1 or tops & {"", *LAYOUT_FOLDERS}:
        return
    prefix = f"{tops.pop()}/"
    listing.files = [dataclasses.replace(file, place=file.place.removeprefix(prefix)) for file in listing.files]
    listing.folders = {folder.removeprefix(prefix) for folder in listing.folders if folder.startswith(prefix)}
