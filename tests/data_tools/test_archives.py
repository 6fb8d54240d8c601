import io
import os
import pathlib
import pickle
import stat
import tarfile
import zipfile

import pytest

from data_tools import archives
from data_tools.archives import Contents, NoRoomError, is_archive, list_archive
from data_tools.errors import InputError

LEADS_OUT = "its path leads out of the archive"


def zipped(path: pathlib.Path, *members: tuple[str | zipfile.ZipInfo, bytes], **options) -> pathlib.Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def tarred(path: pathlib.Path, *members: tuple[str | tarfile.TarInfo, bytes], mode: str = "w") -> pathlib.Path:
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def contents(listed: Contents) -> dict[str, bytes]:
    return {member.name: member.read_bytes() for member in listed.members}


def tar_link(name: str, kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"])
def test_members_are_read_as_they_are(tmp_path, ending):
    members = [("a.png", b"one"), ("inner/deep/b.png", b"two" * 1000), ("./c.png", b"three")]
    mode = {"gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}.get(ending.rpartition(".")[2], "w")
    path = zipped(tmp_path / f"x{ending}", *members) if ending == ".zip" else tarred(tmp_path / f"x{ending}", *members, mode=mode)
    assert is_archive(path.name)
    listed = list_archive(path)
    assert contents(listed) == {"a.png": b"one", "inner/deep/b.png": b"two" * 1000, "c.png": b"three"}
    assert (listed.refused, listed.damage) == ([], None)
    assert pickle.loads(pickle.dumps(listed.members[1])).read_bytes() == b"two" * 1000
    assert str(listed.members[1]) == f"{path}/inner/deep/b.png"


def test_zip_members_that_are_not_read(tmp_path):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    secret = zipfile.ZipInfo("secret.png")
    names = ["/root.png", "../up.png", "a/../../up.png", "..\\up.png", "C:\\drive.png", "folder\\fine.png"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "a.zip", *((name, b"x") for name in names), (link, b"/etc/passwd"), ("b.png", b"1"), ("b.png", b"2"))
    listed = list_archive(path)
    assert contents(listed) == {"folder/fine.png": b"x", "b.png": b"1"}
    assert listed.refused == [(name, LEADS_OUT) for name in names[:5]] + [("link.png", "a link"), ("b.png", "a second member of this name")]
    content = bytearray(zipped(tmp_path / "b.zip", (secret, b"x")).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag `encrypted` in the directory
    (tmp_path / "b.zip").write_bytes(content)
    assert list_archive(tmp_path / "b.zip").refused == [("secret.png", "encrypted")]


def test_tar_members_that_are_not_read(tmp_path):
    kinds = {"soft": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "pipe": tarfile.FIFOTYPE}
    specials = [(tar_link(name, kind), b"") for name, kind in kinds.items()]
    path = tarred(tmp_path / "a.tar", ("/root.png", b"x"), ("a/../../up.png", b"x"), *specials, ("b.png", b"1"))
    listed = list_archive(path)
    assert contents(listed) == {"b.png": b"1"}
    assert listed.refused == [
        ("/root.png", LEADS_OUT), ("a/../../up.png", LEADS_OUT), ("soft", "a link"), ("hard", "a link"), ("pipe", "not a plain file"),
    ]  # fmt: skip


def test_bombs_are_refused_by_what_they_unpack_to(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "UNPACKED_FLOOR", 1000)
    monkeypatch.setattr(archives, "MAX_BYTES", 50_000)
    path = zipped(tmp_path / "a.zip", *((f"{index}.png", b"\0" * 40_000) for index in range(3)), ("big.png", b"\0" * 60_000))
    listed = list_archive(path)
    total = 100 * path.stat().st_size
    assert len(listed.members) == total // 40_000
    assert listed.refused[-1] == ("big.png", "60,000 bytes, over the limit of 50,000")
    assert {reason for _, reason in listed.refused[:-1]} <= {"the archive unpacks to more than 100 times its size"}
    packed = tarred(tmp_path / "b.tar.gz", ("a.png", b"fine"), ("bomb.png", b"\0" * 10_000_000), mode="w:gz")
    listed = list_archive(packed)
    assert listed.members[0].read_bytes() == b"fine"
    assert listed.damage == f"read in part (unpacks to more than {100 * packed.stat().st_size:,} bytes)"


def test_damaged_archives_give_what_is_whole(tmp_path):
    noise = bytes(range(256)) * 40
    tar = tarred(tmp_path / "a.tar", ("a.png", noise), ("b.png", noise))
    tar.write_bytes(tar.read_bytes()[:12_000])
    listed = list_archive(tar)
    assert listed.damage == "damaged after 2 files (unexpected end of data)"
    assert listed.members[0].read_bytes() == noise
    with pytest.raises(InputError, match=r"b\.png: damaged \(the archive ends before it\)"):
        listed.members[1].read_bytes()
    broken = tarred(tmp_path / "b.tar", ("a.png", b"x"), ("b.png", b"y"))
    content = bytearray(broken.read_bytes())
    content[1024:1100] = b"?" * 76  # the second header
    broken.write_bytes(content)
    assert list_archive(broken).damage == "damaged after 1 files (a header that is none)"
    packed = tarred(tmp_path / "c.tar.gz", ("a.png", b"fine"), ("b.png", os.urandom(300_000)), mode="w:gz")
    packed.write_bytes(packed.read_bytes()[:-40])
    listed = list_archive(packed)
    assert listed.damage == "read in part (Compressed file ended before the end-of-stream marker was reached)"
    assert listed.members[0].read_bytes() == b"fine"


def test_a_member_of_negative_size_leads_nowhere(tmp_path):
    """Its end would be its own beginning: Python 3.11's tarfile reads such an archive for ever."""
    path = tarred(tmp_path / "a.tar", ("a.png", b"x"), ("b.png", b"y"))
    content = bytearray(path.read_bytes())
    header = content[1024:1536]
    header[124:136] = tarfile.itn(-512, 12, tarfile.GNU_FORMAT)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    content[1024:1536] = header
    path.write_bytes(content)
    assert list_archive(path).damage == "damaged after 1 files (a member of negative size)"


def test_a_tar_is_listed_from_its_begin_whoever_read_of_it_last(tmp_path):
    class ReadBefore:
        """A lock that another thread had, which left the file's position where its member ends."""

        def __enter__(self):
            tar._file.seek(700)

        def __exit__(self, *error):
            pass

    tar = archives._Tar(tarred(tmp_path / "a.tar", ("a.png", b"1"), ("b.png", b"2")))
    tar._lock = ReadBefore()
    assert [name for name, *_ in tar.members()] == ["a.png", "b.png"]


def test_what_is_no_archive_is_an_error_of_one_line(tmp_path):
    for name in ("a.zip", "a.tar", "a.tgz", "a.tar.xz"):
        for content in (b"", b"no archive", b"x" * 3000):
            (tmp_path / name).write_bytes(content)
            try:
                assert not list_archive(tmp_path / name).members
            except InputError as error:
                assert str(error).startswith(f"{tmp_path / name}: damaged (")
    with pytest.raises(InputError, match="No such file"):
        list_archive(tmp_path / "absent.zip")


def test_a_damaged_or_vanished_member(tmp_path):
    path = zipped(tmp_path / "a.zip", ("a.png", b"content" * 9), ("empty.png", b""))
    member, empty = list_archive(path).members
    with pytest.raises(InputError, match=r"empty\.png: empty"):
        empty.read_bytes()
    content = bytearray(path.read_bytes())
    content[content.index(b"a.png") + 8] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.png: damaged \("):
        member.read_bytes()
    path.unlink()
    with pytest.raises(InputError, match=r"a\.png: damaged \(No such file"):
        member.read_bytes()


def test_no_room_to_unpack_is_not_the_archive_s_fault(tmp_path, full_disk):
    archive = tarred(tmp_path / "a.tar.gz", *((f"{number}.png", os.urandom(1000)) for number in range(60)), mode="w:gz")
    with full_disk(40_000), pytest.raises(NoRoomError, match="where archives are unpacked: TMPDIR names another folder"):
        list_archive(archive)
    listed = list_archive(archive)
    assert (len(listed.members), listed.damage) == (60, None)
