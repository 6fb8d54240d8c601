import os
import pathlib

import pytest

from data_tools.errors import InputError
from data_tools.metadata import Choice
from data_tools.skipped import printable
from data_tools.sources import PAIRS, PICTURES, Source, find
from tests.data_tools.test_archives import tarred, zipped


def lay_out(folder: pathlib.Path, *names: str, **texts: str) -> pathlib.Path:
    """Empty files by name (nothing here opens a picture), and `labels_csv="..."`."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return folder


def sources_of(found: Source) -> list[str]:
    return [item.source for item in found.items]


def refusal(folder) -> str:
    with pytest.raises(InputError) as refused:
        find(folder)
    return str(refused.value).replace(f"{folder}", "SOURCE")


def test_pictures_at_any_depth_with_the_first_folder_as_label(tmp_path):
    found = find(lay_out(tmp_path, "b.png", "cats/2/x.JPG", "cats/a.webp", "dogs/a.gif"))
    assert (found.kind, found.has_split) == (PICTURES, False)
    assert [(item.source, item.label) for item in found.items] == [
        ("b.png", None), ("cats/2/x.JPG", "cats"), ("cats/a.webp", "cats"), ("dogs/a.gif", "dogs"),
    ]  # fmt: skip
    assert found.items[0].color == tmp_path / "b.png"
    assert found.items[0].line is None


def test_what_is_no_picture_is_passed_over_and_counted(tmp_path):
    found = find(lay_out(tmp_path, "a.png", "b.xcf", "c.xcf", "notes", ".DS_Store", "._a.png", ".git/x.png"))
    assert sources_of(found) == ["a.png"]
    assert found.passed_over == {".xcf": 2, "without suffix": 1, "hidden": 2}


def test_links_to_folders_cannot_make_it_run_for_ever(tmp_path):
    lay_out(tmp_path, "cats/a.png")
    (tmp_path / "cats" / "again").symlink_to(tmp_path)
    found = find(tmp_path)
    assert sources_of(found) == ["cats/a.png"]
    assert [(skip.source, skip.kind, skip.reason) for skip in found.skipped] == [
        ("cats/again", "unreadable folder", "a link to a folder: copy the pictures here"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "files"),
    [
        ("a prepared data set", ["dataset.json", "report.json", "contact_sheet.png"]),
        ("a run", ["settings.yaml", "model.json", "samples/step-0000001.png"]),
        ("a published model", ["card.json", "card.md", "samples.png"]),
        ("an evaluation", ["scores.json", "colored/a.png"]),
    ],
)
def test_what_this_program_made_in_the_folder_is_no_picture_of_it(tmp_path, made, files):
    """Whoever works in the folder of pictures has runs and prepared data there, and goes on with the same command."""
    before = find(lay_out(tmp_path, "cats/a.png"))
    found = find(lay_out(tmp_path, *(f"models/mine/{file}" for file in files)))
    assert (found.items, found.fingerprint) == (before.items, before.fingerprint)
    assert [(skip.source, skip.kind, skip.reason) for skip in found.skipped] == [
        ("models/mine", "made by this program", f"{made}, no pictures of yours"),
    ]  # fmt: skip


def test_hand_made_pairs_by_name_and_else_by_stem(tmp_path):
    found = find(lay_out(tmp_path, "color/a.png", "color/b.jpg", "color/x/c.png", "line/a.png", "line/b.png", "line/x/c.png"))
    assert (found.kind, found.has_split) == (PAIRS, False)
    assert [(item.source, item.line.relative_to(tmp_path).as_posix(), item.label) for item in found.items] == [
        ("color/a.png", "line/a.png", None), ("color/b.jpg", "line/b.png", None), ("color/x/c.png", "line/x/c.png", "x"),
    ]  # fmt: skip


def test_halves_of_pairs_are_skipped_and_named(tmp_path):
    found = find(lay_out(tmp_path, "color/a.png", "line/a.png", "color/b.png", "line/c.png"))
    assert sources_of(found) == ["color/a.png"]
    assert [(skip.source, skip.kind, skip.reason) for skip in found.skipped] == [
        ("color/b.png", "unpaired", "no line/b.png for it"), ("line/c.png", "unpaired", "no color/c.png for it"),
    ]  # fmt: skip


def test_a_split_by_hand_of_pictures_and_of_pairs(tmp_path):
    found = find(lay_out(tmp_path / "one", "train/cats/a.png", "val/cats/b.png"))
    assert [(item.source, item.split, item.label) for item in found.items] == [
        ("train/cats/a.png", "train", "cats"), ("val/cats/b.png", "val", "cats"),
    ]  # fmt: skip
    pairs = find(lay_out(tmp_path / "two", *(f"{split}/{kind}/a.png" for split in ("train", "val") for kind in ("line", "color"))))
    assert (pairs.kind, pairs.has_split, sources_of(pairs)) == (PAIRS, True, ["train/color/a.png", "val/color/a.png"])


def test_train_among_other_labels_is_a_label(tmp_path):
    found = find(lay_out(tmp_path, "train/a.png", "boat/b.png"))
    assert not found.has_split
    assert {item.label for item in found.items} == {"train", "boat"}


def test_labels_csv_goes_before_the_folders_name(tmp_path):
    table = "\ufefffile,label,tags\ncats/a.png,lion, big|  wild |\ncats/b.png,,\ngone.png,x,\n"
    found = find(lay_out(tmp_path, "cats/a.png", "cats/b.png", labels_csv=table))
    assert [(item.label, item.tags) for item in found.items] == [("lion", ("big", "wild")), ("cats", ())]
    assert found.passed_over == {}


def test_labels_csv_of_pairs_names_the_colour_files_in_each_part_or_above_both(tmp_path):
    names = [f"{split}/{kind}/a.png" for split in ("train", "val") for kind in ("line", "color")]
    lay_out(tmp_path, *names, labels_csv="file,label\ntrain/a.png,lion\na.png,cat\n")
    assert [item.label for item in find(tmp_path).items] == ["cat", "cat"]
    (tmp_path / "val" / "labels.csv").write_text("file,label\na.png,dog\n")
    assert [item.label for item in find(tmp_path).items] == ["cat", "dog"]


def test_unfit_labels_csv(tmp_path):
    lay_out(tmp_path, "a.png", labels_csv="name,label\na.png,x\n")
    assert refusal(tmp_path) == "SOURCE/labels.csv has no column `file` (its first line must read: file,label,tags)"
    lay_out(tmp_path, labels_csv="file,label\nb.png,x\n")
    assert (
        refusal(tmp_path) == "SOURCE/labels.csv names no picture that is there (its first is 'b.png'): `file` is the path below its folder"
    )
    (tmp_path / "labels.csv").write_bytes(b"file,label\na.png,\xff\n")
    assert refusal(tmp_path).startswith("SOURCE/labels.csv is not a UTF-8 table: ")


def test_folders_that_will_not_do(tmp_path):
    assert refusal(tmp_path / "absent") == "no such folder: SOURCE"
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == "SOURCE is a file: give the folder, .zip or .tar that holds the pictures"
    assert refusal(lay_out(tmp_path / "empty", "a.xcf", "b.txt")).endswith(".webp; found 1 .txt, 1 .xcf)")
    (tmp_path / "bare").mkdir()
    assert refusal(tmp_path / "bare").startswith("no picture in SOURCE (looked for .apng, .bmp, ")
    assert refusal(lay_out(tmp_path / "done", "dataset.json")).startswith("SOURCE is a prepared data set already: train on it")


def test_halves_of_a_layout_say_what_is_missing(tmp_path):
    lay_out(tmp_path, "1/line/a.png", "2/color/a.png", "3/train/a.png", "4/val/a.png", "5/line/a.png", "5/color/b.png")
    lay_out(tmp_path, "6/train/line/a.png", "6/train/color/a.png", "6/val/a.png")
    pairs = "hand-made pairs need both, with the same file names"
    assert refusal(tmp_path / "1") == f"SOURCE holds line/ but no color/: {pairs}"
    assert refusal(tmp_path / "2") == f"SOURCE holds color/ but no line/: {pairs}"
    assert refusal(tmp_path / "3") == "SOURCE holds train/ but no val/: add it, or give SOURCE/train to have it split"
    assert refusal(tmp_path / "4") == "SOURCE holds val/ but no train/: add it, or give SOURCE/val to have it split"
    assert refusal(tmp_path / "5").startswith("no pair in SOURCE (")
    assert refusal(tmp_path / "6") == "SOURCE: train/ holds pairs, val/ holds pictures; both must hold the same"


def test_fingerprint_knows_files_and_their_times_and_nothing_else(tmp_path):
    lay_out(tmp_path, "a.png")
    first = find(tmp_path).fingerprint
    lay_out(tmp_path, "notes.txt")
    assert find(tmp_path).fingerprint == first
    os.utime(tmp_path / "a.png", ns=(1, 1))
    touched = find(tmp_path).fingerprint
    assert touched != first
    lay_out(tmp_path, "b.png")
    assert find(tmp_path).fingerprint not in (first, touched)


def test_names_that_are_not_utf8(tmp_path):
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)
    open(folder + b"/\xff.png", "wb").close()
    item = find(tmp_path).items[0]
    assert item.label == "caf\\udce9"
    assert printable(item.source) == "caf\\udce9/\\udcff.png"
    assert item.color.exists()


def test_an_archive_is_read_as_though_its_contents_lay_there(tmp_path):
    lay_out(tmp_path, "cats/a.png")
    zipped(tmp_path / "more.zip", ("dogs/b.png", b"b"), ("c.png", b"c"), ("__MACOSX/._c.png", b""), ("../d.png", b"d"), ("notes.txt", b""))
    zipped(tmp_path / "cats" / "old.zip", ("x/e.png", b"e"))
    found = find(tmp_path)
    assert [(item.source, item.label) for item in found.items] == [
        ("cats/a.png", "cats"), ("cats/old.zip/x/e.png", "cats"), ("more.zip/c.png", None), ("more.zip/dogs/b.png", "dogs"),
    ]  # fmt: skip
    assert found.items[1].color.read_bytes() == b"e"
    assert [(skip.source, skip.kind) for skip in found.skipped] == [("more.zip/../d.png", "unsafe member")]
    assert found.passed_over == {"hidden": 1, ".txt": 1}


def test_an_archive_may_be_the_source_and_hold_pairs(tmp_path):
    names = [f"set/{split}/{kind}/a.png" for split in ("train", "val") for kind in ("line", "color")]
    found = find(zipped(tmp_path / "set.zip", *((name, name.encode()) for name in names), ("set/labels.csv", b"file,label\na.png,cat\n")))
    assert (found.kind, found.has_split) == (PAIRS, True)
    assert [(item.source, item.split, item.label) for item in found.items] == [
        ("set/train/color/a.png", "train", "cat"), ("set/val/color/a.png", "val", "cat"),
    ]  # fmt: skip
    assert found.items[0].line.read_bytes() == b"set/train/line/a.png"
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    assert refusal(tmp_path / "bad.zip") == "SOURCE: damaged (File is not a zip file)"


def test_the_fingerprint_knows_when_an_archive_changed(tmp_path):
    path = zipped(tmp_path / "a.zip", ("a.png", b"1"))
    before = find(path).fingerprint, find(tmp_path).fingerprint
    assert before == (find(path).fingerprint, find(tmp_path).fingerprint)
    zipped(path, ("a.png", b"12"))
    assert not {find(path).fingerprint, find(tmp_path).fingerprint} & set(before)


def test_webdataset_shards_tell_labels_and_tags_by_key(tmp_path):
    for shard in ("0", "1"):
        tarred(
            tmp_path / f"shard-{shard}.tar",
            (f"{shard}1.jpg", b"x"), (f"{shard}1.json", b'{"tags": ["red"], "rating": "g"}'), (f"{shard}1.cls", b"4"),
            (f"{shard}2.seg.png", b"x"), (f"{shard}2.txt", b"blue, green"),
            (f"{shard}3.png", b"x"), (f"{shard}3.json", b"{"), ("note.txt", b""),
        )  # fmt: skip
    found = find(tmp_path)
    assert [(item.source, item.label, item.tags) for item in found.items][:3] == [
        ("shard-0.tar/01.jpg", "4", ("red",)), ("shard-0.tar/02.seg.png", None, ("blue", "green")), ("shard-0.tar/03.png", None, ()),
    ]  # fmt: skip
    assert next((skip.source, skip.kind, skip.reason) for skip in found.skipped) == (
        "shard-0.tar/03.json", "unreadable metadata", "is no JSON object: mend or remove it",
    )  # fmt: skip
    assert found.passed_over == {".txt": 2}


def test_metadata_lines_in_the_folder_and_given(tmp_path):
    lay_out(
        tmp_path / "in", "cats/a.png", "cats/b.png", "c.png", metadata_jsonl='{"file_name": "a.png", "tags": "red big", "rating": "e"}\n'
    )
    given = tmp_path / "board.jsonl"
    given.write_text('{"id": "b", "tag_string": "blue"}\n')
    found = find(tmp_path / "in", metadata=given)
    assert [item.tags for item in found.items] == [(), ("red", "big"), ("blue",)]
    assert found.passed_over == {}
    chosen = find(tmp_path / "in", metadata=given, choice=Choice.of([], ["blue"], []))
    assert sources_of(chosen) == ["c.png", "cats/a.png"]
    assert [(skip.source, skip.kind) for skip in chosen.skipped] == [("cats/b.png", "filtered: tags")]
    with pytest.raises(InputError, match=r"none of 3 pictures in .* is wanted \(the first: c\.png: no rating\)"):
        find(tmp_path / "in", choice=Choice.of([], [], ["g"]))
    given.write_text('{"id": 5}\n')
    with pytest.raises(InputError, match=r"board\.jsonl tells of no picture in"):
        find(tmp_path / "in", metadata=given)
    with pytest.raises(InputError, match=r"absent: No such file"):
        find(tmp_path / "in", metadata=tmp_path / "absent")


def test_pictures_beside_the_parts_are_named(tmp_path):
    found = find(lay_out(tmp_path, "train/a.png", "val/b.png", "c.png"))
    assert [(skip.source, skip.kind, skip.reason) for skip in found.skipped] == [
        ("c.png", "outside", "it lies beside train/ and val/, not in them")
    ]


def test_where_no_picture_is_left_it_says_why(tmp_path):
    lay_out(tmp_path / "a", "b.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "pictures").symlink_to(tmp_path / "a")
    assert refusal(tmp_path / "in").endswith(
        "found nothing else either; left out, the first: pictures: a link to a folder: copy the pictures here)"
    )


@pytest.mark.parametrize("other", ["e\u0301.png", "e\u0301.jpg"])
def test_pairs_meet_though_a_mac_writes_accents_in_another_way(tmp_path, other):
    (item,) = find(lay_out(tmp_path, "color/\u00e9.png", f"line/{other}")).items
    assert (item.color.name, item.line.name) == ("\u00e9.png", other)


def test_a_labels_csv_above_both_parts_says_what_it_names_in_vain(tmp_path):
    lay_out(tmp_path, "train/a.png", "val/b.png", labels_csv="file,label\ntrain/a.png,cat\nb.png,dog\nc.png,cow\n")
    found = find(tmp_path)
    assert [item.label for item in found.items] == ["cat", "dog"]
    assert [(skip.source, skip.reason) for skip in found.skipped] == [
        ("labels.csv", "1 row of no picture that is there, the first 'c.png'")
    ]
    lay_out(tmp_path, labels_csv="file,label\nimages/a.png,cat\n")
    assert refusal(tmp_path).startswith("SOURCE/labels.csv names no picture that is there (its first is 'images/a.png')")


def test_metadata_that_tell_of_nothing_are_named(tmp_path):
    lay_out(tmp_path, "train/a.png", "val/b.png", metadata_jsonl='{"file_name": "nowhere.png", "label": "cat"}\n')
    (skip,) = find(tmp_path).skipped
    assert (skip.source, skip.reason) == ("metadata.jsonl", "it tells of no picture that is there")
    lay_out(tmp_path, metadata_jsonl='{"file_name": "b.png", "label": "cat"}\n')
    assert find(tmp_path).skipped == ()
