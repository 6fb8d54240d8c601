"""What `.zip` and `.tar` archives hold, read member by member: nothing is ever unpacked into a folder.

Not read, each with its reason: members whose path leads out of the archive, links, devices, encrypted ones, a second one of the same
name, and whatever unpacks to too much.
"""

import bz2
import dataclasses
import functools
import gzip
import lzma
import os
import pathlib
import re
import stat
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from data_tools import storage
from data_tools.errors import InputError
from data_tools.pictures import MAX_BYTES

PACKED: dict[str, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".tgz": gzip.open,
    ".bz2": bz2.open,
    ".tbz2": bz2.open,
    ".xz": lzma.open,
    ".txz": lzma.open,
}
ENDINGS = (".zip", ".cbz", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
# A bomb's members unpack to far more than it weighs. Pictures are packed already: an archive of them unpacks to its own size, one of
# white BMPs to 1000 times that, which the floor lets pass.
MAX_RATIO = 100
UNPACKED_FLOOR = 1 << 30
OPEN_ARCHIVES = 4  # kept open between two members, per process

# Broken archives make the readers raise nearly anything, as pictures do: struct.error, IndexError, zlib.error, RuntimeError, ...
_BROKEN = Exception


class NoRoomError(OSError):
    """The disk refuses what an archive unpacks to, which says nothing of the archive."""


@dataclasses.dataclass(frozen=True)
class Member:
    """One file in an archive, a `data_tools.pictures.Stored`. Small and picklable: it holds no open file.

    place: where its data begin in a tar, its number in a zip's directory. stamp: changes when the file is rewritten; of a tar's, which has
    no checksums, also whenever the tar is.
    """

    archive: pathlib.Path
    name: str
    place: int
    size: int
    stamp: str = ""

    def __str__(self) -> str:
        return f"{self.archive}/{self.name}"

    def read_bytes(self) -> bytes:
        """Its content, unpacked. Raises InputError: empty, damaged, encrypted unknown to us, the archive gone or changed; NoRoomError."""
        try:
            content = _opened(self.archive, storage.stamp(self.archive), os.getpid()).read(self)
        except NoRoomError:
            raise
        except _BROKEN as error:
            raise InputError(f"{self}: damaged ({getattr(error, 'strerror', None) or error or type(error).__name__})") from None
        if not content:
            raise InputError(f"{self}: empty")
        if len(content) != self.size:
            raise InputError(f"{self}: damaged ({len(content):,} of {self.size:,} bytes)")
        return content


@dataclasses.dataclass(kw_only=True)
class Contents:
    """What an archive holds. members: in its order. refused: name and reason of each that is not read. damage: of the archive, or None."""

    members: list[Member] = dataclasses.field(default_factory=list)
    refused: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    damage: str | None = None


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def list_archive(path: pathlib.Path) -> Contents:
    """What can be read of an archive, and what not. Raises InputError where it cannot be opened at all, NoRoomError."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ValueError("not a file")
        archive_stamp = storage.stamp(path)
        opened = _opened(path, archive_stamp, os.getpid())
    except NoRoomError:
        raise
    except _BROKEN as error:
        raise InputError(f"{path}: damaged ({getattr(error, 'strerror', None) or error or type(error).__name__})") from None
    contents, names, budget = Contents(), set(), max(UNPACKED_FLOOR, MAX_RATIO * size)
    try:
        for name, place, size, checksum, refusal in opened.members():
            name = name if refusal else "/".join(part for part in re.split(r"[/\\]", name) if part not in ("", "."))
            budget -= size
            refusal = refusal or _too_large(size, budget)
            if not refusal and (not name or name in names):
                refusal = "a second member of this name" if name else "no name"
            if refusal:
                contents.refused.append((name, refusal))
            else:
                names.add(name)
                contents.members.append(Member(path, name, place, size, checksum or f"{archive_stamp} {place}"))
    except _BROKEN as error:
        contents.damage = f"damaged after {len(contents.members):,} files ({error or type(error).__name__})"
    contents.damage = f"read in part ({opened.damage})" if opened.damage else contents.damage
    return contents


def _too_large(size: int, budget: int) -> str | None:
    if size > MAX_BYTES:
        return f"{size:,} bytes, over the limit of {MAX_BYTES:,}"
    return f"the archive unpacks to more than {MAX_RATIO} times its size" if budget < 0 else None


def _leads_out(name: str) -> str | None:
    """Why a name must not be followed: a path from the root, of a drive, or with `..`."""
    leads = name[:1] in ("/", "\\") or ".." in re.split(r"[/\\]", name) or re.match("[A-Za-z]:", name)
    return "its path leads out of the archive" if leads else None


class _Zip:
    """A zip file held open."""

    damage = None

    def __init__(self, path: pathlib.Path):
        self._zip = zipfile.ZipFile(path.open("rb"))

    def members(self) -> Iterator[tuple[str, int, int, str, str | None]]:
        for place, member in enumerate(self._zip.infolist()):
            if not member.filename or not member.is_dir():
                checksum = f"{member.CRC:08x}-{member.file_size}"
                yield member.filename, place, member.file_size, checksum, _leads_out(member.filename) or self._refusal(member)

    def read(self, member: Member) -> bytes:
        return self._zip.read(self._zip.infolist()[member.place])

    @staticmethod
    def _refusal(member: zipfile.ZipInfo) -> str | None:
        kind = stat.S_IFMT(member.external_attr >> 16)  # 0 where the archive was not made on Unix
        if kind not in (0, stat.S_IFREG):
            return "a link" if kind == stat.S_IFLNK else "not a plain file"
        return "encrypted" if member.flag_bits & 1 else None


class _Tar:
    """A tar file held open; a packed one is unpacked, once, into a temporary file without a name."""

    def __init__(self, path: pathlib.Path):
        unpack = PACKED.get(path.suffix.lower())
        self.damage = None
        self._file: BinaryIO = tempfile.TemporaryFile() if unpack else path.open("rb")  # noqa: SIM115 (closed with the cache)
        self._lock = threading.Lock()
        if unpack:
            limit = max(UNPACKED_FLOOR, MAX_RATIO * path.stat().st_size)
            with path.open("rb") as file, unpack(file) as packed:
                self.damage = _copy(packed, self._file, limit)
        self._size = self._file.seek(0, os.SEEK_END)
        if not self._size:
            raise tarfile.ReadError(self.damage or "empty file")

    def members(self) -> Iterator[tuple[str, int, int, str, str | None]]:
        before = -1
        with self._lock, tarfile.TarFile(fileobj=self._rewound(), errors="surrogateescape") as tar:
            while member := tar.next():
                tar.members.clear()  # type: ignore[attr-defined]  # it would keep every header it has read
                if member.offset <= before or member.size < 0:
                    raise tarfile.ReadError("a member of negative size")  # it would lead back, and round for ever
                before = member.offset
                if not member.isdir():
                    refusal = _leads_out(member.name) or self._refusal(member)
                    yield member.name, member.offset_data, 0 if refusal else member.size, "", refusal
            self._file.seek(tar.offset)
            if self._file.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise tarfile.ReadError("a header that is none")

    def _rewound(self) -> BinaryIO:
        """For who holds the lock."""
        self._file.seek(0)
        return self._file

    def read(self, member: Member) -> bytes:
        if member.place + member.size > self._size:
            raise EOFError("the archive ends before it")
        with self._lock:
            self._file.seek(member.place)
            return self._file.read(member.size)

    @staticmethod
    def _refusal(member: tarfile.TarInfo) -> str | None:
        if member.issym() or member.islnk():
            return "a link"
        return "not a plain file" if not member.isreg() or member.issparse() else None


def _copy(packed: BinaryIO, file: BinaryIO, limit: int) -> str | None:
    """Unpacks up to `limit` bytes. Returns what went wrong, if anything did: what came before it can be used. Raises NoRoomError."""
    try:
        while block := packed.read(1 << 16):
            _keep(block, file)
            if file.tell() > limit:
                return f"unpacks to more than {limit:,} bytes"
    except NoRoomError:
        raise
    except _BROKEN as error:
        return str(error) or type(error).__name__
    return None


def _keep(block: bytes, file: BinaryIO) -> None:
    try:
        file.write(block)
        file.flush()
    except OSError as error:
        where = f"{tempfile.gettempdir()}, where archives are unpacked: TMPDIR names another folder"
        raise NoRoomError(error.errno, error.strerror, where) from None


@functools.lru_cache(maxsize=OPEN_ARCHIVES)
def _opened(path: pathlib.Path, stamp: str, process: int) -> _Zip | _Tar:
    """Opened once for many members: a zip's directory is long. Each process opens its own, since a file's position is shared by forks."""
    return _Zip(path) if path.name.lower().endswith((".zip", ".cbz")) else _Tar(path)
