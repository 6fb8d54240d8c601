"""What cannot be coloured, by what was sent."""

import dataclasses
import struct
import zlib

import numpy as np
import pytest

from data_tools.pictures import encode_png
from lineart_colorizer.serving.http.errors import ServiceError
from lineart_colorizer.serving.http.work import Made, check_working_size
from tests.lineart_colorizer.serving.http.asking import post

pytestmark = pytest.mark.anyio


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HEADER = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)


BOMB = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", HEADER) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        (b"no picture", 422, "invalid"), (b"\x89PNG\r\n\x1a\n torn", 422, "invalid"), (BOMB, 413, "too_large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "invalid"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", 422, "invalid"),
    ],
)  # fmt: skip
async def test_pictures_that_are_none(serve, line, status, code):
    answered = await post(await serve(), line)
    assert (answered.status_code, answered.json()["error"]["code"]) == (status, code)
    assert answered.json()["error"]["message"].startswith("line: ")


async def test_a_page_of_hostile_proportions(serve):
    answered = await post(await serve(), encode_png(np.full((2, 200_000), 255, np.uint8)))
    said = "200000 x 2 pixels at working size 1 are 100000 x 1: ask for a smaller size, or cut the page"
    assert (answered.status_code, answered.json()["error"]["message"]) == (413, said)


async def test_hints_that_are_larger_than_the_page_and_what_the_network_is_given(serve, page):
    """At size 32 a page of 40 x 50 is given as 32 x 32, for which 16 * 32 * 32 pixels of hints are taken."""
    client, statuses = await serve(), []
    for scale in (2, 3):  # 80 x 100 are 8,000 pixels, 120 x 150 are 18,000
        hints = np.zeros((40 * scale, 50 * scale, 4), np.uint8)
        hints[0] = 255
        answered = await post(client, page, [("hints", ("h", encode_png(hints)))])
        statuses.append(answered.status_code)
    assert statuses == [200, 413]
    assert "hints: 150 x 120 pixels, over the limit of 16,384" in answered.text


@pytest.mark.parametrize(
    ("fields", "pixels"),
    [({}, 40 * 50 + 32 * 32 * 32), ({"size": "64"}, 40 * 50 + 32 * 64 * 96), ({"flats": "true"}, 4 * 40 * 50 + 32 * 32 * 32)],
)
async def test_the_room_that_a_page_takes_counts_what_the_network_is_given(serve, page, taken, fields, pixels):
    client = await serve()
    taken(client)
    await post(client, page, **fields)
    assert client.service.room.asked == [40 * 50 // 2, pixels]  # while it is read, then


async def test_hints_of_other_proportions_and_opaque_ones(serve, page):
    client = await serve()
    hints = np.zeros((40, 80, 4), np.uint8)
    hints[0, 0] = 255
    assert "hints: 80 x 40 pixels, the page 50 x 40" in (await post(client, page, [("hints", ("h", encode_png(hints)))])).text
    assert "hints: no hints, it is opaque all over" in (await post(client, page, [("hints", ("h", page))])).text


def test_so_many_pixels_for_the_network_and_no_more():
    assert check_working_size(2048, 3072, 1024) == (1024, 1536)  # 5.4 GB
    for height, width, size in [(2048, 4096, 1024), (16, 4096, 128), (1400, 1400, 1400)]:
        with pytest.raises(ServiceError) as refused:
            check_working_size(height, width, size)
        assert refused.value.status == 413


def test_files_as_base64():
    assert Made([b"abc", b""], "image/png", False).base64() == ["YWJj", ""]


async def test_a_page_for_which_there_is_no_memory(serve, page, monkeypatch):
    client = await serve()
    loaded = await client.service.store.get(None)

    def predict(*_, **__):
        raise MemoryError

    without = dataclasses.replace(loaded, colorizer=dataclasses.replace(loaded.colorizer, predict=predict))
    monkeypatch.setitem(client.service.store._loaded, "red", without)
    answered = await post(client, page)
    assert (answered.status_code, answered.json()["error"]["code"], answered.headers["retry-after"]) == (503, "busy", "5")
