import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from data_tools import prepare as module
from data_tools.errors import InputError
from data_tools.pairs import make_pair
from data_tools.pictures import read_picture, write_png
from data_tools.prepare import prepare
from data_tools.records import open_dataset, parse_record


def draw(path: pathlib.Path, seed: int = 0, height: int = 40, width: int = 40) -> None:
    """A dark line on a colour that the seed chooses, so that no two files are equal."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.full((height, width, 3), np.random.default_rng(seed).integers(100, 256, 3), np.uint8)
    picture[:, width // 2] = 0
    write_png(path, picture)


@pytest.fixture
def source(tmp_path):
    for index in range(12):
        draw(tmp_path / "in" / ("cats" if index % 3 else "dogs") / f"{index:02d}.png", index)
    return tmp_path / "in"


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    """Shards and dataset.json."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(("report", "store"))}


def records(dataset, split: str) -> list[dict]:
    import tensorflow as tf

    return [parse_record(record, dataset.extractors, dataset.size) for record in tf.data.TFRecordDataset(dataset.shards(split))]


def refusal(*arguments, **options) -> str:
    with pytest.raises(InputError) as refused:
        prepare(*arguments, **options)
    return str(refused.value)


def test_a_folder_of_pictures(source, tmp_path, capsys):
    dataset = prepare(source, tmp_path / "data" / "out", size=16, val=0.25)
    assert dataset == open_dataset(tmp_path / "data" / "out")
    assert (dataset.size, dataset.extractors, dataset.labels, dataset.seed) == (16, ("dilation", "xdog"), ("cats", "dogs"), 0)
    assert sum(dataset.counts.values()) == 12
    assert min(dataset.counts.values()) >= 1
    found = records(dataset, "train") + records(dataset, "val")
    assert {record["source"].numpy().decode() for record in found} == {
        path.relative_to(source).as_posix() for path in source.rglob("*.png")
    }
    for record in found:
        assert dataset.labels[int(record["label"])] == record["source"].numpy().decode().split("/")[0]
        assert record["lines"].shape == (2, 16, 16, 1)
    said = capsys.readouterr().out
    assert f"{source}: 12 pictures\n" in said
    assert "writes 16 x 16 px, line dilation and xdog, to" in said
    assert "report: " in said
    assert os.listdir(tmp_path / "data") == ["out"]


def test_pairs_split_by_hand_with_labels(tmp_path):
    for split, count in (("train", 3), ("val", 2)):
        for index in range(count):
            draw(tmp_path / "in" / split / "color" / f"{index}.png", index)
            draw(tmp_path / "in" / split / "line" / f"{index}.png", 99)
    (tmp_path / "in" / "train" / "labels.csv").write_text("file,label,tags\n0.png,owl,night\n")
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16)
    assert (dataset.counts, dataset.extractors, dataset.labels) == ({"train": 3, "val": 2}, ("drawn",), ("owl",))
    assert sorted(int(record["label"]) for record in records(dataset, "train")) == [-1, -1, 0]
    both = prepare(tmp_path / "in", tmp_path / "both", size=16, extractors="dilation")
    assert both.extractors == ("drawn", "dilation")


def test_line_styles_of_all_kinds(source, tmp_path):
    """Their names are stored, and say that the set is another when sigmas differ."""
    dataset = prepare(source, tmp_path / "out", size=16, extractors="xdog,pencil+thin,edges", styles=2, sigmas="2.5..4.5")
    assert dataset.extractors == ("xdog@2.5..4.5", "xdog-2@2.5..4.5", "pencil+thin", "edges")
    lines = np.stack([record["lines"].numpy() for record in records(dataset, "train")])
    assert lines.shape[1:] == (4, 16, 16, 1)
    assert (lines.min(axis=(2, 3, 4)) < 200).all()
    assert not np.array_equal(lines[:, 0], lines[:, 1])
    message = "prepared with extractors xdog@2.5..4.5,xdog-2@2.5..4.5,pencil+thin,edges (asked for: xdog@2.5..4.5,pencil+thin,edges)"
    assert message in refusal(source, tmp_path / "out", size=16, extractors="xdog,pencil+thin,edges", sigmas="2.5..4.5")


def test_same_input_settings_and_seed_give_the_same_bytes(source, tmp_path):
    one = prepare(source, tmp_path / "one", size=16, workers=1)
    prepare(source, tmp_path / "two", size=16, workers=3)
    other = prepare(source, tmp_path / "other", size=16, seed=1)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert one.settings["content"] != other.settings["content"]
    for name in ("cats", "dogs"):
        for path in (source / name).iterdir():
            os.utime(path, ns=(5, 5))  # a copy of the pictures has other times, and gives the same data set
    prepare(source, tmp_path / "copy", size=16)
    assert contents(tmp_path / "one") == contents(tmp_path / "copy")


