import errno
import fcntl
import io
import os
import pathlib
import sys
import tarfile

import numpy as np
import pytest

from data_tools import storage
from data_tools.errors import InputError
from data_tools.pictures import encode_png, read_picture
from data_tools.prepare import prepare
from data_tools.records import open_dataset
from data_tools.store import STORE


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked at all")
def test_where_folders_cannot_be_locked_work_goes_on(tmp_path, monkeypatch):
    """On network disks."""

    def refuse(descriptor, how):
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(storage.fcntl, "flock", refuse)
    with storage.locked_folder(tmp_path / "made"):
        assert (tmp_path / "made").is_dir()


@pytest.fixture
def memory(request):
    """An fsspec folder in memory, of this test's own."""
    pytest.importorskip("upath", reason="universal-pathlib, of the extra [cluster], is not installed")
    folder = storage.as_path(f"memory://{request.node.name}")
    folder.mkdir()
    yield folder
    folder.fs.rm(folder.path, recursive=True)


def test_local_places_are_paths():
    assert storage.as_path("a/b") == pathlib.Path("a/b")
    assert not storage.is_remote(storage.as_path("a"))
    assert storage.read_by_tensorflow(pathlib.Path("a"))


def test_a_protocol_that_nothing_reads_is_said(monkeypatch):
    pytest.importorskip("upath", reason="universal-pathlib, of the extra [cluster], is not installed")
    with pytest.raises(InputError, match=r"pigeon://a: "):
        storage.as_path("pigeon://a")
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(InputError, match=r"s3://a: .*pip install '\.\[cluster\]', and s3fs or gcsfs"):
        storage.as_path("s3://a")


def test_a_stamp_changes_with_the_file(tmp_path):
    path = tmp_path / "a"
    assert storage.stamp(path) == ""
    path.write_bytes(b"ab")
    first = storage.stamp(path)
    assert storage.stamp(path) == first
    os.utime(path, ns=(5, 5))
    second = storage.stamp(path)
    assert second == "2-5" != first
    path.write_bytes(b"abc")
    assert storage.stamp(path).startswith("3-")


def test_a_remote_stamp_changes_with_the_file(memory):
    (memory / "a").write_bytes(b"ab")
    first = storage.stamp(memory / "a")
    assert first.startswith("2-2")  # the year
    (memory / "a").write_bytes(b"ac")
    assert storage.stamp(memory / "a") != first


def test_a_folder_is_locked_while_it_is_worked_in(tmp_path):
    folder = tmp_path / "work"
    with storage.locked_folder(folder):
        descriptor = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


def test_without_locks_as_on_windows_the_folder_is_made_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "fcntl", None)
    with storage.locked_folder(tmp_path / "deep" / "work"), storage.locked_folder(tmp_path / "deep" / "work"):
        assert (tmp_path / "deep" / "work").is_dir()


def test_who_waited_for_a_folder_that_is_renamed_gets_a_new_one(tmp_path):
    folder = tmp_path / "work"
    descriptor = os.open(tmp_path, os.O_RDONLY)
    assert not storage._is_at(descriptor, folder)
    os.close(descriptor)
    with storage.locked_folder(folder):
        folder.rename(tmp_path / "done")
        with storage.locked_folder(folder):  # would wait for ever for the first
            assert sorted(os.listdir(tmp_path)) == ["done", "work"]


def test_a_folder_is_owned_once_and_nobody_waits(tmp_path):
    folder = tmp_path / "deep" / "run"
    with storage.owned_folder(folder) as is_own:
        with storage.owned_folder(folder) as is_owned_again:
            assert (is_own, is_owned_again) == (True, False)
        assert folder.is_dir()
        (folder / "a").touch()
    with storage.owned_folder(folder) as is_own:
        assert is_own
    assert (folder / "a").exists()


def test_an_owned_folder_that_is_left_empty_goes_with_those_made_for_it(tmp_path):
    with pytest.raises(InputError), storage.owned_folder(tmp_path / "deep" / "run"):
        raise InputError("no such data")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_windows", [True, False])
