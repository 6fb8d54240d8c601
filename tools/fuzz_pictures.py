"""Reads damaged pictures and archives until something but a picture or an InputError comes out: `python -m tools.fuzz_pictures [COUNT]`.

Small sound files of every format are changed at random: bytes replaced, numbers set to their limits, parts cut, doubled or swapped
between formats. The same seed gives the same inputs; the input that broke it is written beside the message. Run by hand.
"""

import collections
import io
import pathlib
import random
import struct
import sys
import tarfile
import tempfile
import time
import warnings
import zipfile

import numpy as np
from PIL import Image

from data_tools.archives import list_archive
from data_tools.errors import InputError
from data_tools.pictures import read_with_alpha

MAX_PIXELS = 1_000_000  # keeps a run short: headers that promise more are refused as those over the true limit are
SLOW = 5.0  # seconds of processor time for one input: a fault too
LIMITS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def _saved(kind: str, mode: str = "RGB", **options) -> bytes:
    y, x = np.mgrid[0:9, 0:11]
    image = Image.fromarray(np.stack([x * 20, y * 25, (x * y) % 256], -1).astype(np.uint8)).convert(mode)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _pictures() -> dict[str, bytes]:
    """A small sound file of each format and of most of its kinds."""
    frames = {"save_all": True, "append_images": [Image.new("RGB", (11, 9), "red")]}
    psd = b"8BPS" + struct.pack(">H6xHIIHH", 1, 4, 9, 11, 8, 3) + bytes(12) + b"\0\0" + bytes(range(99)) * 4
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        "png": _saved("PNG"), "png palette": _saved("PNG", "P"), "png alpha": _saved("PNG", "LA"), "png 16": _saved("PNG", "I;16"),
        "apng": _saved("PNG", **frames), "jpeg": _saved("JPEG", exif=exif), "jpeg progressive": _saved("JPEG", progressive=True),
        "jpeg cmyk": _saved("JPEG", "CMYK"), "webp": _saved("WEBP"), "webp lossless": _saved("WEBP", "RGBA", lossless=True),
        "webp animated": _saved("WEBP", **frames), "gif": _saved("GIF"), "gif animated": _saved("GIF", **frames), "bmp": _saved("BMP"),
        "bmp palette": _saved("BMP", "P"), "tiff": _saved("TIFF"), "tiff lzw": _saved("TIFF", compression="tiff_lzw"),
        "tiff jpeg": _saved("TIFF", compression="jpeg"), "tiff fax": _saved("TIFF", "1", compression="group4"),
        "tiff float": _saved("TIFF", "F"), "tiff cmyk": _saved("TIFF", "CMYK", compression="tiff_adobe_deflate"), "psd": psd,
    }  # fmt: skip


def _archives() -> dict[str, bytes]:
    made = {}
    for kind in ("a.zip", "a.tar", "a.tar.gz"):
        file = io.BytesIO()
        members = {"a.png": PICTURES["png"], "inner/b.gif": PICTURES["gif"]}
        if kind == "a.zip":
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in members.items():
                    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        else:
            with tarfile.open(fileobj=file, mode="w:gz" if kind.endswith("gz") else "w") as archive:
                for name, content in members.items():
                    member = tarfile.TarInfo(name)
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
        made[kind] = file.getvalue()
    return made


PICTURES = _pictures()
ARCHIVES = _archives()


def check_picture(content: bytes) -> str:
    """Reads a picture. Returns `read` or `refused`. Raises what should not have been raised, or AssertionError: a wrong answer."""
    try:
        picture, alpha = read_with_alpha(content, max_pixels=MAX_PIXELS)
    except InputError as error:
        assert "\n" not in str(error), f"more than one line: {error}"
        return "refused"
    assert picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3, picture.shape
    assert 0 < picture.shape[0] * picture.shape[1] <= MAX_PIXELS, picture.shape
    assert alpha is None or (alpha.dtype == np.uint8 and alpha.shape == picture.shape[:2])
    return "read"


def check_archive(content: bytes, path: pathlib.Path) -> str:
    """Reads bytes, written to `path`, as an archive, and all its members; as `check_picture`."""
    path.write_bytes(content)
    try:
        listed = list_archive(path)
    except InputError:
        return "refused"
    for member in listed.members:
        assert ".." not in member.name.split("/") and not member.name.startswith("/"), member.name
        try:
            assert len(member.read_bytes()) == member.size
        except InputError as error:
            assert "\n" not in str(error), f"more than one line: {error}"
    return "read"


def changed(content: bytes, draw: random.Random, others: list[bytes]) -> bytes:
    """The content with one to four random changes."""
    damaged = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        place, length = draw.randrange(len(damaged) + 1), draw.choice((1, 2, 4, 16, 64))
        change = draw.randrange(6)
        if change == 0:
            damaged[place : place + 1] = bytes([draw.randrange(256)])
        elif change == 1:
            number = draw.choice(LIMITS).to_bytes(4, draw.choice(("big", "little")))
            damaged[place : place + 4] = number
        elif change == 2:
            del damaged[place : place + length]
        elif change == 3:
            damaged[place:place] = damaged[place : place + length]
        elif change == 4:
            other = draw.choice(others)
            start = draw.randrange(len(other))
            damaged[place : place + length] = other[start : start + length]
        elif draw.random() < 0.3:
            del damaged[place:]
    return bytes(damaged) or b"\0"


def main(count: int, seed: int = 0) -> int:
    """Reads `count` inputs, every tenth of them an archive. Returns the exit code: 1 if any broke something."""
    warnings.simplefilter("ignore")
    draw, outcomes, faults, begin = random.Random(seed), collections.Counter(), 0, time.monotonic()
    pictures, archives = list(PICTURES.items()), list(ARCHIVES.items())
    with tempfile.TemporaryDirectory() as folder:
        for index in range(count):
            kind, content = draw.choice(archives if index % 10 == 9 else pictures)
            damaged = changed(content, draw, list(ARCHIVES.values()) if index % 10 == 9 else list(PICTURES.values()))
            started = time.process_time()
            try:
                outcome = check_archive(damaged, pathlib.Path(folder, kind)) if index % 10 == 9 else check_picture(damaged)
                if (seconds := time.process_time() - started) > SLOW:
                    raise AssertionError(f"took {seconds:.1f} s")
            except (Exception, RecursionError) as error:
                faults += 1
                path = pathlib.Path(f"fuzz-{seed}-{index}.{kind.replace(' ', '-')}")
                path.write_bytes(damaged)
                print(f"{path}: {type(error).__name__}: {error}", flush=True)
                outcome = "FAULT"
            outcomes[kind.split()[0], outcome] += 1
    for (kind, outcome), number in sorted(outcomes.items()):
        print(f"{kind:10} {outcome:8} {number:>9,}")
    print(f"{count:,} inputs, {faults} faults, {time.monotonic() - begin:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:] or ["100000"])))
