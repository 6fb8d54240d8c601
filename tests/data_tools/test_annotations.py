"""Which of several annotations is believed, and what happens to those that cannot be read."""

import json
import zipfile

import pytest

from data_tools.annotations import Annotations
from data_tools.errors import InputError
from data_tools.listing import list_source
from data_tools.metadata import Facts
from data_tools.skipped import NO_METADATA, NO_PICTURE


def annotations(root, given=None) -> Annotations:
    return Annotations(list_source(root), given)


def write(path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_first_that_tells_is_believed_and_gaps_are_filled_by_the_next(tmp_path):
    write(tmp_path / "train" / "labels.csv", "file,label,tags\na.png,cat,\n")
    write(tmp_path / "labels.csv", "file,label,tags\ntrain/a.png,dog,sit|stay\ntrain/b.png,dog,\n")
    found = annotations(tmp_path).of("train", ["a.png", "b.png", "c.png"])
    assert found == {"a.png": Facts("cat", ("sit", "stay")), "b.png": Facts("dog")}


def test_what_is_an_annotation_is_known_by_name_and_by_file(tmp_path):
    table = write(tmp_path / "labels.csv", "file,label\na.png,cat\n")
    told = annotations(tmp_path)
    told.of("", ["a.png"])
    assert (told.names, told.read) == ({"labels.csv"}, {table})


def test_a_table_that_names_no_picture_of_its_own_folder_is_refused(tmp_path):
    write(tmp_path / "labels.csv", "file,label\nother.png,cat\n")
    with pytest.raises(InputError, match=r"names no picture that is there \(its first is 'other\.png'\)"):
        annotations(tmp_path).of("", ["a.png"])


def test_a_given_file_that_tells_of_no_picture_is_refused(tmp_path):
    write(tmp_path / "pictures" / "a.png", "")
    given = write(tmp_path / "board.jsonl", json.dumps({"file_name": "zzz.png", "label": "cat"}) + "\n")
    told = annotations(tmp_path / "pictures", given)
    told.of("", ["a.png"])
    with pytest.raises(InputError, match=r"board\.jsonl tells of no picture in"):
        told.check()


def test_files_beside_a_picture_in_an_archive_are_read_and_broken_ones_counted(tmp_path):
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name, text in {"x/a.png": "", "x/a.txt": "red, round", "x/b.png": "", "x/b.json": "{"}.items():
            archive.writestr(name, text)
    told = annotations(tmp_path)
    first, second = (file for file in told._listing.files if file.name.endswith(".png"))
    assert told.beside(first).tags == ("red", "round")
    assert told.beside(second) == Facts()
    assert [(skip.source, skip.kind) for skip in told.skipped] == [("set.zip/x/b.json", NO_METADATA)]


def test_rows_of_no_picture_are_counted(tmp_path):
    write(tmp_path / "labels.csv", "file,tags\na.png,red\nfox.png,secret\nfoxes/1.png,secret\n")
    told = annotations(tmp_path)
    assert told.of("", ["a.png"]) == {"a.png": Facts(None, ("red",))}
    (skipped,) = told.skipped
    assert (skipped.source, skipped.kind) == ("labels.csv", NO_PICTURE)
    assert skipped.reason == "2 rows of no picture that is there, the first 'fox.png'"


def test_a_table_finds_pictures_whose_accents_are_written_otherwise(tmp_path):
    """Zips made on a Mac have two characters for an accented letter."""
    write(tmp_path / "labels.csv", "file,label\n\u00e9.png,e\n")
    assert annotations(tmp_path).of("", ["e\u0301.png"]) == {"e\u0301.png": Facts("e")}
