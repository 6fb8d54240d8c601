"""Where coloured pages go: into a folder, or into an archive, and their layers. Nothing is half-written under a final name."""

import pathlib
import zipfile
from collections.abc import Collection

import numpy as np

from data_tools.errors import InputError
from data_tools.whole import temporary_beside, write_whole
from lineart_colorizer.imaging.layer_files import Format, check_replaceable, layers_path, write_layers
from lineart_colorizer.imaging.layers import Layer

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member: the same pages are the same bytes


class WriteRefused(InputError):
    """The disk refuses a file."""


def _refusal(target: pathlib.Path, error: OSError) -> WriteRefused:
    return WriteRefused(f"{target}: {error.strerror or error}: free some space or name another --out")


def check_target(target: pathlib.Path, source: object, drawings: Collection[pathlib.Path]) -> None:
    """Raises InputError where what is made of `source`, a file or another thing, would take its place, or that of another drawing.

    drawings: what must stay, resolved.
    """
    if isinstance(source, pathlib.Path) and target.exists() and target.samefile(source):
        raise InputError(f"{source}: its coloured version would overwrite it: name another --out")
    if target.resolve() in drawings:
        raise InputError(f"{target}: the coloured version of {source} would overwrite this file: name another --out")


class FolderSink:
    """Writes files below a folder. drawings: what must stay, resolved: files, and the folders that they lie in."""

    def __init__(self, folder: pathlib.Path, drawings: Collection[pathlib.Path] = ()):
        self._folder, self._drawings = folder, drawings

    def check(self, name: pathlib.PurePosixPath, source: object, form: Format | None) -> None:
        """Raises InputError where the picture of that name, or its layers of that form, would take the place of a drawing."""
        check_target(self._folder / name, source, self._drawings)
        self.check_layers(name, form)

    def check_layers(self, name: pathlib.PurePosixPath, form: Format | None) -> None:
        """As `check`, of layers alone: a.psd may be a drawing, too."""
        layers = form and layers_path(self._folder / name, form)
        if not layers:
            return
        if layers.resolve() in self._drawings:
            raise InputError(f"{layers}: layers would overwrite this file: name another --out")
        check_replaceable(layers)

    def write(self, name: pathlib.PurePosixPath, content: bytes) -> None:
        """Raises WriteRefused."""
        target = self._folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        except OSError as error:
            raise _refusal(target, error) from None

    def write_layers(self, name: pathlib.PurePosixPath, layers: tuple[list[Layer], np.ndarray], form: Format) -> None:
        """Beside the picture of that name. layers: as `coloring.Colored`. Raises WriteRefused."""
        target = layers_path(self._folder / name, form)
        try:
            write_layers(target, *layers, form)
        except OSError as error:
            raise _refusal(target, error) from None


class BookSink:
    """Writes an archive, page by page in their order; `with` renames it when it is whole, and leaves nothing where it ends in an error, or
    has no page.

    Layers go into a folder beside the archive, as programs open them from a disk. drawings: as of `FolderSink`.
    """

    def __init__(self, target: pathlib.Path, drawings: Collection[pathlib.Path] = ()):
        self._target = target
        self._layers = FolderSink(target.with_name(f"{target.name}-layers"), drawings)
        self._partial = temporary_beside(target)
        self.stamp = ""  # for `finished.book_stamp`, when all is well
        self._pages = 0

    def __enter__(self) -> "BookSink":
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._zip = zipfile.ZipFile(self._partial, "w", zipfile.ZIP_STORED)  # pictures are packed already
        except OSError as error:
            raise _refusal(self._target, error) from None
        return self

    def check(self, name: pathlib.PurePosixPath, source: object, form: Format | None) -> None:
        """As of `FolderSink`: in a fresh archive, no picture takes the place of anything."""
        self._layers.check_layers(name, form)

    def write(self, name: pathlib.PurePosixPath, content: bytes) -> None:
        """A page. Raises WriteRefused."""
        self.keep(name, content)
        self._pages += 1

    def keep(self, name: pathlib.PurePosixPath, content: bytes) -> None:
        """Another file, of which alone no archive is made. Raises WriteRefused."""
        try:
            self._zip.writestr(zipfile.ZipInfo(str(name), EPOCH), content)
        except OSError as error:
            raise _refusal(self._target, error) from None

    def write_layers(self, name: pathlib.PurePosixPath, layers: tuple[list[Layer], np.ndarray], form: Format) -> None:
        """As of `FolderSink`."""
        self._layers.write_layers(name, layers, form)

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
