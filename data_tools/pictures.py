"""The one reader of pictures, proof against hostile and broken files, and the one writer of PNG.

A picture here is RGB uint8 [H,W,3] in [0,255]; a line drawing is grey uint8 [H,W], white = 255.
Transparent parts become white paper. Colour profiles are not applied: the stored values are taken as sRGB.
"""

import io
import math
import os
import pathlib
import stat
import time
import warnings
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from data_tools.errors import InputError, TooLargeError, shortened
from data_tools.png import part_names
from data_tools.whole import write_whole

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PSD")  # what may be decoded, whatever the file's name says
SUFFIXES = frozenset([".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".dib", ".gif", ".tif", ".tiff", ".psd"])
MAX_PIXELS = 100_000_000
MAX_SECONDS = 60.0  # of processor time; a sound picture of 81 Mpx takes up to 4
BLOCK = 4096  # bytes of a progressive JPEG decoded at a time: with Pillow's 64 KB, a hostile one overran its time by 38 s, with these 0.2 s
MAX_BYTES = 1 << 30  # more than any picture of MAX_PIXELS needs

# Pillow warns of pictures over 89 Mpx, for which there is our own limit, and of damaged EXIF, which changes nothing here.
warnings.filterwarnings("ignore", module=r"PIL\.")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # OpenCV warns of broken files, which are reported by name here

_PHOTOMETRIC = 262  # the TIFF tag that says whether 0 is white

_TURNS: dict[int | None, Image.Transpose] = {  # the EXIF orientation, and what makes it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_picture(
    source: "str | os.PathLike | bytes | Stored", *, name: str | None = None, max_pixels: int = MAX_PIXELS, max_seconds: float = MAX_SECONDS
) -> np.ndarray:
    """Reads any PNG, JPEG, WebP, BMP, GIF, TIFF (first frame or page) or PSD (as its program last showed it), upright, on white.

    source: a path, the bytes of a file, or a member of an archive. name: how an error calls it, by default the path.
    max_seconds: of processor time, after which decoding is given up.
    Returns: RGB uint8 [H,W,3]. Raises InputError, naming file and reason, for whatever cannot be read.
    """
    return read_with_alpha(source, name=name, max_pixels=max_pixels, max_seconds=max_seconds)[0]


def stated_pixels(content: bytes) -> int:
    """How many pixels a picture has, by its header; 0 where that cannot be read, as `read_picture` will say."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            return math.prod(opened.size)
    except Exception:
        return 0


def read_line(source: "str | os.PathLike | bytes | Stored", *, name: str | None = None, max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """Reads a line drawing: grey uint8 [H,W], white = 255; otherwise as `read_picture`."""
    return cv2.cvtColor(read_picture(source, name=name, max_pixels=max_pixels), cv2.COLOR_RGB2GRAY)


def read_with_alpha(
    source: "str | os.PathLike | bytes | Stored", *, name: str | None = None, max_pixels: int = MAX_PIXELS, max_seconds: float = MAX_SECONDS
) -> tuple[np.ndarray, np.ndarray | None]:
    """Reads a picture and its transparency.

    Returns: RGB uint8 [H,W,3], already laid on white; alpha uint8 [H,W], 255 = opaque, or None where the file has none.
    Raises InputError as `read_picture`.
    """
    name = name or ("the given bytes" if isinstance(source, bytes) else str(source))
    content = source if isinstance(source, bytes) else read_bytes(source, name=name)
    # Broken files make Pillow raise nearly anything (OSError, SyntaxError, struct.error, ...): all mean "cannot be read".
    try:
        return _decode(content, max_pixels, max_seconds)
    except _RefusedError as refusal:
        raise refusal.kind(f"{name}: {refusal}") from None
    except Exception as error:
        raise InputError(f"{name}: damaged ({shortened(error)})") from error


def read_bytes(path: "str | os.PathLike | Stored", *, name: str | None = None) -> bytes:
    """The bytes of a file. Raises InputError: missing, not a plain file (a pipe would wait for ever), empty, over MAX_BYTES, unreadable."""
    name = name or str(path)
    try:
        if not isinstance(path, str | os.PathLike):  # no local file
            return path.read_bytes()
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{name}: not a file")
        if status.st_size == 0:
            raise InputError(f"{name}: empty")
        if status.st_size > MAX_BYTES:
            raise TooLargeError(f"{name}: {status.st_size:,} bytes, over the limit of {MAX_BYTES:,}")
        return pathlib.Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: {getattr(error, 'strerror', None) or error}") from None


@runtime_checkable
class Stored(Protocol):
    """A picture that is no file of its own, as a member of an archive. Its reading raises InputError."""

    @property
    def name(self) -> str: ...

    def read_bytes(self) -> bytes: ...


class _RefusedError(Exception):
    """A reason of ours, as against damage that Pillow found. kind: the error that it becomes once the picture's name is known."""

    kind: type[InputError] = InputError


class _TooManyPixelsError(_RefusedError):
    kind = TooLargeError


class _Timed(io.BytesIO):
    """Gives up when the thread's processor time is out (by a clock's, a busy machine would refuse sound pictures).

    A decoder gets a file 64 KB, a progressive JPEG BLOCK bytes at a time, and is asked between any two.
    A few kilobytes can keep a JPEG decoder busy for minutes (empty scans, each a pass over all pixels), and nothing else stops it: signals
    reach Python's main thread only, between two calls into C. Decoders that take a file in one call (WebP, TIFF) do work in proportion
    to the pixels, or bound the scans themselves (libtiff), so that the limit of pixels is one of time there.
    """

    def __init__(self, content: bytes, seconds: float):
        super().__init__(content)
        self._seconds, self._end = seconds, time.thread_time() + seconds

    def read(self, size: int | None = -1) -> bytes:
        if time.thread_time() > self._end:
            raise _RefusedError(f"not read after {self._seconds:g} seconds")
        return super().read(size)


def _decode(content: bytes, max_pixels: int, max_seconds: float) -> tuple[np.ndarray, np.ndarray | None]:
    try:
        opened = Image.open(_Timed(content, max_seconds), formats=FORMATS)
    except UnidentifiedImageError:
        raise _RefusedError(f"not a picture this program reads ({', '.join(FORMATS)})") from None
    except Image.DecompressionBombError:
        raise _TooManyPixelsError(f"over the limit of {max_pixels:,} pixels") from None
    with opened:
        width, height = opened.size
        if width * height > max_pixels:
            raise _TooManyPixelsError(f"{width} x {height} pixels, over the limit of {max_pixels:,}")
        if opened.mode == "RGB" and opened.format == "PNG" and "exif" not in opened.info and _is_plain(content):
            picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)  # the same values, in less time
            if picture is not None:  # else Pillow says what is wrong
                return picture, None
        if opened.info.get("progressive"):
            opened.decodermaxblock = BLOCK
        opened.load()
        image = _upright(opened)
        if image.mode.startswith("I") or image.mode == "F":
            image = _eight_bit(image, white_is_zero=getattr(opened, "tag_v2", {}).get(_PHOTOMETRIC) == 0)
        if not image.has_transparency_data:
            return np.array(image if image.mode == "RGB" else image.convert("RGB")), None
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return np.array(paper), np.array(image.getchannel("A"))


def _is_plain(content: bytes) -> bool:
    """Whether a PNG shows its values as they are, and is sound: libpng says on its own, without a name, what is not."""
    names = part_names(content)
    return names is not None and not {b"tRNS", b"eXIf", b"iTXt", b"acTL"}.intersection(names)  # iTXt: XMP, which may turn it, too


def _upright(image: Image.Image) -> Image.Image:
    """Turns a picture as its EXIF says. Damaged EXIF turns nothing: the picture itself is sound."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:
        turn = None
    if turn is None:
        return image
    turned = image.transpose(turn)
    turned.info = image.info  # keeps a palette's transparency
    return turned


def _eight_bit(image: Image.Image, *, white_is_zero: bool) -> Image.Image:
    """16-bit grey, or grey in [0,1], to 8 bit (Pillow's own conversion clips at 255 instead). A colour key becomes alpha.

    white_is_zero: of 16-bit TIFFs, which Pillow turns round with 8 bit alone.
    """
    values = np.asarray(image)
    if image.mode == "F":  # black 0 to white 1
        return Image.fromarray((np.clip(np.nan_to_num(values), 0, 1) * 255).round().astype(np.uint8))
    values = values.astype(np.int32)
    if white_is_zero and image.mode.startswith("I;16"):
        values = 0xFFFF - values
    grey = Image.fromarray(np.clip(values >> 8, 0, 255).astype(np.uint8))
    key = image.info.get("transparency")
    if isinstance(key, int):
        grey.putalpha(Image.fromarray(np.where(values == key, 0, 255).astype(np.uint8)))
    return grey


def encode_png(image: np.ndarray, compression: int = 1) -> bytes:
    """PNG bytes of grey [H,W] or [H,W,1], RGB [H,W,3] or RGBA [H,W,4] uint8. compression 0..9; 1 is several times faster than 6."""
    if image.dtype != np.uint8 or image.ndim not in (2, 3):
        raise ValueError(f"a picture is uint8 [H,W] or [H,W,C], not {image.dtype} {image.shape}")
    channels = 1 if image.ndim == 2 else image.shape[2]
    swaps = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
    if channels in swaps:
        image = cv2.cvtColor(image, swaps[channels])
    return cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, compression])[1].tobytes()


def write_png(path: str | os.PathLike, image: np.ndarray, compression: int = 3) -> None:
    """Writes a PNG (shapes as `encode_png`) whole or not at all. Raises OSError, naming the path, when the disk refuses."""
    write_whole(path, encode_png(image, compression))
