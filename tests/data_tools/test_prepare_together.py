"""What archives, filters, choices, duplicates, line styles and the restart do to one another."""

import io
import json
import os
import pathlib
import tarfile
import zipfile

import numpy as np
import pytest

from data_tools import prepare as module
from data_tools.pairs import make_pair
from data_tools.pictures import encode_png
from data_tools.prepare import prepare

GREY = encode_png(np.full((40, 40, 3), 90, np.uint8))


def drawing(seed: int, height: int = 40, width: int = 40) -> bytes:
    """A dark line on a colour that the seed chooses, so that no two are alike."""
    picture = np.full((height, width, 3), np.random.default_rng(seed).integers(100, 256, 3), np.uint8)
    picture[:, width // 2] = 0
    return encode_png(picture)


def write_files(folder: pathlib.Path, files: dict[str, bytes]) -> pathlib.Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


@pytest.fixture
def mixed(tmp_path) -> pathlib.Path:
    """6 to keep, 3 duplicates, 2 grey (the same twice), 1 small, 1 tagged, 2 broken, 1 unsafe, 1 broken archive, 3 no pictures."""
    files = {
        "cats/0.png": drawing(0),
        "cats/1.png": drawing(1),
        "cats/again.png": drawing(1),
        "cats/grey.png": GREY,
        "cats/cut.png": drawing(7)[:60],
        "cats/notes.txt": b"x",
        "cats/.hidden.png": b"x",
        "cats/broken.zip": b"x",
        "shards/a.tar": tarred({"2.png": drawing(2), "2.txt": b"night", "3.png": drawing(3), "3.txt": b"sketch", "0.png": drawing(0)}),
        "dogs/b.zip": zipped(
            {"4.png": drawing(4), "5.png": drawing(5, 80, 80), "larger.png": drawing(6, 60, 60), "smaller.png": drawing(6, 40, 40)}
            | {"tiny.png": drawing(8, 6, 6), "grey.png": GREY, "cut.png": drawing(9)[:60], "../out.png": drawing(9), "readme": b"x"}
        ),
    }
    return write_files(tmp_path / "in", files)


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(("report", "store"))}


def test_every_file_is_a_record_or_counted_once(mixed, tmp_path, capsys):
    options = {"size": 16, "exclude_tags": "sketch"}
    assert prepare(mixed, tmp_path / "out", dry_run=True, **options) is None
    foretold = capsys.readouterr().out
    assert os.listdir(tmp_path) == ["in"]
    dataset = prepare(mixed, tmp_path / "out", **options)
    report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
    assert report["skipped_counts"] == {
        "duplicate": 3,
        "filtered: colorless": 2,
        "filtered: small": 1,
        "filtered: tags": 1,
        "unreadable": 2,
        "unreadable archive": 1,
        "unsafe member": 1,
    }
    assert report["files_passed_over"] == {".txt": 1, "hidden": 1, "without suffix": 1}
    assert sum(dataset.counts.values()) == 6
    assert (
        6 + sum(report["skipped_counts"].values()) == len(report["skipped"]) + 6 == 17
    )  # picture files and an archive that cannot be read
    assert sum(map(sum, (counts.values() for counts in report["labels"].values()))) == 6
    assert {row["source"]: row["reason"] for row in report["skipped"] if row["kind"] == "duplicate"} == {
        "cats/again.png": "the same file as cats/1.png",
        "dogs/b.zip/smaller.png": "shows the same as dogs/b.zip/larger.png",
        "shards/a.tar/0.png": "the same file as cats/0.png",
    }
    assert f"records: 6: {dataset.counts['train']} train, {dataset.counts['val']} val\n" in foretold
    said = capsys.readouterr().out
    left_out = next(line for line in said.splitlines() if line.startswith("left out: "))
    assert left_out in foretold.splitlines()


def test_a_filtered_picture_never_stands_for_its_duplicate(tmp_path):
    """The largest of equal ones is kept, of those that passed the filters."""
    wide = np.full((40, 160, 3), (200, 120, 60), np.uint8)
    wide[:, 80] = 0
    write_files(tmp_path / "in", {"wide.png": encode_png(wide), "a.png": drawing(1), "b.png": drawing(1, 6, 6), "c.png": drawing(2)})
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16, aspect="skip")
    report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
    assert report["skipped_counts"] == {"filtered: aspect": 1, "filtered: small": 1}
    assert sum(dataset.counts.values()) == 2


class _Killed(BaseException):
    """As SIGKILL, nothing catches it."""


