"""Where files lie: on this machine, or wherever fsspec reaches (`s3://bucket/folder`, `gs://...`, `memory://...`)."""

import contextlib
import fcntl
import os
import pathlib
import shutil
from collections.abc import Iterator


def stamp(path: pathlib.Path) -> str:
    """Changes when the file is rewritten: size and time of change. Empty for one that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}"


@contextlib.contextmanager
def locked_folder(folder: pathlib.Path) -> Iterator[None]:
    """Makes a folder this process's own, waiting for another process that has it. A lock ends with its process, however that ends."""
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
            if _is_at(descriptor, folder):
                yield
                return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, folder: pathlib.Path) -> bool:
    """Whether the open folder still has this name."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(folder))
    except FileNotFoundError:
        return False


def put_in_place(partial: pathlib.Path, final: pathlib.Path) -> None:
    """Gives a finished folder its final name; an older one of that name goes. Both lie side by side."""
    if final.is_dir() and any(final.iterdir()):
        replaced = final.rename(partial.with_suffix(".old"))
        partial.rename(final)
        shutil.rmtree(replaced)
    else:
        partial.rename(final)
