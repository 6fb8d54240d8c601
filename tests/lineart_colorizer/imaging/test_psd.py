import io
import struct

import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import read_picture
from lineart_colorizer.imaging import psd
from lineart_colorizer.imaging.layers import Layer, composite, opaque
from lineart_colorizer.imaging.psd import write_psd


def stack(height: int = 37, width: int = 53) -> list[Layer]:
    """Layers of every mode, one smaller than the page, one half transparent, one hidden, one off the page's edge; names of any script."""
    rng = np.random.default_rng(0)

    def noise(*shape):
        return rng.integers(0, 256, shape).astype(np.uint8)

    page = (height, width, 3)
    return [
        opaque("Paper", np.broadcast_to(np.uint8(255), page)),
        Layer("Flats", noise(*page), np.where(noise(height, width) > 99, 255, 0).astype(np.uint8)),
        Layer("赤い帽子", np.broadcast_to(np.uint8([200, 30, 30]), (10, 20, 3)), noise(10, 20), left=5, top=7),
        opaque("Schatten äöü 🎨", noise(*page), mode="multiply", opacity=0.4),
        Layer("edge", noise(9, 9, 3), noise(9, 9), mode="screen", left=-3, top=height - 5),
        opaque("hidden", np.zeros(page, np.uint8), visible=False),
        opaque("a name of more than thirty-one characters", np.broadcast_to(noise(height, width, 1), page), mode="multiply"),
    ]


def written(layers: list[Layer], height: int, width: int) -> bytes:
    file = io.BytesIO()
    write_psd(file, layers, composite(layers, height, width))
    return file.getvalue()


def test_header_and_sections_of_one_black_pixel():
    content = written([opaque("Ink", np.zeros((1, 1, 3), np.uint8))], 1, 1)
    assert content[:26] == b"8BPS\0\1" + bytes(6) + b"\0\3" + b"\0\0\0\1" * 2 + b"\0\x08\0\3"
    assert content[26:34] == bytes(8)
    section, information, layers = struct.unpack(">IIh", content[34:44])
    assert layers == 1
    assert struct.unpack(">iiiiH", content[44:62]) == (0, 0, 1, 1, 4)
    assert struct.unpack(">hIhIhIhI", content[62:86]) == (-1, 6, 0, 6, 1, 6, 2, 6)  # code, one row's length, two bytes packed
    assert content[86:98] == b"8BIMnorm\xff\0\0\0"
    assert section == information + 4 + 4
    assert content[38 + section :] == b"\0\1" + b"\0\2" * 3 + b"\0\0" * 3  # merged: packed, three rows of two bytes: one literal zero


def test_psd_tools_reads_every_layer_and_makes_the_same_picture():
    psd_tools = pytest.importorskip("psd_tools", reason="psd-tools is not installed: pip install '.[dev]'")
    layers = stack()
    found = psd_tools.PSDImage.open(io.BytesIO(written(layers, 37, 53)))
    assert (found.width, found.height, found.depth, found.color_mode.name) == (53, 37, 8, "RGB")
    assert [layer.name for layer in found] == [layer.name for layer in layers]
    assert [layer.visible for layer in found] == [layer.visible for layer in layers]
    assert [layer.blend_mode.name.lower() for layer in found] == [layer.mode for layer in layers]
    assert [layer.opacity for layer in found] == [255, 255, 255, 102, 255, 255, 255]
    for layer, read in zip(layers, found, strict=True):
        assert (read.left, read.top) == (layer.left, layer.top)
        assert (np.asarray(read.topil())[..., :3] == layer.rgb).all()
        assert (np.asarray(read.topil().convert("RGBA"))[..., 3] == layer.alpha).all()
    merged = composite(layers, 37, 53)
    assert (np.asarray(found.topil()) == merged).all()
    made = np.asarray(found.composite(force=True).convert("RGB")).astype(int)
    assert np.abs(made - merged).max() <= 1


def test_our_own_reader_shows_the_merged_picture():
    layers = stack()
    assert (read_picture(written(layers, 37, 53)) == composite(layers, 37, 53)).all()


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 300), (300, 1), (2, 3)])
def test_pages_of_any_shape(height, width):
    ramp = np.arange(height * width, dtype=np.int64).astype(np.uint8).reshape(height, width, 1)
    layers = [opaque("ramp", np.broadcast_to(ramp, (height, width, 3)))]
    assert (read_picture(written(layers, height, width)) == ramp).all()


def test_bands_are_packed_as_the_whole(monkeypatch):
    whole = written(stack(), 37, 53)
    monkeypatch.setattr(psd, "_BAND", 100)
    assert written(stack(), 37, 53) == whole


def test_a_layer_without_pixels():
    empty = Layer("empty", np.zeros((0, 0, 3), np.uint8), np.zeros((0, 0), np.uint8))
    assert (read_picture(written([empty], 4, 4)) == 255).all()


def test_too_large_a_file(monkeypatch):
    monkeypatch.setattr(psd, "LARGEST_FILE", 1000)
    with pytest.raises(InputError, match=r"^a PSD has at most 2 GB, and these layers take 0\.0: choose --layers ora or png$"):
        written(stack(), 37, 53)