def test_bytes_are_the_same_in_another_process(source, tmp_path):
    """Hash seeds differ between processes; records must not."""
    prepare(source, tmp_path / "here", size=16, extractors=["dilation", "xdog"])
    command = [
        sys.executable,
        "-m",
        "data_tools.prepare",
        str(source),
        str(tmp_path / "there"),
        "--size",
        "16",
        "--extractors",
        "dilation,xdog",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=pathlib.Path(__file__).parents[2])
    assert ended.returncode == 0, ended.stderr
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
    assert ended.stdout.splitlines()[-1] == f"report: {tmp_path}/there/report.html"


def test_shards_are_of_limited_size(source, tmp_path, monkeypatch):
    monkeypatch.setattr("data_tools.shards.ShardWriter.__init__.__defaults__", (5,))
    dataset = prepare(source, tmp_path / "out", size=16, val=0)
    assert dataset.counts == {"train": 12, "val": 0}
    assert [pathlib.Path(path).name for path in dataset.shards("train")] == [f"train-{index:05d}-of-00003.tfrecord" for index in range(3)]
    assert len(records(dataset, "train")) == 12


def test_one_broken_picture_among_good_ones_is_skipped_counted_and_listed(source, tmp_path, capsys):
    (source / "cats" / "bad.png").write_bytes((source / "cats" / "01.png").read_bytes()[:60])
    (source / "cats" / "pair.txt").touch()
    dataset = prepare(source, tmp_path / "out", size=16)
    assert sum(dataset.counts.values()) == 12
    said = capsys.readouterr().out
    assert "left out: 1 unreadable\n  cats/bad.png: damaged (" in said
    assert '"source": "cats/bad.png"' in (tmp_path / "out" / "report.json").read_text()
    assert "cats/bad.png" in (tmp_path / "out" / "report.html").read_text()


def test_a_broken_picture_does_not_leave_a_split_empty(tmp_path):
    """The lowest hash is the one chosen for val: where it proves broken, the next takes its place."""
    draw(tmp_path / "in" / "a.png", 1)
    draw(tmp_path / "in" / "b.png", 2)
    hashes = {}
    for index in range(100):  # a broken file with a lower hash than both
        (tmp_path / "in" / "c.png").write_bytes(b"broken %d" % index)
        hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "in").iterdir()}
        if min(hashes, key=hashes.get) == "c.png":
            break
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16, val=1e-9)
    assert dataset.counts == {"train": 1, "val": 1}
    assert (min(hashes, key=hashes.get), len(records(dataset, "val"))) == ("c.png", 1)


def test_one_bad_pair_never_stops_the_run(tmp_path, capsys):
    for index in range(3):
        draw(tmp_path / "in" / "color" / f"{index}.png", index)
        draw(tmp_path / "in" / "line" / f"{index}.png", index, width=40 + (index == 1))
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16)
    assert sum(dataset.counts.values()) == 2
    said = capsys.readouterr().out
    assert "left out: 1 sizes differ\n  color/1.png: line is 41 x 40, color is 40 x 40: the two must be equal\n" in said


def test_too_many_unreadable_pictures_are_refused_and_what_was_made_waits(source, tmp_path, capsys):
    for index in range(6):
        (source / f"{index}.png").write_bytes(b"x")
    message = f"6 of 18 pictures in {source} cannot be read, more than the share of 0.05 that is let pass"
    assert refusal(source, tmp_path / "out", size=16).startswith(message)
    assert "  0.png: not a picture this program reads" in capsys.readouterr().out
    assert sorted(os.listdir(tmp_path)) == [".out.partial", "in"]
    assert sum(prepare(source, tmp_path / "out", size=16, max_skipped=0.5).counts.values()) == 12
    assert "12 of 18 are made already" in capsys.readouterr().out
    assert sorted(os.listdir(tmp_path)) == ["in", "out"]
    (source / "5.png").unlink()  # five are let pass, whatever their share
    assert sum(prepare(source, tmp_path / "five", size=16, max_skipped=0).counts.values()) == 12


