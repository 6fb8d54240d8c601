"""Where coloured pages go: into a folder, or into an archive, and their layers. Nothing is half-written under a final name."""

import pathlib
import uuid
import zipfile

import numpy as np

from data_tools.errors import InputError
from data_tools.pictures import write_whole
from lineart_colorizer.imaging.layer_files import layers_path, write_layers
from lineart_colorizer.imaging.layers import Layer

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member: the same pages are the same bytes


def _refusal(target: pathlib.Path, error: OSError) -> InputError:
    return InputError(f"{target}: {error.strerror or error}: free some space or name another --out")


class FolderSink:
    """Writes files below a folder."""

    def __init__(self, folder: pathlib.Path):
        self._folder = folder

    def write(self, name: pathlib.PurePosixPath, content: bytes) -> None:
        """Raises InputError where the disk refuses."""
        target = self._folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        except OSError as error:
            raise _refusal(target, error) from None

    def write_layers(self, name: pathlib.PurePosixPath, layers: tuple[list[Layer], np.ndarray], form: str) -> None:
        """Beside the picture of that name. layers: as `coloring.Colored`; form: as of `layers_path`. Raises InputError as `write`."""
        target = layers_path(self._folder / name, form)
        try:
            write_layers(target, *layers, form)
        except OSError as error:
            raise _refusal(target, error) from None


class BookSink:
    """Writes an archive, page by page in their order; `with` renames it when it is whole, and leaves nothing where it ends in an error."""

    def __init__(self, target: pathlib.Path):
        self._target = target
        self._partial = target.with_name(f".{uuid.uuid4().hex}.partial")
        self.stamp = ""  # for `finished.book_stamp`, when all is well
        self._pages = 0

    def __enter__(self) -> "BookSink":
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._zip = zipfile.ZipFile(self._partial, "w", zipfile.ZIP_STORED)  # pictures are packed already
        except OSError as error:
            raise _refusal(self._target, error) from None
        return self

    def write(self, name: pathlib.PurePosixPath, content: bytes) -> None:
        """Raises InputError where the disk refuses."""
        try:
            self._zip.writestr(zipfile.ZipInfo(str(name), EPOCH), content)
            self._pages += 1
        except OSError as error:
            raise _refusal(self._target, error) from None

    def write_layers(self, name: pathlib.PurePosixPath, layers: tuple[list[Layer], np.ndarray], form: str) -> None:
        """As of `FolderSink`, into a folder beside the archive: programs open layers from a disk."""
        FolderSink(self._target.with_name(f"{self._target.stem}-layers")).write_layers(name, layers, form)

    def __exit__(self, kind, error, trace) -> None:
        try:
            self._zip.comment = self.stamp.encode("ascii")
            self._zip.close()
            if kind is None and self._pages:
                self._partial.replace(self._target)
        except OSError as refused:
            if kind is None:
                raise _refusal(self._target, refused) from None
        finally:
            self._partial.unlink(missing_ok=True)
