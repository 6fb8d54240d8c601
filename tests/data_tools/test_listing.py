"""Names and places of files, in folders and in archives."""

import zipfile

import pytest

from data_tools.errors import InputError
from data_tools.listing import list_source
from data_tools.skipped import NO_ARCHIVE


def zipped(path, *members: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, member)


def touch(path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def test_files_are_sorted_and_an_archive_reads_as_though_its_contents_lay_beside_it(tmp_path):
    touch(tmp_path / "dogs" / "2.png")
    zipped(tmp_path / "cats" / "a.zip", "old/1.png")
    listing = list_source(tmp_path)
    assert [(file.name, file.place) for file in listing.files] == [
        ("cats/a.zip/old/1.png", "cats/old/1.png"),
        ("dogs/2.png", "dogs/2.png"),
    ]
    assert listing.folders == {"", "cats", "cats/old", "dogs"}
    assert listing.archives == [tmp_path / "cats" / "a.zip"]


def test_hidden_files_and_folders_and_what_macos_leaves_are_passed_over(tmp_path):
    touch(tmp_path / "a.png")
    touch(tmp_path / ".DS_Store")
    touch(tmp_path / ".git" / "b.png")
    zipped(tmp_path / "c.zip", "1.png", "__MACOSX/._1.png", ".thumbs/2.png")
    listing = list_source(tmp_path)
    assert [file.name for file in listing.files] == ["a.png", "c.zip/1.png"]
    assert listing.hidden == 3  # .DS_Store and two members; a hidden folder is not looked into


def test_what_lies_below_a_folder_comes_with_its_path_below_it(tmp_path):
    for name in ("train/color/x/1.png", "train/line/x/1.png", "trainer.png"):
        touch(tmp_path / name)
    listing = list_source(tmp_path)
    assert [path for path, _ in listing.below("train/color")] == ["x/1.png"]
    assert [path for path, _ in listing.below("")] == ["train/color/x/1.png", "train/line/x/1.png", "trainer.png"]
    assert listing.has_folder("train", "color") and listing.has_folder("", "train") and not listing.has_folder("val")


@pytest.mark.parametrize(("top", "place"), [("pictures", "1.png"), ("train", "train/1.png")])
def test_a_folder_that_wraps_an_archive_is_dropped_unless_it_says_something(tmp_path, top, place):
    zipped(tmp_path / "set.zip", f"{top}/1.png")
    assert [file.place for file in list_source(tmp_path / "set.zip").files] == [place]


def test_an_archive_that_cannot_be_read_is_said_and_the_rest_is_listed(tmp_path):
    touch(tmp_path / "a.png")
    (tmp_path / "b.zip").write_bytes(b"no archive")
    listing = list_source(tmp_path)
    assert [file.name for file in listing.files] == ["a.png"]
    ((source, kind),) = [(skip.source, skip.kind) for skip in listing.skipped]
    assert (source, kind) == ("b.zip", NO_ARCHIVE)


def test_a_root_that_is_a_picture_is_refused_in_one_line(tmp_path):
    touch(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"a\.png is a file: give the folder, \.zip or \.tar that holds the pictures"):
        list_source(tmp_path / "a.png")
