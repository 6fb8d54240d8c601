import io
import os
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from data_tools import pictures
from data_tools.errors import InputError, TooLargeError
from data_tools.pictures import encode_png, read_line, read_picture, read_with_alpha, write_png

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def two_by_three() -> Image.Image:
    """3 rows of 2: red green / blue white / black black."""
    image = Image.new("RGB", (2, 3))
    for place, color in zip([(0, 0), (1, 0), (0, 1), (1, 1)], [RED, GREEN, BLUE, WHITE], strict=True):
        image.putpixel(place, color)
    return image


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, depth: int, kind: int, rows: bytes, *extra: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF"])
def test_lossless_formats_give_the_exact_rgb(kind):
    picture = read_picture(saved(two_by_three(), kind))
    assert picture.dtype == np.uint8
    assert picture.flags.writeable
    assert picture.tolist() == [[list(RED), list(GREEN)], [list(BLUE), list(WHITE)], [[0] * 3] * 2]


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("WEBP", {"quality": 95})])
def test_lossy_formats_give_nearly_the_rgb(kind, options):
    picture = read_picture(saved(Image.new("RGB", (16, 8), (200, 100, 50)), kind, **options))
    assert picture.shape == (8, 16, 3)
    assert np.abs(picture.astype(int) - (200, 100, 50)).max() <= 4


def test_the_content_decides_not_the_name(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(two_by_three(), "PNG"))
    assert read_picture(path)[0, 0].tolist() == list(RED)


def test_grey_and_palette_and_one_bit():
    grey = Image.new("L", (2, 1), 128)
    assert read_picture(saved(grey, "PNG")).tolist() == [[[128] * 3] * 2]
    assert read_picture(saved(grey.convert("1"), "PNG")).shape == (1, 2, 3)
    assert read_picture(saved(two_by_three().quantize(8), "PNG"))[0].tolist() == [list(RED), list(GREEN)]


def test_sixteen_bit_grey_keeps_its_range():
    """0x8000 of 0xffff is middle grey, 128; Pillow's own conversion says 255."""
    levels = Image.fromarray(np.array([[0, 0x8000, 0xFFFF, 255]], np.uint16))
    assert read_line(saved(levels, "PNG")).tolist() == [[0, 128, 255, 0]]


def test_sixteen_bit_rgb_and_sixteen_bit_colour_key():
    rgb = png(1, 1, 16, 2, b"\0" + struct.pack(">HHH", 0xFF00, 0x8000, 0x0100))
    assert read_picture(rgb).tolist() == [[[255, 128, 1]]]
    keyed = png(2, 1, 16, 0, b"\0" + struct.pack(">HH", 0x1234, 0x0000), png_chunk(b"tRNS", struct.pack(">H", 0x1234)))
    picture, alpha = read_with_alpha(keyed)
    assert picture[..., 0].tolist() == [[255, 0]]
    assert alpha.tolist() == [[0, 255]]


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("TIFF", {})])
def test_cmyk_becomes_rgb(kind, options):
    picture = read_picture(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), kind, **options))
    assert np.abs(picture.astype(int) - RED).max() <= 6


def test_tiff_of_sixteen_bits_of_floats_and_turned():
    levels = np.array([[0, 0x8000, 0xFFFF]], np.uint16)
    assert read_line(saved(Image.fromarray(levels), "TIFF")).tolist() == [[0, 128, 255]]
    floats = np.array([[0, 0.5, 1, np.nan]], np.float32)
    assert read_line(saved(Image.fromarray(floats), "TIFF")).tolist() == [[0, 128, 255, 0]]
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_picture(saved(two_by_three(), "TIFF", exif=exif))[0].tolist() == [[0] * 3, list(BLUE), list(RED)]


