"""Everything that people's folders hold and that breaks programs, in one folder, through one `prepare`."""

import io
import json
import os
import struct
import tarfile

import cv2
import numpy as np
import pytest
from PIL import Image

from data_tools.errors import InputError
from data_tools.pictures import encode_png
from data_tools.prepare import prepare
from tests.data_tools.test_archives import tar_link, tarred, zipped
from tests.data_tools.test_pictures import png, psd, scan_bomb

SIDE = 48


def picture(seed: int) -> np.ndarray:
    """A coloured box with a dark outline on white; no two seeds alike."""
    drawn = np.full((SIDE, SIDE, 3), 255, np.uint8)
    color = [int(value) for value in np.random.default_rng(seed).integers((150, 90, 10), (256, 180, 80))]
    for fill, thickness in ((color, cv2.FILLED), ((10, 10, 10), 2)):
        cv2.rectangle(drawn, (6 + seed % 8, 8), (38, 40), fill, thickness)
    return drawn


def saved(seed: int, kind: str, mode: str = "RGB", **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture(seed)).convert(mode).save(file, kind, **options)
    return file.getvalue()


def sixteen_bit(seed: int) -> bytes:
    """A PNG of 16 bits per channel."""
    rows = b"".join(b"\0" + (row.astype(">u2") * 257).tobytes() for row in picture(seed))
    return png(SIDE, SIDE, 16, 2, rows)


def palette_with_alpha(seed: int) -> bytes:
    image = Image.fromarray(picture(seed)).quantize(8)
    file = io.BytesIO()
    image.save(file, "PNG", transparency=image.getpixel((0, 0)))
    return file.getvalue()


