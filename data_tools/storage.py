"""Where files lie: on this machine, or wherever fsspec reaches (`s3://bucket/folder`, `gs://...`, `memory://...`).

A place of either kind is used as a `pathlib.Path`: universal-pathlib gives fsspec's places that form. This module alone tells them apart.
"""

import contextlib
import hashlib
import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, cast

from data_tools.errors import InputError
from data_tools.whole import rename_new, rename_over

try:
    import fcntl
except ImportError:  # Windows, where folders cannot be opened, and so not be locked either
    fcntl = None  # type: ignore[assignment]

REMOTE = "://"
READ_BY_TENSORFLOW = ("gs",)  # protocols, beside local paths, that TensorFlow itself reads


def as_path(place: str | os.PathLike) -> pathlib.Path:
    """A local path, or what `protocol://...` names, a `upath.UPath`. Raises InputError where nothing installed reads that protocol."""
    if not isinstance(place, str):
        return cast(pathlib.Path, place)
    if REMOTE not in place:
        return pathlib.Path(place)
    try:
        import upath

        path: Any = upath.UPath(place)
        path.fs  # noqa: B018  (here fsspec looks for what reads the protocol)
    except ImportError as error:
        raise InputError(f"{place}: {error}; for remote places: pip install '.[cluster]', and s3fs or gcsfs") from None
    except ValueError as error:
        raise InputError(f"{place}: {error}") from None
    return path


def is_remote(path: pathlib.Path) -> bool:
    return not isinstance(path, pathlib.Path)


def read_by_tensorflow(path: Any) -> bool:
    """Whether TensorFlow reads files there by itself."""
    return not is_remote(path) or path.protocol in READ_BY_TENSORFLOW


def size_of(folder: pathlib.Path) -> int:
    """Bytes of all files below a local folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def walk(folder: Any, onerror: Callable[[OSError], None]) -> Iterator[tuple[pathlib.Path, list[str], list[str]]]:
    """As `os.walk`: a folder, the names of its folders, which may be taken out, and of its files."""
    if is_remote(folder):
        yield from folder.walk(on_error=onerror)
    else:
        for root, folders, files in os.walk(folder, onerror=onerror):
            yield pathlib.Path(root), folders, files


def is_link(path: pathlib.Path) -> bool:
    """Whether it stands for another place on this machine."""
    return not is_remote(path) and path.is_symlink()


def followed(path: pathlib.Path) -> pathlib.Path:
    """The absolute place of a local folder to make, on the disk that it may link to; a link to a disk's root, which has one name, stays."""
    target = os.path.realpath(path)
    return pathlib.Path(os.path.abspath(path) if os.path.ismount(target) else target)


def check_utf8(path: Any) -> None:
    """Raises InputError where the path is no UTF-8, as TensorFlow and SQLite want it."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"{path}: its name is not UTF-8: rename that folder, or choose another") from None


def stamp(path: Any) -> str:
    """Changes when the file is rewritten: its size and the time, or what else its place says of that. Empty for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    if not is_remote(path):
        return f"{status.st_size}-{status.st_mtime_ns}"
    facts = status.as_info()
    version = next((facts[name] for name in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created") if facts.get(name)), "")
    return f"{status.st_size}-{version}"


def working_folder(final: pathlib.Path) -> pathlib.Path:
    """Where `final` is made: beside it, or, of a remote one, in the folder for temporary files. Always the same for the same `final`."""
    if not is_remote(final):
        return final.with_name(f".{final.name}.partial")
    digest = hashlib.sha256(str(final).encode()).hexdigest()[:16]
    return pathlib.Path(tempfile.gettempdir(), f"lineart-colorizer-{digest}.partial")


@contextlib.contextmanager
def locked_folder(folder: pathlib.Path) -> Iterator[None]:
    """Makes a folder this process's own, waiting for another process that has it. A lock ends with its process, however that ends.

    On Windows, and where folders cannot be locked, nobody waits: there two processes must not make the same folder at once.
    """
    if fcntl is None:
        folder.mkdir(parents=True, exist_ok=True)
        yield
        return
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # renamed or removed by the process that had it
            continue
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"waits: another process works in {folder}", flush=True)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except OSError:  # NFS locks files alone
                pass
            if _is_at(descriptor, folder):
                yield
                return
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def owned_folder(folder: pathlib.Path) -> Iterator[bool]:
    """As `locked_folder`, but nobody waits: yields whether the folder is this process's own. What was made for it and is left empty goes
    again. Where folders cannot be locked, as on Windows and on NFS, everybody owns it."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = None if fcntl is None else os.open(folder, os.O_RDONLY)
    is_own = descriptor is None or (_lock_at_once(descriptor) and _is_at(descriptor, folder))
    try:
        yield is_own
    finally:
        with contextlib.suppress(OSError):  # not empty, or gone already
            for path in made if is_own else ():
                path.rmdir()
        if descriptor is not None:
            os.close(descriptor)


def _lock_at_once(descriptor: int) -> bool:
    """Whether no other process has the lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # NFS locks files alone
        return True
    return True


def _is_at(descriptor: int, folder: pathlib.Path) -> bool:
    """Whether the open folder still has this name."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(folder))
    except FileNotFoundError:
        return False


def put_in_place(partial: pathlib.Path, final: pathlib.Path, *, last: str) -> None:
    """Gives a finished folder its final name, in the place of an older one, which has the file `last`. Raises OSError where something else
    is there. A remote one is copied file by file, `last` the last: no reader takes a folder without it for a data set."""
    if is_remote(final):
        _upload(partial, final, last)
    elif (final / last).exists():
        rename_over(partial, final)
    else:
        rename_new(partial, final)


def _upload(partial: pathlib.Path, final: Any, last: str) -> None:
    if (final / last).exists():
        (final / last).unlink()
    for path in list(final.iterdir()) if final.exists() else ():
        path.unlink()
    final.mkdir(parents=True, exist_ok=True)
    for path in sorted(partial.iterdir(), key=lambda path: (path.name == last, path.name)):
        final.fs.put_file(str(path), (final / path.name).path)
    shutil.rmtree(partial)
