"""Files and folders that appear whole or not at all: made under a temporary name beside their own, then renamed."""

import contextlib
import os
import pathlib
import shutil
import uuid
from collections.abc import Iterator


def temporary_beside(path: pathlib.Path) -> pathlib.Path:
    """A name that nothing has, in the same folder, for what will be renamed to `path`."""
    return path.with_name(f".{uuid.uuid4().hex}.partial")  # no process's number: containers repeat those


def write_whole(path: str | os.PathLike, content: bytes) -> None:
    """Writes bytes under a temporary name and renames: nobody ever sees half a file. Raises OSError naming the path."""
    with replacing(pathlib.Path(path)) as temporary, open(temporary, "xb") as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path: pathlib.Path) -> Iterator[pathlib.Path]:
    """A temporary name for a file or folder, which takes the place of `path` at the end; where nothing has it by then, nothing is replaced.

    With an error it vanishes, and what was at `path` stays. Raises OSError naming the path where the disk refuses.
    """
    temporary = temporary_beside(path)
    try:
        yield temporary
        if temporary.exists():
            rename_over(temporary, path)
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(temporary)):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        temporary.unlink(missing_ok=True)


def rename_new(made: pathlib.Path, path: pathlib.Path) -> None:
    """Gives a folder that is made the name `path`, which nothing has but an empty folder. Raises OSError where something is in that."""
    with contextlib.suppress(FileNotFoundError):
        path.rmdir()
    os.rename(made, path)


def rename_over(made: pathlib.Path, path: pathlib.Path) -> None:
    """Gives what is made the name `path`. A folder that has it goes for another folder, or keeps it where that is refused: OSError."""
    if not (made.is_dir() and path.is_dir()):  # a folder cannot be renamed over one that holds files
        os.replace(made, path)
        return
    old = made.with_name(f"{made.name}-old")
    shutil.rmtree(old, ignore_errors=True)  # of a process that was killed here
    os.rename(path, old)
    try:
        os.rename(made, path)
    except BaseException:
        os.rename(old, path)
        raise
    shutil.rmtree(old, ignore_errors=True)
