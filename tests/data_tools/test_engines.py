import contextlib
import itertools
import os
import pathlib
import signal
import sys
import tarfile
import threading
import time
import types
import zipfile

import cv2
import numpy as np
import pytest

from data_tools import engines
from data_tools.engines import AHEAD, engine, local, usable_cores
from data_tools.errors import InputError
from data_tools.pictures import write_png
from data_tools.prepare import prepare
from data_tools.store import Store


def test_order_is_kept_though_the_first_takes_longest():
    def slow_first(index):
        time.sleep(0.05 if index == 0 else 0)
        return index * index

    assert list(local(slow_first, range(20), workers=4)) == [index * index for index in range(20)]


def test_it_reads_no_further_ahead_than_it_must():
    taken = itertools.count()
    results = local(lambda item: item, (next(taken) for _ in range(1000)), workers=2)
    next(results)
    assert next(taken) <= AHEAD * 2 + 1
    results.close()


def test_an_error_arrives_and_ends_it():
    def fail(index):
        if index == 3:
            raise RuntimeError("third")
        return index

    with pytest.raises(RuntimeError, match="third"):
        list(local(fail, range(100), workers=2))


def test_work_is_spread_and_opencvs_threads_are_given_back():
    before = cv2.getNumThreads()
    meeting = threading.Barrier(2, timeout=5)  # passes only when two work at once
    assert list(local(lambda _: (meeting.wait() >= 0, cv2.getNumThreads()), range(2), workers=2)) == [(True, 1)] * 2
    assert cv2.getNumThreads() == before


def test_cores():
    assert usable_cores() >= 1


def test_an_unknown_engine_is_said():
    assert engine("local") is local
    with pytest.raises(InputError, match=r"unknown engine 'slurm': choose from local, ray"):
        engine("slurm")


def test_ray_that_is_not_installed_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"--engine ray needs Ray, which is not installed: pip install '\.\[cluster\]'"):
        next(engine("ray")(abs, [1]))


def test_ray_joins_the_cluster_that_is_named_and_no_other(monkeypatch):
    """Without an address Ray joins whatever `ray start` began on this machine, and refuses to be told how many cores to use there."""
    asked = []
    cluster = types.SimpleNamespace(init=lambda **arguments: asked.append(arguments))
    for address in ("", "auto"):
        monkeypatch.setenv("RAY_ADDRESS", address)
        engines._begin(cluster, 3)
    assert [(each.get("address"), each.get("num_cpus")) for each in asked] == [("local", 3), (None, None)]


def ray_workers() -> list[int]:
    """Processes at work on a task of a Ray that this process began: children of its raylet, named by Ray after what they do."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "cmdline").read_bytes().startswith(b"ray::apply"):
                raylet = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                above = int(pathlib.Path("/proc", str(raylet), "stat").read_text().rpartition(")")[2].split()[1])
                found += [int(folder.name)] if above == os.getpid() else []
    return found


def test_ray_gives_the_same_bytes_though_a_worker_is_killed_in_mid_run(tmp_path, monkeypatch):
    """Pictures of a folder, and of archives, which every worker opens for itself."""
    pytest.importorskip("ray", reason="Ray, of the extra [cluster], is not installed")
    (tmp_path / "in").mkdir()
    for index in range(72):
        picture = np.full((600, 600, 3), 255, np.uint8)
        cv2.circle(picture, (200 + 2 * index, 300), 60 + index, (index, 90, 200 - index), cv2.FILLED)
        write_png(tmp_path / "in" / f"{index:02}.png", picture)
    with zipfile.ZipFile(tmp_path / "in" / "a.zip", "w") as zipped, tarfile.open(tmp_path / "in" / "b.tar", "w") as tarred:
        for index in range(60, 72):
            path = tmp_path / "in" / f"{index:02}.png"
            zipped.write(path, path.name) if index % 2 else tarred.add(path, path.name)
            path.unlink()
    here = prepare(tmp_path / "in", tmp_path / "local", size=32)
    killed, add = [], Store.add

    def add_and_kill(store, item, answer):
        if not killed and (workers := ray_workers()):
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])
        add(store, item, answer)

    monkeypatch.setattr(Store, "add", add_and_kill)
    there = prepare(tmp_path / "in", tmp_path / "ray", size=32, engine="ray", workers=2)
    assert len(killed) == 1
    for name in ("dataset.json", *(pathlib.Path(shard).name for split in here.counts for shard in here.shards(split))):
        assert (there.folder / name).read_bytes() == (here.folder / name).read_bytes()