def psd(width: int, height: int, channels: list[bytes]) -> bytes:
    """A Photoshop file without layers: its composite, 8 bits, one plane after the other."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, len(channels), height, width, 8, 3)
    return header + struct.pack(">III", 0, 0, 0) + struct.pack(">H", 0) + b"".join(channels)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_psd_gives_its_composite():
    picture, alpha = read_with_alpha(psd(2, 1, [b"\xff\x00", b"\x00\x80", b"\x00\xff"]))
    assert picture.tolist() == [[list(RED), [0, 128, 255]]]
    assert alpha is None
    picture, alpha = read_with_alpha(psd(2, 1, [b"\xff\x00", b"\x00\x80", b"\x00\xff", b"\xff\x00"]))
    assert picture.tolist() == [[list(RED), list(WHITE)]]
    assert alpha.tolist() == [[255, 0]]
    assert refusal(psd(100_000, 1001, [b""] * 3)).endswith("over the limit of 100,000,000")


def test_alpha_is_laid_on_white():
    """Half red on white: 255 stays, and (255 * 127) / 255 = 127 for the others."""
    rgba = Image.new("RGBA", (3, 1))
    for place, value in enumerate([(255, 0, 0, 128), (0, 0, 0, 0), (0, 0, 255, 255)]):
        rgba.putpixel((place, 0), value)
    picture, alpha = read_with_alpha(saved(rgba, "PNG"))
    assert picture.tolist() == [[[255, 127, 127], list(WHITE), list(BLUE)]]
    assert alpha.tolist() == [[128, 0, 255]]


def test_grey_alpha_palette_alpha_and_no_alpha():
    assert read_picture(saved(Image.new("LA", (1, 1), (0, 0)), "PNG")).tolist() == [[list(WHITE)]]
    palette = two_by_three().quantize(8)
    hidden = palette.getpixel((0, 0))
    picture, alpha = read_with_alpha(saved(palette, "PNG", transparency=hidden))
    assert picture[0, 0].tolist() == list(WHITE)
    assert alpha[0].tolist() == [0, 255]
    assert read_with_alpha(saved(two_by_three(), "PNG"))[1] is None


def test_exif_turns_the_picture_and_its_alpha():
    """Orientation 6: the camera lay on its left side; the first row is the last column when upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_picture(saved(two_by_three(), "PNG", exif=exif))[0].tolist() == [[0] * 3, list(BLUE), list(RED)]
    palette = two_by_three().quantize(8)
    turned = saved(palette, "PNG", exif=exif, transparency=palette.getpixel((0, 0)))
    assert read_with_alpha(turned)[1].tolist() == [[255, 255, 0], [255, 255, 255]]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_turns_nothing():
    assert read_picture(saved(two_by_three(), "PNG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).shape == (3, 2, 3)


def test_the_first_frame_of_an_animation():
    frames = [Image.new("RGB", (4, 4), color) for color in (RED, BLUE)]
    for kind, options in (("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True})):
        animated = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert read_picture(animated)[0, 0].tolist() == list(RED)


def refusal(source, **options) -> str:
    with pytest.raises(InputError) as refused:
        read_picture(source, **options)
    return str(refused.value)


def test_files_that_are_no_pictures(tmp_path):
    empty, folder, pipe, text = (tmp_path / name for name in ("empty.png", "folder.png", "pipe.png", "text.png"))
    empty.touch()
    folder.mkdir()
    os.mkfifo(pipe)
    text.write_text("hello")
    loop = tmp_path / "loop.png"
    loop.symlink_to(loop)
    assert refusal(tmp_path / "absent.png") == f"{tmp_path}/absent.png: no such file"
    assert refusal(empty) == f"{empty}: empty"
    assert refusal(folder) == f"{folder}: not a file"
    assert refusal(pipe) == f"{pipe}: not a file"
    assert refusal(text) == f"{text}: not a picture this program reads (PNG, JPEG, WEBP, BMP, GIF, TIFF, PSD)"
    assert refusal(loop) == f"{loop}: Too many levels of symbolic links"
    assert refusal("a\0b").endswith(("embedded null byte", "embedded null character in path"))  # Python's own words, to 3.12 and since


def test_a_format_off_the_list_is_refused_though_pillow_reads_it():
    for kind in ("PPM", "ICO", "TGA"):
        assert "not a picture this program reads" in refusal(saved(Image.new("RGB", (16, 16)), kind))


def test_too_many_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 3)
    (tmp_path / "a.png").write_bytes(b"1234")
    with pytest.raises(TooLargeError, match=r"a\.png: 4 bytes, over the limit of 3$"):
        read_picture(tmp_path / "a.png")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_the_pixel_limit_is_read_from_the_header():
    """Headers that promise gigabytes, with no data behind them: refused for the promise, before the damage is found."""
    bomb = png(100_000, 1001, 8, 2, b"")
    assert refusal(bomb) == "the given bytes: 100000 x 1001 pixels, over the limit of 100,000,000"
    assert refusal(png(60_000, 60_000, 8, 2, b""), name="b.png") == "b.png: over the limit of 100,000,000 pixels"
    assert refusal(saved(two_by_three(), "PNG"), max_pixels=5).endswith("2 x 3 pixels, over the limit of 5")
    for many in (bomb, png(60_000, 60_000, 8, 2, b"")):
        with pytest.raises(TooLargeError):
            read_picture(many)
    assert read_picture(saved(two_by_three(), "PNG"), max_pixels=6).shape == (3, 2, 3)


def scan_bomb(side: int, scans: int) -> bytes:
    """A progressive JPEG with its last scan, a few bytes, many times over: each is a pass over all its pixels."""
    content = saved(Image.new("RGB", (side, side), (200, 100, 50)), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + b"\xff\xd9"


def test_a_file_that_takes_for_ever_is_given_up():
    """90 KB that would keep the decoder busy for several seconds."""
    begin = time.thread_time()
    assert refusal(scan_bomb(1000, 7000), max_seconds=0.1) == "the given bytes: not read after 0.1 seconds"
    assert time.thread_time() - begin < 4
    assert read_picture(scan_bomb(100, 10)).shape == (100, 100, 3)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_a_file_cut_off_anywhere_is_refused_or_read_whole_never_worse(kind):
    """Only InputError comes out, whatever the length; what is read has the full size."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8))
    content = saved(noise, kind)
    for length in range(1, len(content), 29):
        try:
            assert read_picture(content[:length]).shape == (24, 32, 3)
        except InputError as error:
            assert str(error).startswith("the given bytes: ")
    assert "damaged" in refusal(content[: len(content) // 2])


def test_write_png_is_read_back(tmp_path):
    generator = np.random.default_rng(0)
    for shape in ((3, 5), (3, 5, 3)):
        image = generator.integers(0, 256, shape, np.uint8)
        write_png(tmp_path / "a.png", image)
        np.testing.assert_array_equal((read_picture if len(shape) == 3 else read_line)(tmp_path / "a.png"), image)
    rgba = np.array([[[255, 0, 0, 255], [1, 2, 3, 0]]], np.uint8)
    picture, alpha = read_with_alpha(encode_png(rgba))
    assert picture[0, 0].tolist() == list(RED)
    assert alpha.tolist() == [[255, 0]]
    assert os.listdir(tmp_path) == ["a.png"]


def test_write_png_refuses_floats(tmp_path):
    with pytest.raises(ValueError, match=r"a picture is uint8 \[H,W\] or \[H,W,C\], not float64 \(2, 2\)"):
        write_png(tmp_path / "a.png", np.zeros((2, 2)))


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    write_png(path, np.zeros((2, 2), np.uint8))
    before = path.read_bytes()

    def full(source, target):
        raise OSError(28, "No space left on device", source)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left on device") as failed:
        write_png(path, np.ones((2, 2), np.uint8))
    assert failed.value.filename == str(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.png"]


def test_a_missing_folder_names_the_file(tmp_path):
    with pytest.raises(FileNotFoundError) as failed:
        write_png(tmp_path / "absent" / "a.png", np.zeros((2, 2), np.uint8))
    assert failed.value.filename == str(tmp_path / "absent" / "a.png")


def test_sixteen_bit_tiffs_whose_white_is_zero():
    """5535 of 65535 from white: 60000, of 8 bit 234, is 21."""
    content = saved(Image.fromarray(np.full((3, 3), 60_000, np.uint16)), "TIFF", tiffinfo={262: 0})
    assert np.unique(read_picture(content)).tolist() == [21]
    content = saved(Image.fromarray(np.full((3, 3), 60_000, np.uint16)), "TIFF")
    assert np.unique(read_picture(content)).tolist() == [234]


def test_a_png_is_turned_as_its_xmp_says():
    about = PngInfo()
    about.add_itxt("XML:com.adobe.xmp", '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>')
    content = saved(two_by_three(), "PNG", pnginfo=about)
    assert read_picture(content).shape == (2, 3, 3)
    assert read_picture(saved(two_by_three(), "PNG")).shape == (3, 2, 3)


def test_nothing_is_said_of_a_damaged_png_but_its_error(capfd):
    content = saved(two_by_three(), "PNG")
    with pytest.raises(InputError, match="damaged"):
        read_picture(content[:50])
    assert capfd.readouterr() == ("", "")
