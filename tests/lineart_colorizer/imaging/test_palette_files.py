import json
import struct

import numpy as np
import pytest

from data_tools.errors import InputError, TooLargeError
from data_tools.pictures import write_png
from lineart_colorizer.imaging.palette_files import from_cmyk, from_lab, palette_suffix, parse_palette, picture_colors, read_palette

ORANGE, TEAL = [255, 128, 0], [0, 128, 128]


@pytest.fixture
def read(tmp_path):
    def reading(name: str, content: bytes) -> list:
        (tmp_path / name).write_bytes(content)
        return read_palette(tmp_path / name).tolist()

    return reading


def test_gimp(read):
    text = "GIMP Palette\nName: Fox\nColumns: 2\n# made by hand\n255 128   0\tOrange fur\n  0 128 128 Teal\n255 128 0 again\n"
    assert read("a.gpl", text.encode()) == [ORANGE, TEAL]


def aco_color(space: int, *values: int) -> bytes:
    return struct.pack(">H4H", space, *(value & 0xFFFF for value in (*values, 0, 0, 0)[:4]))


def test_photoshop_in_every_space(read):
    colors = [
        aco_color(0, 65535, 32896, 0),  # 32896 = 128 * 257
        aco_color(1, 32768, 65535, 65535),  # hue 180 degrees
        aco_color(2, 65535, 65535, 0, 65535),  # 0 is full ink: yellow
        aco_color(7, 10000, 0, 0),
        aco_color(7, 5000, -2000, -4000),
        aco_color(8, 5000),
        aco_color(3, 1, 2, 3),  # a Pantone number
    ]
    found = read("a.aco", struct.pack(">HH", 1, len(colors)) + b"".join(colors))
    assert found[:4] == [ORANGE, [0, 255, 255], [255, 255, 0], [255, 255, 255]]
    blue = found[4]
    assert blue[2] > blue[1] > blue[0]
    assert found[5:] == [[128, 128, 128]]