@pytest.mark.parametrize("same", [True, False])
def test_a_restart_goes_on_with_the_same_settings_only(mixed, tmp_path, monkeypatch, same):
    """Stopped after some pictures of archives and folders, and begun again as it was, or with other filters, styles and choice."""
    made = []

    def count(item, **options):
        made.append(item.source)
        if len(made) == 8:
            raise _Killed
        return make_pair(item, **options)

    first = {"size": 16, "extractors": "xdog", "sigmas": "0.3..0.5", "workers": 1, "exclude_tags": "sketch"}
    second = first if same else first | {"sigmas": "2.5..4.5", "filters": "none", "min_side": 0, "exclude_tags": ()}
    monkeypatch.setattr(module, "make_pair", count)
    with pytest.raises(_Killed):
        prepare(mixed, tmp_path / "out", **first)
    begun, made[:] = {name for name in made[:7] if "cut" not in name}, [None] * 9  # it stops no more; what is broken is tried again
    assert (tmp_path / ".out.partial").exists()
    prepare(mixed, tmp_path / "out", **second)
    assert begun.isdisjoint(made) == same
    monkeypatch.undo()
    prepare(mixed, tmp_path / "undisturbed", **second)
    assert contents(tmp_path / "out") == contents(tmp_path / "undisturbed")


def test_what_was_prepared_with_other_filters_or_another_choice_is_said_and_redone(mixed, tmp_path, monkeypatch, capsys):
    out, made = tmp_path / "out", []
    assert sum(prepare(mixed, out, size=16, ratings=(), exclude_tags="sketch").counts.values()) == 6
    for options, differs in {
        ("filters", "none"): "filters text,photo,colorless,lineless; min-side half; letterbox beyond 3 (asked for: none; ",
        ("aspect", "crop"): "(asked for: text,photo,colorless,lineless; min-side half; crop beyond 3)",
        ("exclude_tags", "night"): "choice exclude sketch (asked for: exclude night)",
        ("keep_duplicates", True): "duplicates left out (asked for: kept)",
    }.items():
        with pytest.raises(module.sources.InputError) as refused:
            prepare(mixed, out, size=16, **{"exclude_tags": "sketch"} | dict([options]))
        assert differs in str(refused.value)
    capsys.readouterr()
    monkeypatch.setattr(module, "make_pair", lambda item, **options: made.append(item.source) or make_pair(item, **options))
    other_choice = prepare(mixed, out, size=16, overwrite=True)  # of pictures that are there, none is worked on again
    assert sum(other_choice.counts.values()) == 7
    assert sorted(made) == ["cats/cut.png", "dogs/b.zip/cut.png", "shards/a.tar/3.png"]
    unfiltered = prepare(mixed, out, size=16, filters="none", min_side=0, overwrite=True)
    monkeypatch.undo()
    assert contents(out) == contents(prepare(mixed, tmp_path / "anew", size=16, filters="none", min_side=0).folder)
    assert sum(unfiltered.counts.values()) == 9  # the grey one, of two, and the small one


def test_a_rewritten_archive_gives_its_new_pictures_and_reuses_those_of_a_zip(tmp_path, monkeypatch):
    write_files(tmp_path / "in", {"a.zip": zipped({"0.png": drawing(0), "1.png": drawing(1)}), "b.tar": tarred({"2.png": drawing(2)})})
    prepare(tmp_path / "in", tmp_path / "out", size=16)
    made = []
    monkeypatch.setattr(module, "make_pair", lambda item, **options: made.append(item.source) or make_pair(item, **options))
    write_files(
        tmp_path / "in",
        {"a.zip": zipped({"new.png": drawing(3), "0.png": drawing(0), "1.png": drawing(4)}), "b.tar": tarred({"2.png": drawing(5)})},
    )
    prepare(tmp_path / "in", tmp_path / "out", size=16, overwrite=True)
    assert sorted(made) == ["a.zip/1.png", "a.zip/new.png", "b.tar/2.png"]
    monkeypatch.undo()
    assert contents(tmp_path / "out") == contents(prepare(tmp_path / "in", tmp_path / "anew", size=16).folder)


def test_pairs_by_hand_in_an_archive_are_neither_filtered_nor_thinned_out(tmp_path):
    files = {f"{split}/{kind}/{name}.png": GREY for split in ("train", "val") for kind in ("line", "color") for name in "ab"}
    write_files(tmp_path, {"in.zip": zipped(files)})
    dataset = prepare(tmp_path / "in.zip", tmp_path / "out", size=64, min_side=50, aspect="skip")
    report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
    assert (dataset.counts, report["skipped"]) == ({"train": 2, "val": 2}, [])
    assert report["remark_counts"] == {"filtered: small": 4}
    assert "in both train and val: all are kept" in report["notes"][0]


def test_a_second_member_of_one_name_does_not_take_the_first_along(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name, seed in (("a.png", 0), ("b.png", 1), ("a.png", 2)):
            archive.writestr(name, drawing(seed))
    dataset = prepare(tmp_path / "in.zip", tmp_path / "out", size=16)
    assert sum(dataset.counts.values()) == 2
    report = json.loads((dataset.folder / "report.json").read_text("utf-8"))
    assert report["skipped_counts"] == {"unsafe member": 1}