def turned(seed: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(seed, "JPEG", quality=95, exif=exif)


def animated(seed: int, kind: str) -> bytes:
    return saved(seed, kind, save_all=True, append_images=[Image.fromarray(picture(seed + 1))])


def sound() -> dict[str, bytes]:
    """Files, however odd, that hold a picture that can be read."""
    alpha = np.dstack([picture(1), np.where(picture(1).min(axis=2) == 255, 0, 255).astype(np.uint8)])
    return {
        "plain.png": encode_png(picture(0)),
        "alpha.png": encode_png(alpha),
        "wrong extension.jpg": saved(2, "PNG"),
        "no picture by name.png": saved(3, "JPEG", quality=95),
        "16 bit.png": sixteen_bit(4),
        "cmyk.jpg": saved(5, "JPEG", "CMYK", quality=95),
        "cmyk.tif": saved(6, "TIFF", "CMYK"),
        "palette and alpha.png": palette_with_alpha(7),
        "turned.jpg": turned(8),
        "animated.gif": animated(9, "GIF"),
        "animated.apng": animated(11, "PNG"),
        "animated.webp": animated(13, "WEBP"),
        "still.webp": saved(15, "WEBP", quality=95),
        "windows.bmp": saved(16, "BMP"),
        "packed.tiff": saved(17, "TIFF", compression="tiff_lzw"),
        "layers.psd": psd(SIDE, SIDE, [picture(18)[..., channel].tobytes() for channel in range(3)]),
        "damaged exif.png": saved(19, "PNG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
        "progressive.jpg": saved(20, "JPEG", quality=95, progressive=True),
        "one folder/same.png": saved(21, "PNG"),
        "another/same.png": saved(22, "PNG"),
        "a folder.png/inside.png": saved(23, "PNG"),
        "deep/" * 40 + "down.png": saved(24, "PNG"),
        "a.zip/in/zip.png": saved(25, "PNG"),
        "b.tar.gz/tar.png": saved(26, "PNG"),
        "line\nbreak.png": saved(27, "PNG"),
    }


def unreadable() -> dict[str, tuple[bytes, str]]:
    """Picture files that cannot be read, and the words for it."""
    return {
        "cut off.png": (saved(30, "PNG")[:100], "damaged ("),
        "cut off.jpg": (saved(31, "JPEG", quality=95)[:700], "damaged ("),
        "empty.png": (b"", "empty"),
        "text.png": (b"hello", "not a picture this program reads"),
        "icon.png": (saved(32, "ICO"), "not a picture this program reads"),
        "bomb.png": (png(60_000, 60_000, 8, 2, b""), "over the limit of 100,000,000 pixels"),
        "bomb.psd": (psd(30_000, 30_000, [b""] * 3), "over the limit of 100,000,000 pixels"),
        "bomb.gif": (
            b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0) + saved(33, "GIF")[13:],
            "over the limit of 100,000,000 pixels",
        ),
        "for ever.jpg": (scan_bomb(1000, 7000), "not read after 0.2 seconds"),
        "a.zip/in/cut off.png": (saved(34, "PNG")[:100], "damaged ("),
        "b.tar.gz/text.png": (b"hello", "not a picture this program reads"),
    }


def blank(*shape: int) -> np.ndarray:
    return np.full((*shape, 3), 255, np.uint8)


def of_no_use() -> dict[str, tuple[bytes, str]]:
    """Sound pictures that a filter leaves out, and its kind."""
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    return {
        "1x10000.png": (encode_png(blank(10_000, 1)), "filtered: small"),
        "10000x1.png": (encode_png(blank(1, 10_000)), "filtered: small"),
        "1x1.png": (encode_png(blank(1, 1)), "filtered: small"),
        "grey.jpg": (saved(40, "JPEG", "L"), "filtered: colorless"),
        "red.png": (encode_png(np.full((SIDE, SIDE, 3), (250, 0, 0), np.uint8)), "filtered: lineless"),
        "noise.png": (encode_png(noise), "filtered: photo"),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The folder; names of archives' members are as `prepare` reports them."""
    root = tmp_path_factory.mktemp("corpus") / "in"
    files = sound() | {name: content for name, (content, _) in (unreadable() | of_no_use()).items()}
    for name, content in files.items():
        if ".zip/" not in name and ".tar.gz/" not in name:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)

    def inside(archive: str) -> list[tuple[str, bytes]]:
        return [(name.removeprefix(archive), content) for name, content in files.items() if name.startswith(archive)]

    zipped(root / "a.zip", *inside("a.zip/"), ("../out.png", b"x"), ("/root.png", b"x"))
    tarred(root / "b.tar.gz", *inside("b.tar.gz/"), (tar_link("link.png", tarfile.SYMTYPE), b""), mode="w:gz")
    (root / "no archive.zip").write_bytes(b"hello")
    (root / "notes.txt").write_text("no picture")
    (root / ".hidden.png").write_bytes(b"x")
    (root / "loop").symlink_to(root)
    (root / "loop.png").symlink_to(root / "loop.png")
    os.mkfifo(root / "pipe.png")
    with open(os.fsencode(root) + b"/not utf-8 \xff.png", "wb") as file:
        file.write(saved(50, "PNG"))
    (root / "forbidden.png").write_bytes(saved(51, "PNG"))
    (root / "forbidden.png").chmod(0)
    return root


@pytest.fixture
def short_patience(monkeypatch):
    """0.2 instead of 60 seconds for a picture. Sound ones here take milliseconds."""
    for reader in ("read_picture", "read_with_alpha"):
        defaults = {"name": None, "max_pixels": 100_000_000, "max_seconds": 0.2}
        monkeypatch.setattr(f"data_tools.pictures.{reader}.__kwdefaults__", defaults)


@pytest.mark.filterwarnings("ignore:::PIL")
def test_every_file_is_handled_as_promised(corpus, tmp_path, short_patience, capsys):
    import tensorflow as tf

    dataset = prepare(corpus, tmp_path / "out", size=32, max_skipped=0.5, keep_duplicates=True)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    left_out = {skip["source"]: (skip["kind"], skip["reason"]) for skip in report["skipped"]}
    records = [
        tf.train.Example.FromString(record.numpy()).features.feature["source"].bytes_list.value[0]
        for split in ("train", "val")
        for record in tf.data.TFRecordDataset(dataset.shards(split))
    ]
    forbidden = set() if os.access(corpus / "forbidden.png", os.R_OK) else {b"forbidden.png"}  # the superuser may read all
    assert set(records) == {name.encode() for name in sound()} | {b"not utf-8 \xff.png"} | ({b"forbidden.png"} - forbidden)
    assert len(records) == len(set(records))
    for name, (_, words) in unreadable().items():
        kind, reason = left_out.pop(name)
        assert kind == "unreadable" and words in reason, (name, kind, reason)
    for name, (_, kind) in of_no_use().items():
        assert left_out.pop(name)[0] == kind, name
    assert left_out.pop("loop.png") == ("unreadable", "Too many levels of symbolic links")
    assert left_out.pop("loop") == ("unreadable folder", "a link to a folder: copy the pictures here")
    assert left_out.pop("pipe.png") == ("unreadable", "not a file")
    assert left_out.pop("no archive.zip") == ("unreadable archive", "damaged (File is not a zip file)")
    assert [left_out.pop(name)[0] for name in ("a.zip/../out.png", "a.zip//root.png", "b.tar.gz/link.png")] == ["unsafe member"] * 3
    assert {name.encode() for name in left_out} == forbidden
    assert report["files_passed_over"] == {".txt": 1, "hidden": 1}
    said = capsys.readouterr().out
    assert "13 unreadable" in said and "3 unsafe member" in said


@pytest.mark.filterwarnings("ignore:::PIL")
def test_unreadable_pictures_alone_count_against_the_share(corpus, tmp_path, short_patience):
    """13 of 44 picture files; without the share raised, that is too much: OUT does not appear, what was made waits beside it."""
    with pytest.raises(InputError, match=r"13 of \d\d pictures in .* cannot be read, more than the share of 0\.05"):
        prepare(corpus, tmp_path / "out", size=32)
    assert os.listdir(tmp_path) == [".out.partial"]


def test_a_file_without_permission_is_named(tmp_path, monkeypatch):
    """The superuser, as whom tests may run, may read all: the refusal is played."""
    import pathlib

    from data_tools.pictures import read_picture

    (tmp_path / "a.png").write_bytes(saved(0, "PNG"))

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(pathlib.Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"a\.png: Permission denied"):
        read_picture(tmp_path / "a.png")


def test_pairs_and_splits_by_hand_are_remarked_on_but_kept(tmp_path):
    grey = encode_png(np.full((SIDE, SIDE, 3), 128, np.uint8))
    for name in ("in/color/a.png", "in/line/a.png", "split/train/a.png", "split/val/b.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(grey)
    for source in ("in", "split"):
        dataset = prepare(tmp_path / source, tmp_path / f"{source} out", size=32, val=0)
        report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
        assert sum(dataset.counts.values()) == (1 if source == "in" else 2)
        assert report["skipped"] == []
        assert report["remark_counts"] == {"filtered: colorless": sum(dataset.counts.values())}
        assert "nearly no colour" in (dataset.folder / "report.html").read_text("utf-8")


def test_the_switches_of_filters_and_choices(tmp_path):
    wide = np.hstack([picture(seed) for seed in range(4)])
    (tmp_path / "in").mkdir()
    for name, content in {"wide.png": wide, "grey.png": np.full((SIDE, SIDE, 3), 128, np.uint8), "fine.png": picture(9)}.items():
        (tmp_path / "in" / name).write_bytes(encode_png(content))
    (tmp_path / "in" / "metadata.jsonl").write_text('{"file_name": "fine.png", "tags": ["comic"], "rating": "g"}\n')

    def counts(**options) -> dict[str, int]:
        dataset = prepare(tmp_path / "in", tmp_path / "out", size=32, val=0, overwrite=True, **options)
        report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
        return {"kept": dataset.counts["train"]} | report["skipped_counts"] | report["remark_counts"]

    assert counts() == {"kept": 2, "filtered: colorless": 1, "aspect": 1}
    assert counts(filters="none", aspect="crop") == {"kept": 3, "aspect": 1}
    assert counts(filters="lineless", aspect="skip") == {"kept": 1, "filtered: lineless": 1, "filtered: aspect": 1}
    assert counts(filters=[], max_aspect=4) == {"kept": 3}
    assert counts(filters="none", max_aspect=4, exclude_tags="comic, x") == {"kept": 2, "filtered: tags": 1}
    assert counts(filters="none", max_aspect=4, ratings="general") == {"kept": 1, "filtered: rating": 2}
