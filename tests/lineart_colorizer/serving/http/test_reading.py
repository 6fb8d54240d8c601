"""Bodies, multipart and JSON, and what they may not be."""

import pytest

from lineart_colorizer.serving.http.reading import shown
from tests.lineart_colorizer.serving.http.asking import post

JSON = "application/json"
pytestmark = pytest.mark.anyio


async def test_empty_fields_are_what_was_left_out(serve, page):
    answered = await post(await serve(), page, [("hints", ("empty", b""))], seed="", label="", size="")
    assert answered.status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", JSON, 400, "bad_json"), (b"[]", JSON, 422, "invalid"), (b'{"line": 3}', JSON, 422, "invalid"),
        (b'{"line": "%%%%"}', JSON, 422, "invalid"), (b'{"line": ' + b"[" * 100_000, JSON, 400, "bad_json"),
        (b"line=x", "application/x-www-form-urlencoded", 415, "wrong_type"), (b"", "", 415, "wrong_type"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422, "invalid"), (b"x", "multipart/form-data", 400, "bad_form"),
    ],
)  # fmt: skip
async def test_bodies_that_are_none(serve, content, kind, status, code):
    answered = await (await serve()).post("/v1/colorize", content=content, headers={"Content-Type": kind} if kind else {})
    assert (answered.status_code, answered.json()["error"]["code"]) == (status, code)


async def test_a_full_disk_for_what_waits_there(serve, page, full_disk):
    client = await serve()
    with full_disk(0):
        answered = await post(client, page + bytes(2_000_000))
    assert (answered.status_code, answered.json()["error"]["code"]) == (507, "disk_full")
    assert (await post(client, page)).status_code == 200


async def test_files_that_wait_on_disk_have_no_name(serve, page, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert (await post(await serve(), page + bytes(2_000_000))).status_code == 200
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_field_s_name_is_shown_on_one_line_and_cut():
    assert shown("pa per\n<b>") == "pa?per??b?"
    assert shown("a" * 100) == "a" * 80
