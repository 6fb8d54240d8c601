"""Numbered versions in a folder, as TensorFlow Serving watches them: a version is a folder whose name is a number, and appears whole."""

import contextlib
import errno
import pathlib
import shutil
from collections.abc import Callable

from data_tools.whole import temporary_beside


def list_versions(folder: pathlib.Path) -> list[pathlib.Path]:
    """The newest last."""
    return sorted((path for path in folder.glob("*") if path.name.isdecimal()), key=lambda path: int(path.name))


def next_version(folder: pathlib.Path) -> int:
    return int(list_versions(folder)[-1].name) + 1 if list_versions(folder) else 1


def write_version(folder: pathlib.Path, write: Callable[[pathlib.Path], None]) -> pathlib.Path:
    """Makes folder/<next version>/ of what write(folder) puts into a folder that bears no number, by renaming it: all at once.

    Whatever `write` raises leaves no version and nothing else. Raises OSError where the disk refuses.
    """
    partial, is_new = temporary_beside(folder / "version"), not folder.exists()
    try:
        partial.mkdir(parents=True)
        write(partial)
        return _numbered(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        if is_new:
            with contextlib.suppress(OSError):  # where there is a version in it
                folder.rmdir()


def _numbered(partial: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    while True:
        final = folder / str(next_version(folder))
        try:
            return partial.rename(final)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):  # another process took the number: the next one
                raise
