"""How a finished page is known again: what is written carries a stamp of all that it was made from.

A stamp is the SHA-256 of the drawing, its hints, the options and the model. A PNG carries it in a tEXt chunk right after its header, an
archive as its comment; both get their names when they are whole.
"""

import hashlib
import pathlib
import struct
import zipfile
import zlib

KEYWORD = b"lineart_colorizer"
HEADER = 33  # bytes of a PNG's signature and IHDR chunk
END = b"IEND\xaeB`\x82"


def make_stamp(*parts: bytes) -> str:
    """Hexadecimal; parts of other lengths never give the same by running into one another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(struct.pack(">Q", len(part)) + part)
    return digest.hexdigest()


def put_stamp(png: bytes, stamp: str) -> bytes:
    """The same picture with the stamp."""
    text = b"tEXt" + KEYWORD + b"\0" + stamp.encode("ascii")
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return png[:HEADER] + chunk + png[HEADER:]


def png_stamp(path: pathlib.Path) -> str | None:
    """None where there is no such file, it has no stamp, or its end is missing."""
    try:
        with path.open("rb") as file:
            begin = file.read(HEADER + 8 + len(KEYWORD) + 1 + 64)
            file.seek(-len(END), 2)
            end = file.read()
    except OSError:
        return None
    keyword, _, stamp = begin[HEADER + 4 :].removeprefix(b"tEXt").partition(b"\0")
    return stamp.decode("ascii", "replace") if keyword == KEYWORD and end == END else None


def book_stamp(path: pathlib.Path) -> str | None:
    """None where there is no such archive, or it has no stamp: pages of it had failed."""
    try:
        with zipfile.ZipFile(path) as book:
            return book.comment.decode("ascii", "replace") or None
    except (OSError, zipfile.BadZipFile):
        return None
