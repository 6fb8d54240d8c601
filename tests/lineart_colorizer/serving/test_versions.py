import errno
import os
import threading

import pytest

from lineart_colorizer.serving import versions
from lineart_colorizer.serving.versions import list_versions, next_version, write_version


@pytest.mark.parametrize(("names", "version"), [([], 1), (["1"], 2), (["1", "2", "10"], 11), (["x", ".partial-9"], 1), (["3"], 4)])
def test_the_next_version(tmp_path, names, version):
    for name in names:
        (tmp_path / name).mkdir()
    assert next_version(tmp_path) == version
    assert [path.name for path in list_versions(tmp_path)] == [name for name in names if name.isdigit()]


def test_versions_count_up(tmp_path):
    folder = tmp_path / "a" / "export"
    assert [write_version(folder, lambda partial: None) for _ in range(2)] == [folder / "1", folder / "2"]
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2"]


def test_what_fails_leaves_nothing(tmp_path):
    def write(partial):
        (partial / "half").write_text("half")
        assert not partial.name.isdigit()  # TensorFlow Serving loads folders that are numbers
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_version(tmp_path, write)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="No space left"):
        write_version(tmp_path / "new", write)
    assert list(tmp_path.iterdir()) == []


def test_a_number_that_another_process_took_meanwhile(tmp_path, monkeypatch):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "theirs").touch()
    numbers = iter([1, 2])
    monkeypatch.setattr(versions, "next_version", lambda folder: next(numbers))
    assert write_version(tmp_path, lambda partial: (partial / "ours").touch()) == tmp_path / "2"
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["theirs"]


def test_a_watcher_that_looks_all_the_time_never_sees_a_part(tmp_path):
    """Whenever there is a number, all that was written is in it."""
    parts, seen, is_over = 40, [], threading.Event()

    def watch():
        while not is_over.is_set():
            for name in os.listdir(tmp_path):
                if name.isdigit():
                    seen.append((name, len(os.listdir(tmp_path / name)), (tmp_path / name / f"{parts - 1}").read_bytes()))

    def write(partial):
        for part in range(parts):
            (partial / f"{part}").write_bytes(b"whole" * 1000)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(20):
            write_version(tmp_path, write)
        while not any(name == "20" for name, *_ in list(seen)) and watcher.is_alive():
            pass
    finally:
        is_over.set()
        watcher.join()
    assert {found for _, *found in seen for found in [tuple(found)]} == {(parts, b"whole" * 1000)}
    assert len({name for name, *_ in seen}) > 1