def test_photoshop_with_names(read):
    """Version 2: after each colour a 32-bit length in UTF-16 units, the closing null counted, and the name."""
    name = "Teal\0".encode("utf-16-be")
    named = b"".join(aco_color(0, 0, 32896, 32896) + struct.pack(">I", len(name) // 2) + name for _ in range(2))
    both = struct.pack(">HH", 1, 1) + aco_color(0, 65535, 32896, 0) + struct.pack(">HH", 2, 2) + named
    assert read("a.aco", both) == [ORANGE]
    assert read("b.aco", struct.pack(">HH", 2, 2) + named + b"") == [TEAL]


def ase_block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content


def ase_color(model: bytes, *values: float, name: str = "x") -> bytes:
    text = (name + "\0").encode("utf-16-be")
    return ase_block(1, struct.pack(">H", len(text) // 2) + text + model + struct.pack(f">{len(values)}f", *values) + struct.pack(">H", 2))


def test_swatch_exchange(read):
    group = "Fox\0".encode("utf-16-be")
    blocks = [
        ase_block(0xC001, struct.pack(">H", len(group) // 2) + group),
        ase_color(b"RGB ", 1.0, 128 / 255, 0.0, name="Orange"),
        ase_color(b"CMYK", 1.0, 0.0, 0.0, 0.5),
        ase_color(b"LAB ", 1.0, 0.0, 0.0),
        ase_color(b"Gray", 0.2),
        ase_block(0xC002, b""),
    ]
    content = b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)
    assert read("a.ase", content) == [ORANGE, [0, 128, 128], [255, 255, 255], [51, 51, 51]]


@pytest.mark.parametrize(
    "given",
    [
        ["#ff8000", "#008080"],
        [[255, 128, 0], [0, 128, 128]],
        {"fur": "ff8000", "eyes": "#008080"},
        {"colors": [{"name": "fur", "hex": "#FF8000"}, {"color": [0, 128, 128]}]},
    ],
)
def test_json(read, given):
    assert read("a.json", json.dumps(given).encode()) == [ORANGE, TEAL]


def test_short_hexadecimal(read):
    assert read("a.json", b'["#f80"]') == [[255, 136, 0]]


def test_conversions_by_hand():
    assert from_cmyk(1, 0, 0, 0.5) == (0, 0.5, 0.5)
    assert from_lab(100, 0, 0) == pytest.approx((1, 1, 1), abs=1e-3)
    assert from_lab(53.24, 80.09, 67.2) == pytest.approx((1, 0, 0), abs=0.01)  # sRGB's red


def test_a_picture_of_few_colours_gives_them_all(tmp_path):
    swatch = np.array([[ORANGE, TEAL, ORANGE]], np.uint8)
    write_png(tmp_path / "a.png", swatch)
    assert sorted(read_palette(tmp_path / "a.png").tolist()) == sorted([ORANGE, TEAL])


def test_a_coloured_page_gives_its_commonest_colours_without_its_lines():
    rng = np.random.default_rng(0)
    page = np.full((200, 300, 3), 255, np.int32)
    page[:, :100] = ORANGE
    page[120:, 200:] = TEAL
    page[::40] = 0
    page = np.clip(page + rng.integers(-3, 4, page.shape), 0, 255).astype(np.uint8)
    colors = picture_colors(page).astype(int)
    assert len(colors) == 3
    for wanted in ([255, 255, 255], ORANGE, TEAL):
        assert np.abs(colors - wanted).max(1).min() <= 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.gpl", b"JASC-PAL\n", "damaged (its first line is not GIMP Palette)"),
        ("a.gpl", b"GIMP Palette\n#\n", "no colour in it"),
        ("a.aco", b"\0\1\0\5\0\0", "damaged (unpack_from requires a buffer of at least"),
        ("a.aco", b"\0\7\0\5\0\0", "damaged (version 7)"),
        ("a.ase", b"ASEX" + bytes(8), "damaged (it does not begin with ASEF)"),
        ("a.json", b"{", "damaged (Expecting"),
        ("a.json", b"[1]", "damaged ("),
        ("a.xyz", b"...", "no palette that this program reads (a picture, .gpl, .aco, .ase, .json)"),
        ("a.png", b"torn", "not a picture this program reads"),
    ],
)
def test_what_is_no_palette_is_refused_in_one_line(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_palette(tmp_path / name)
    assert str(refused.value).startswith(f"{tmp_path / name}: {said}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"GIMP Palette\n1 2 3\n", ".gpl"), (b"\xef\xbb\xbfGIMP Palette\n", ".gpl"), (b"ASEF\0\1", ".ase"), (b"\0\1\0\1", ".aco"),
        (b"\0\2\0\1", ".aco"), (b' {"a": 1}', ".json"), (b"\xef\xbb\xbf[1]", ".json"), (b"\x89PNG\r\n", ".png"), (b"", ".png"),
    ],
)  # fmt: skip
def test_palettes_are_told_by_how_they_begin(content, suffix):
    assert palette_suffix(content) == suffix


@pytest.mark.parametrize("content", [b"[" * 100_000, b"[[1e400, 0, 0]]", b"[[" + b"9" * 400 + b", 0, 0]]", b"[[null]]", b'[{"hex": 3}]'])
def test_hostile_json_is_refused_or_read_in_bounds(content):
    try:
        colors = parse_palette(content, ".json", "palette")
    except InputError as refused:
        assert str(refused).startswith("palette: damaged")
    else:
        assert colors.tolist() == [[255, 0, 0]]


def test_too_many_colors(read):
    """1,024 greys of red and green fit; one more does not."""
    lines = [f"{number % 256} {number // 256} 0" for number in range(1025)]
    assert len(read("a.gpl", "\n".join(["GIMP Palette", *lines[:1024]]).encode())) == 1024
    with pytest.raises(TooLargeError, match=r"b\.gpl: 1,025 colours, over the limit of 1,024: leave out those that are not needed$"):
        read("b.gpl", "\n".join(["GIMP Palette", *lines]).encode())
