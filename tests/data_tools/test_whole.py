import os
import pathlib

import pytest

from data_tools.whole import rename_new, replacing, temporary_beside, write_whole


def contents(folder: pathlib.Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_temporary_names_lie_beside_and_are_never_the_same(tmp_path):
    names = {temporary_beside(tmp_path / "a.png") for _ in range(3)}
    assert len(names) == 3
    assert {name.parent for name in names} == {tmp_path}


def test_a_file_and_a_folder_take_the_place_of_others(tmp_path):
    for text in ("old", "new"):
        write_whole(tmp_path / "a", text.encode())
        with replacing(tmp_path / "b") as temporary:
            temporary.mkdir()
            (temporary / text).write_text(text)
    assert contents(tmp_path) == {"a": "new", "b/new": "new"}
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_where_nothing_is_made_nothing_is_replaced(tmp_path):
    write_whole(tmp_path / "a", b"old")
    with replacing(tmp_path / "a"):
        pass
    assert contents(tmp_path) == {"a": "old"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_fails_on_the_way_leaves_what_was_there(tmp_path, error):
    write_whole(tmp_path / "a", b"old")
    with pytest.raises((KeyboardInterrupt, OSError)) as raised, replacing(tmp_path / "a") as temporary:
        temporary.write_bytes(b"half")
        raise error
    assert contents(tmp_path) == {"a": "old"}
    assert getattr(raised.value, "filename", str(tmp_path / "a")) == str(tmp_path / "a")


def test_an_error_of_another_file_names_that(tmp_path):
    with pytest.raises(FileNotFoundError) as raised, replacing(tmp_path / "a"):
        (tmp_path / "source").read_bytes()
    assert raised.value.filename == str(tmp_path / "source")


def test_a_folder_that_cannot_be_replaced_comes_back(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    write_whole(tmp_path / "a" / "old", b"old")
    rename = os.rename

    def refuse(source, target):
        if source.name.endswith(".partial"):
            raise OSError(13, "Permission denied", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(PermissionError) as raised, replacing(tmp_path / "a") as temporary:
        temporary.mkdir()
    assert raised.value.filename == str(tmp_path / "a")
    assert contents(tmp_path) == {"a/old": "old"}
    assert os.listdir(tmp_path) == ["a"]


def test_a_folder_that_must_be_new_takes_the_place_of_an_empty_one_alone(tmp_path):
    for name in ("made", "empty", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "made" / "a").touch()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(OSError, match="full"):
        rename_new(tmp_path / "made", tmp_path / "full")
    rename_new(tmp_path / "made", tmp_path / "empty")
    rename_new(tmp_path / "empty", tmp_path / "nothing")
    assert sorted(contents(tmp_path)) == ["full/mine", "nothing/a"]


def test_a_file_does_not_take_the_place_of_a_folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").write_text("precious")
    with pytest.raises(OSError, match="a'"):
        write_whole(tmp_path / "a", b"new")
    assert contents(tmp_path) == {"a/mine": "precious"}