def test_no_readable_picture(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_bytes(b"x")
    assert refusal(tmp_path / "in", tmp_path / "out").startswith(
        f"none of 1 pictures in {tmp_path}/in can be used (the first: a.png: not a"
    )
    draw(tmp_path / "split" / "train" / "a.png")
    (tmp_path / "split" / "val").mkdir()
    (tmp_path / "split" / "val" / "b.png").write_bytes(b"x")
    assert refusal(tmp_path / "split", tmp_path / "out").startswith(f"none of the pictures in {tmp_path}/split/val can be used")
    assert sorted(os.listdir(tmp_path)) == [".out.partial", "in", "split"]  # one picture of train/ is finished, for the next try


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 8}, "size 8: it must be 16 to 2048 px"),
        ({"size": 4096}, "size 4096: it must be 16 to 2048 px"),
        ({"val": 1.0}, "val 1.0: a share is 0 up to below 1"),
        ({"max_skipped": 5}, "max-skipped 5: a share is 0 to 1"),
        ({"workers": 0}, "workers 0: at least 1"),
        ({"extractors": "xdog,pen"}, "unknown extractor 'pen': choose from dilation, xdog, edges, pencil, onnx:PATH, each also with +thin"),
        ({"styles": 4}, "xdog style 4: 3 sigmas give styles 1 to 3; a range, as 0.3..0.8, gives any number"),
        ({"extractors": ["drawn"]}, "the line style 'drawn' needs pairs made by hand: SOURCE has no line/ beside color/"),
    ],
)
def test_settings_out_of_range(source, tmp_path, options, message):
    assert refusal(source, tmp_path / "out", **options).replace(str(source), "SOURCE") == message
    assert os.listdir(tmp_path) == ["in"]


def test_what_is_prepared_already_is_left_alone_and_what_differs_is_said(source, tmp_path, capsys):
    out = tmp_path / "out"
    first = prepare(source, out, size=16)
    before = (out / "report.json").stat().st_mtime_ns
    assert prepare(source, out, size=16, workers=1, max_skipped=1) == first
    assert "is prepared already, from these pictures and with these settings: nothing to do" in capsys.readouterr().out
    assert (out / "report.json").stat().st_mtime_ns == before
    assert refusal(source, out, size=32, seed=3) == (
        f"{out} exists, prepared with size 16 (asked for: 32), seed 0 (asked for: 3): choose another OUT, or give --overwrite"
    )
    draw(source / "new.png", 50)
    assert "other pictures, or pictures changed since" in refusal(source, out, size=16)
    assert sum(prepare(source, out, size=32, overwrite=True).counts.values()) == 13
    assert open_dataset(out).size == 32
    assert sorted(os.listdir(tmp_path)) == ["in", "out"]


def test_a_foreign_folder_is_never_overwritten(source, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "novel.txt").write_text("chapter 1")
    for overwrite in (False, True):
        assert "mine exists and is no prepared data set" in refusal(source, tmp_path / "mine", overwrite=overwrite)
    assert "exists and is no prepared data set" in refusal(source, source, overwrite=True)
    (tmp_path / "empty").mkdir()
    assert prepare(source, tmp_path / "empty", size=16).size == 16


def test_two_at_once_wait_for_one_another(source, tmp_path):
    """The second finds that there is nothing left to do."""
    commands = [start(source, tmp_path / "out") for _ in range(2)]
    said = sorted(command.communicate(timeout=60)[0] for command in commands)
    assert [command.returncode for command in commands] == [0, 0]
    assert sum("nothing to do" in text for text in said) == 1
    assert sorted(os.listdir(tmp_path)) == ["in", "out"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interrupt_leaves_the_old_set_intact_and_the_same_command_goes_on(source, tmp_path, monkeypatch, error, capsys):
    prepare(source, tmp_path / "out", size=16)
    before = contents(tmp_path / "out")

    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("data_tools.shards.ShardWriter.write", fail)
        with pytest.raises(type(error)):
            prepare(source, tmp_path / "out", size=32, overwrite=True)
    assert contents(tmp_path / "out") == before
    assert prepare(source, tmp_path / "out", size=32, overwrite=True).size == 32
    assert "12 of 12 are made already" in capsys.readouterr().out
    assert sorted(os.listdir(tmp_path)) == ["in", "out"]


def start(source: pathlib.Path, out: pathlib.Path, *options: str) -> subprocess.Popen:
    """The command in a process group of its own."""
    command = [sys.executable, "-m", "data_tools.prepare", str(source), str(out), "--size", "16", *options]
    root = pathlib.Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def test_killed_at_any_moment_the_same_command_ends_in_the_same_bytes(tmp_path):
    """Killed when a store appears, in the midst of making, and when shards are being written; each time with other workers."""
    for index in range(80):
        draw(tmp_path / "in" / f"{index:03}.png", index, 200, 200)
    expected = contents(prepare(tmp_path / "in", tmp_path / "undisturbed", size=16, workers=2).folder)
    partial, random = tmp_path / ".out.partial", np.random.default_rng(0)
    for moment, workers in (("working.sqlite", "1"), ("working.sqlite-wal", "2"), ("*.open", "3")):
        running = start(tmp_path / "in", tmp_path / "out", "--workers", workers)
        while running.poll() is None and not list(partial.glob(moment)):
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.05))
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        assert not (tmp_path / "out").exists() or contents(tmp_path / "out") == expected
    assert contents(prepare(tmp_path / "in", tmp_path / "out", size=16, workers=4).folder) == expected
    assert sorted(os.listdir(tmp_path)) == ["in", "out", "undisturbed"]


