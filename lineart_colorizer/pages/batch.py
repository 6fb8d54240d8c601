"""Many pages: each is coloured and written, or named among those that failed; the rest go on."""

import contextlib
import dataclasses
import functools
import pathlib
from collections.abc import Iterator

from data_tools.errors import InputError
from data_tools.pictures import read_bytes
from data_tools.progress import progress
from lineart_colorizer.pages.coloring import PageColorer
from lineart_colorizer.pages.finished import book_stamp, make_stamp, png_stamp, put_stamp
from lineart_colorizer.pages.listing import Book, Entry, Page, pages_of
from lineart_colorizer.pages.naming import name_outputs, name_variants
from lineart_colorizer.pages.sinks import BookSink, FolderSink, WriteRefused, check_target


@dataclasses.dataclass
class Outcome:
    """colored, finished (before, and skipped): numbers of pages. copied: those in colour. failed: a line each."""

    colored: int = 0
    finished: int = 0
    copied: list[str] = dataclasses.field(default_factory=list)
    failed: list[str] = dataclasses.field(default_factory=list)

    def report(self, pages: int, out: str) -> int:
        """Prints the summary. Returns the exit code: 1 where anything failed."""
        before = f", {self.finished:,} were finished" if self.finished else ""
        print(f"{self.colored:,} of {pages:,} pages colored{before}, in {out}")
        for name in self.copied:
            print(f"copied, in colour already (--force colours it): {name}")
        for message in self.failed:
            print(f"failed: {message}")
        return 1 if self.failed else 0


@dataclasses.dataclass
class Batch:
    """entries: from `listing.list_entries`. out: the folder. resume: skips what is finished."""

    entries: list[Entry]
    colorer: PageColorer
    out: pathlib.Path
    resume: bool = False
    outcome: Outcome = dataclasses.field(default_factory=Outcome)

    def run(self) -> Outcome:
        """Colours all; shows progress. Nothing but a full stop, such as Ctrl-C, is raised."""
        variants = self.colorer.options.variants
        names = name_outputs([entry.below for entry in self.entries], variants)
        total = sum(len(pages_of(entry)) for entry in self.entries)
        steps = (step for entry, name in zip(self.entries, names, strict=True) for step in self._steps(entry, name))
        for _ in progress(steps, total=total, what="colouring", unit="pages"):
            pass
        return self.outcome

    def _steps(self, entry: Entry, name: pathlib.PurePosixPath) -> Iterator[None]:
        """Yields after each page."""
        target = self.out / name
        if isinstance(entry, Book):
            with self._noting_failures():
                yield from self._color_book(entry, target)
            return
        with self._noting_failures():
            self._color_page(entry, name, FolderSink(self.out, self._drawings))
        yield

    @contextlib.contextmanager
    def _noting_failures(self, but: tuple[type[InputError], ...] = ()) -> Iterator[None]:
        """but: what is raised all the same."""
        try:
            yield
        except but:
            raise
        except InputError as error:
            self.outcome.failed.append(str(error))

    def _color_book(self, book: Book, target: pathlib.Path) -> Iterator[None]:
        check_target(target, book.source, self._drawings)
        if book.refused:
            self.outcome.failed.append(book.refused)
        stamp = self._stamp_of(book)
        if self.resume and stamp and book_stamp(target) == stamp:
            self.outcome.finished += len(book.pages)
            yield from (None for _ in book.pages)
            return
        if not book.pages:
            return
        colored, copied = self.outcome.colored, len(self.outcome.copied)
        try:
            yield from self._fill(book, target, stamp)
        except WriteRefused:  # by a full disk, say, which would refuse every page: none of the book is there
            self.outcome.colored = colored
            del self.outcome.copied[copied:]
            raise

    def _stamp_of(self, book: Book) -> str:
        """Empty, as of a book that is not finished, where hints of its pages cannot be read: `_fill` tells of which."""
        try:
            pages = [self.colorer.stamp(page, f"{page.below} {getattr(page.source, 'stamp', '')}".encode()) for page in book.pages]
        except InputError:
            return ""
        return make_stamp(*(each.encode() for each in pages))

    def _fill(self, book: Book, target: pathlib.Path, stamp: str) -> Iterator[None]:
        """Yields after each page. Raises WriteRefused."""
        failed = len(self.outcome.failed)
        names = name_outputs([page.below for page in book.pages], self.colorer.options.variants)
        with BookSink(target, self._drawings) as sink:
            for page, name in zip(book.pages, names, strict=True):
                with self._noting_failures(but=(WriteRefused,)):
                    self._color_page(page, name, sink)
                yield
            for member in book.others:
                with self._noting_failures(but=(WriteRefused,)):
                    sink.keep(pathlib.PurePosixPath(member.name), member.read_bytes() if member.size else b"")
            sink.stamp = stamp if len(self.outcome.failed) == failed and not book.refused else ""

    def _color_page(self, page: Page, name: pathlib.PurePosixPath, sink: FolderSink | BookSink) -> None:
        names = name_variants(name, self.colorer.options.variants)
        for each in names:
            sink.check(each, page.source, self.colorer.options.layers)
        content = read_bytes(page.source)
        stamp = self.colorer.stamp(page, content)
        stamp_of_copy = make_stamp(stamp.encode("ascii"), b"copied")
        if self.resume and isinstance(sink, FolderSink) and self._is_there(names, stamp, stamp_of_copy):
            self.outcome.finished += 1
            return
        try:
            for each, colored in zip(names, self.colorer.color(page, content), strict=False):  # a page in colour has one picture
                if colored.layers and self.colorer.options.layers:
                    sink.write_layers(each, colored.layers, self.colorer.options.layers)
                # Last: its stamp says that all is done.
                sink.write(each, put_stamp(colored.png, stamp_of_copy if colored.copied else stamp))
                if colored.copied:
                    self.outcome.copied.append(str(page.source))
        except MemoryError:
            raise InputError(f"{page.source}: not enough memory: a smaller --size takes less") from None
        self.outcome.colored += 1

    def _is_there(self, names: list[pathlib.PurePosixPath], stamp: str, stamp_of_copy: str) -> bool:
        """Whether all variants of a page are there, or the one copy of a page in colour."""
        return all(png_stamp(self.out / each) == stamp for each in names) or png_stamp(self.out / names[0]) == stamp_of_copy

    @functools.cached_property
    def _drawings(self) -> set[pathlib.Path]:
        """The files that are coloured, or say how, and the folders that they lie in, which must not be replaced either."""
        options, pages = self.colorer.options, (page for entry in self.entries for page in pages_of(entry))
        given = [pathlib.Path(each) for each in (options.palette, options.character) if each]
        given += [entry.source for entry in self.entries if isinstance(entry.source, pathlib.Path)]
        files = {path.resolve() for path in (*given, *map(self.colorer.hints.path_for, pages)) if path}
        return files.union(*(file.parents for file in files))