def test_without_locks_as_on_windows_and_nfs_everybody_owns_a_folder(tmp_path, monkeypatch, is_windows):
    def flock(descriptor, how):
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(storage, "fcntl", None) if is_windows else monkeypatch.setattr(storage.fcntl, "flock", flock)
    with storage.owned_folder(tmp_path / "run") as is_own, storage.owned_folder(tmp_path / "run") as is_owned_again:
        assert is_own
        assert is_owned_again


def test_the_last_file_makes_a_remote_folder_whole(memory, tmp_path, monkeypatch):
    partial, final = tmp_path / "partial", memory / "out"
    partial.mkdir()
    final.mkdir()
    (final / "a").write_bytes(b"old")
    (final / "stale").write_bytes(b"old")
    for name in ("a", "m", "z"):
        (partial / name).write_text(name)
    put, order = type(final.fs).put_file, []
    monkeypatch.setattr(type(final.fs), "put_file", lambda fs, *paths: order.append(paths[1][-1]) or put(fs, *paths))
    storage.put_in_place(partial, final, last="m")
    assert order == ["a", "z", "m"]
    assert {path.name: path.read_text() for path in final.iterdir()} == {"a": "a", "m": "m", "z": "z"}
    assert not partial.exists()


def tarred(path: pathlib.Path, mode: str) -> bytes:
    """A tar of one picture, upside down: another one than that of the file."""
    content, data = io.BytesIO(), encode_png(read_picture(path.read_bytes())[::-1, :, ::-1])
    with tarfile.open(fileobj=content, mode=mode) as archive:
        member = tarfile.TarInfo("night/0.png")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


def test_remote_pictures_into_a_remote_set_give_the_same_bytes(memory, tmp_path, capsys):
    for index in range(6):
        picture = np.full((40, 40, 3), np.random.default_rng(index).integers(100, 256, 3), np.uint8)
        picture[:, 10 + 3 * index] = 0
        for folder in (memory / "in" / "cats", tmp_path / "in" / "cats"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{index}.png").write_bytes(encode_png(picture))
    for folder in (memory / "in", tmp_path / "in"):
        (folder / "bad.png").write_bytes(b"x")
        for name, mode in (("a.tar", "w"), ("b.tar.gz", "w:gz")):
            (folder / name).write_bytes(tarred(folder / "cats" / "0.png", mode))
        (folder / "metadata.jsonl").write_text('{"file": "0.png", "tags": "night"}\n')
    remote = prepare(str(memory / "in"), str(memory / "out"), size=16, val=0.3)
    local = prepare(tmp_path / "in", tmp_path / "out", size=16, val=0.3)
    assert remote.counts == local.counts
    assert sum(remote.counts.values()) == 7  # one of two that lie in archives
    names = {path.name for path in (memory / "out").iterdir()}
    assert names == set(os.listdir(tmp_path / "out"))
    for name in names - {"report.json", "report.html", STORE}:
        assert (memory / "out" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    assert open_dataset(str(memory / "out")).labels == ("cats", "night")
    capsys.readouterr()
    prepare(str(memory / "in"), str(memory / "out"), size=16, val=0.3)
    assert "nothing to do" in capsys.readouterr().out
    with pytest.raises(InputError, match=r"TensorFlow reads no memory:// .*copy the data set to a local folder, or to gs://"):
        remote.shards("train")


def test_the_size_of_a_folder_is_that_of_its_files(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("a", "deep/b"):
        (tmp_path / name).write_bytes(bytes(3))
    assert storage.size_of(tmp_path) == 6


def test_a_link_is_followed_but_for_a_disk_s_root(tmp_path, monkeypatch):
    (tmp_path / "large").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "large")
    assert storage.followed(tmp_path / "out") == tmp_path / "large"
    monkeypatch.setattr(os.path, "ismount", lambda path: path == str(tmp_path / "large"))
    assert storage.followed(tmp_path / "out") == tmp_path / "out"