def test_adding_changing_and_removing_pictures_redoes_only_those(source, tmp_path, monkeypatch):
    draw(source / "again.png", 0)  # the same as dogs/00.png, so no shard holds it
    prepare(source, tmp_path / "out", size=16)
    made = []
    monkeypatch.setattr(module, "make_pair", lambda item, **options: made.append(item.source) or make_pair(item, **options))
    draw(source / "new.png", 77)
    draw(source / "cats" / "01.png", 78)
    (source / "cats" / "02.png").unlink()
    prepare(source, tmp_path / "out", size=16, overwrite=True)
    assert sorted(made) == ["cats/01.png", "new.png"]
    assert contents(tmp_path / "out") == contents(prepare(source, tmp_path / "fresh", size=16).folder)
    made.clear()
    prepare(source, tmp_path / "out", size=16, val=0.5, seed=3, overwrite=True)
    assert made == []
    prepare(source, tmp_path / "out", size=32, overwrite=True)
    assert len(made) == 13


def test_of_a_damaged_set_what_is_damaged_is_made_anew_and_of_a_much_damaged_one_all(source, tmp_path, capsys):
    dataset = prepare(source, tmp_path / "out", size=16)
    before = contents(tmp_path / "out")
    shard = pathlib.Path(dataset.shards("train")[0])
    for left, said in ((-9, "11 of 12 are made already\n"), (9, ": all is made anew\n")):
        capsys.readouterr()
        shard.write_bytes(shard.read_bytes()[:left])
        prepare(source, tmp_path / "out", size=16, overwrite=True)
        assert contents(tmp_path / "out") == before
        assert said in capsys.readouterr().out


def test_duplicates_are_left_out_once_and_listed(source, tmp_path, capsys):
    draw(source / "again.png", 0)
    write_png(source / "large.png", np.repeat(np.repeat(read_picture(source / "cats" / "01.png"), 2, axis=0), 2, axis=1))
    dataset = prepare(source, tmp_path / "out", size=16)
    assert sum(dataset.counts.values()) == 12
    said = capsys.readouterr().out
    assert "left out: 2 duplicate\n" in said
    assert "  again.png: the same file as dogs/00.png\n" in said  # one with a label stays
    assert "  cats/01.png: shows the same as large.png\n" in said
    kept = prepare(source, tmp_path / "kept", size=16, keep_duplicates=True)
    assert sum(kept.counts.values()) == 14
    assert dataset.settings["duplicates"] == "left out" != kept.settings["duplicates"]


def test_a_split_by_hand_is_never_thinned_out_only_warned_about(tmp_path, capsys):
    for name in ("train/a", "train/b", "val/a"):
        draw(tmp_path / "in" / f"{name}.png", ord(name[-1]))
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16)
    assert dataset.counts == {"train": 2, "val": 1}
    note = "1 pictures look like another one (the first: val/a.png the same file as train/a.png)"
    assert f"note: {note}" in capsys.readouterr().out
    assert note in (tmp_path / "out" / "report.json").read_text()


def test_names_that_are_not_utf8_go_through(tmp_path):
    (tmp_path / "in").mkdir()
    for index, name in enumerate([b"\xff.png", b"\xfe.png"]):
        draw(tmp_path / "in" / "a.png", index)
        os.rename(os.fsencode(tmp_path) + b"/in/a.png", os.fsencode(tmp_path) + b"/in/" + name)
    (tmp_path / "in" / "bad\udcfd.png").write_bytes(b"x")
    dataset = prepare(tmp_path / "in", tmp_path / "out", size=16)
    assert sorted(record["source"].numpy() for split in ("train", "val") for record in records(dataset, split)) == [
        b"\xfe.png",
        b"\xff.png",
    ]


def test_what_comes_into_out_meanwhile_stays(source, tmp_path, monkeypatch):
    def write_report(*_):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine.txt").write_text("precious")

    monkeypatch.setattr(module, "write_report", write_report)
    with pytest.raises(OSError, match="out"):
        prepare(source, tmp_path / "out", size=32)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_whose_name_is_not_utf8_is_refused_before_the_work(source, tmp_path):
    out = pathlib.Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9/out"))
    with pytest.raises(InputError, match=r"its name is not UTF-8: rename that folder, or choose another$"):
        prepare(source, out, size=32)
    assert not out.parent.exists()
