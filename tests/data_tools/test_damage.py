import dataclasses
import pathlib
import shutil

import numpy as np
import pytest

from data_tools import damage
from data_tools.damage import find_intact, is_sound, is_whole_png, leave_out_damaged, read_intact, stored_pngs
from data_tools.errors import InputError
from data_tools.pictures import encode_png
from data_tools.prepare import prepare
from data_tools.records import encode_record, open_dataset
from tests.damaging import HEAD, flip, flip_in_record, records_in, rewrite, stored

PICTURE = np.random.default_rng(0).integers(0, 256, (4, 4, 3), np.uint8)
PNG = encode_png(PICTURE)


@pytest.fixture(scope="module")
def three_shards(pictures_folder, tmp_path_factory):
    """All 12 pictures for training, in shards of 5, 5 and 2 records. Do not write into it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_tools.shards.ShardWriter.__init__.__defaults__", (5,))
        return prepare(pictures_folder, tmp_path_factory.mktemp("three") / "out", size=32, val=0, workers=1)


@pytest.fixture
def shards(three_shards, tmp_path) -> list[pathlib.Path]:
    """Those of a copy, to be damaged."""
    shutil.copytree(three_shards.folder, tmp_path / "data")
    return sorted((tmp_path / "data").glob("train-*"))


def look(shards, said: list | None = None):
    return leave_out_damaged(open_dataset(shards[0].parent), say=[].append if said is None else said.append)


def refusal(shards) -> str:
    with pytest.raises(InputError) as refused:
        look(shards)
    return str(refused.value)


# One shard


@pytest.fixture(scope="module")
def four(tmp_path_factory) -> bytes:
    """A shard of four records, of 5, 0, 9 and 20 bytes."""
    path = tmp_path_factory.mktemp("four") / "shard"
    rewrite(path, [b"first", b"", b"the third", b"the fourth, the last"])
    return path.read_bytes()


def intact(content: bytes) -> list[bytes]:
    return [content[offset : offset + length] for offset, length in find_intact(content, lambda serialized: serialized != b"unsound")]


def test_of_a_sound_shard_all_is_found(four, tmp_path):
    assert intact(four) == [b"first", b"", b"the third", b"the fourth, the last"]
    assert intact(b"") == []
    rewrite(tmp_path / "shard", [b"a", b"unsound", b"c"])
    assert intact((tmp_path / "shard").read_bytes()) == [b"a", b"c"]


def test_a_flipped_byte_anywhere_costs_its_record_and_in_a_length_those_behind_it_too(four):
    whole = intact(four)
    for index, (begin, end) in enumerate(records_in(four)):
        for at in range(begin, end):
            damaged = bytearray(four)
            damaged[at] ^= 1
            left = whole[:index] + (whole[index + 1 :] if at >= begin + HEAD else [])
            assert intact(bytes(damaged)) == left, at


def test_cut_off_anywhere_what_is_whole_before_is_left(four):
    ends = [end for _, end in records_in(four)]
    for length in range(len(four)):
        assert intact(four[:length]) == intact(four)[: sum(end <= length for end in ends)], length


def test_noise_and_zeros_hold_nothing():
    noise = np.random.default_rng(1).integers(0, 256, 500, np.uint8).tobytes()
    assert (intact(noise), intact(bytes(500))) == ([], [])


# One record


def test_a_png_is_whole_if_no_byte_of_it_is_flipped_or_missing():
    assert is_whole_png(PNG, 4)
    assert not is_whole_png(PNG, 5)
    assert not is_whole_png(encode_png(PICTURE[:3]), 4)
    for at in range(len(PNG)):
        assert not is_whole_png(PNG[:at], 4), at
        assert not is_whole_png(PNG[:at] + bytes([PNG[at] ^ 4]) + PNG[at + 1 :], 4), at


@pytest.fixture(scope="module")
def tiny(three_shards):
    return dataclasses.replace(three_shards, size=4, extractors=("xdog",), labels=("cat",))


def record(**changes) -> bytes:
    fields = {"color_png": PNG, "line_pngs": {"xdog": PNG}, "label": 0, "tags": [], "source": "a.png", "sha256": "ab"}
    return encode_record(**fields | changes)


def test_a_sound_record(tiny):
    assert is_sound(record(), tiny)
    assert is_sound(record(label=-1, line_pngs={"xdog": PNG, "another": b"never read"}), tiny)


@pytest.mark.parametrize(
    "changes",
    [
        {"color_png": PNG[:-1]}, {"color_png": b""}, {"color_png": encode_png(PICTURE[:2])}, {"line_pngs": {}}, {"label": 1}, {"label": -2},
        {"line_pngs": {"xdog": PNG[:20] + b"\xff" + PNG[21:]}},
    ],
)  # fmt: skip
def test_an_unsound_record(tiny, changes):
    assert not is_sound(record(**changes), tiny)


def test_bytes_that_are_no_record(tiny):
    import tensorflow as tf

    assert not is_sound(b"", tiny)
    assert not is_sound(b"\xff\xff\xff", tiny)
    example = tf.train.Example.FromString(record())
    del example.features.feature["source"]
    assert not is_sound(example.SerializeToString(), tiny)


# A data set


def test_a_sound_data_set_is_itself_and_nothing_is_said(three_shards):
    said = []
    assert leave_out_damaged(three_shards, say=said.append) == three_shards
    assert said == []
    assert list(read_intact(three_shards, "train")) == [one for path in three_shards.shards("train") for one in stored(pathlib.Path(path))]


@pytest.mark.parametrize("at", [0, 4, 7, 11])
def test_one_damaged_record_is_left_out_counted_and_said(shards, at):
    before = [one for shard in shards for one in stored(shard)]
    shard = shards[at // 5]
    flip_in_record(shard, at % 5)
    said = []
    found = look(shards, said)
    assert found.counts == {"train": 11, "val": 0}
    assert list(read_intact(found, "train")) == before[:at] + before[at + 1 :]
    assert said == [
        f"data: 1 of 12 training records are damaged or missing ({shard.name} in {shard.parent}) and left out: "
        "prepare the pictures again with --overwrite to mend them"
    ]
    again = []
    assert leave_out_damaged(found, say=again.append) == found  # a second look finds nothing new
    assert again == []


def test_a_record_that_was_damaged_before_it_was_written_is_left_out(shards):
    records = stored(shards[1])
    rewrite(shards[1], [*records[:2], b"no record", *records[3:]])
    found = look(shards)
    assert found.counts["train"] == 11
    assert b"no record" not in list(read_intact(found, "train"))


@pytest.mark.parametrize("cut", [1, 20])
def test_a_shard_that_was_cut_off_in_its_last_record(shards, cut):
    shards[0].write_bytes(shards[0].read_bytes()[:-cut])
    said = []
    assert look(shards, said).counts["train"] == 11
    assert shards[0].name in said[0]


def test_more_than_the_limit_is_refused(shards, monkeypatch):
    """1 % of 12, or one: two are too many. A limit of a quarter lets three go."""
    for index, shard in enumerate(shards):
        flip_in_record(shard, index % 2)
    where = f"{shards[0].name}, {shards[1].name}, {shards[2].name} in {shards[0].parent}"
    assert refusal(shards) == (
        f"3 of 12 training records are damaged or missing ({where}), more than 1%: "
        "check the disk, then prepare the pictures again with --overwrite"
    )
    monkeypatch.setattr(damage, "MOST", 0.25)
    before = len(stored(shards[2]))
    found = look(shards)
    assert (before, found.counts["train"], len(found.intact)) == (2, 9, 3)


@pytest.mark.parametrize("part", ["length", "bytes"])
def test_a_damaged_length_costs_the_rest_of_its_shard(shards, part):
    flip_in_record(shards[1], 3, part)
    if part == "bytes":
        assert look(shards).counts["train"] == 11
    else:
        assert refusal(shards).startswith(f"2 of 12 training records are damaged or missing ({shards[1].name} in ")


@pytest.mark.parametrize(("index", "left"), [(0, 3), (1, 0), (2, 0)])
def test_a_shard_that_is_shorter_than_it_was_is_named(shards, index, left):
    """Cut off where a record ends: nothing in it is damaged."""
    rewrite(shards[index], stored(shards[index])[:left])
    lost = 5 - left if index < 2 else 2
    assert refusal(shards).startswith(f"{lost} of 12 training records are damaged or missing ({shards[index].name} in ")


def test_a_shard_that_is_gone_is_named(shards):
    shards[1].unlink()
    assert refusal(shards) == (
        f"no train-00001-of-00003.tfrecord in {shards[0].parent}: put back what is missing, or prepare the pictures again with --overwrite"
    )


def test_more_records_than_there_ought_to_be(shards):
    rewrite(shards[2], stored(shards[2]) * 2)
    assert refusal(shards) == (
        f"{shards[0].parent} holds 14 train records, its dataset.json says 12: prepare the pictures again with --overwrite"
    )


def test_only_the_splits_asked_for_are_looked_at(dataset, tmp_path):
    shutil.copytree(dataset.folder, tmp_path / "data")
    for path in (tmp_path / "data").glob("train-*"):
        path.write_bytes(b"")
    copy = open_dataset(tmp_path / "data")
    assert leave_out_damaged(copy, ["val"]) == copy
    with pytest.raises(InputError, match="9 of 9 training records"):
        leave_out_damaged(copy, ["val", "train"])


def test_a_disk_that_refuses_is_an_os_error(shards):
    shards[0].unlink()
    shards[0].mkdir()
    with pytest.raises(OSError, match="Is a directory") as refused:
        look(shards)
    assert refused.value.filename == str(shards[0].parent)


def test_pngs_of_what_is_not_damaged(shards, three_shards):
    whole = list(stored_pngs(three_shards))
    flip_in_record(shards[1], 2)
    assert list(stored_pngs(open_dataset(shards[0].parent))) == whole[:7] + whole[8:]
    source, (color, *lines) = whole[0]
    assert (source[-4:], len(lines)) == (b".png", len(three_shards.extractors))
    assert all(is_whole_png(png, 32) for png in (color, *lines))


def test_flipping_bits_all_over_a_data_set_never_ends_otherwise_than_in_one_line(shards):
    rng = np.random.default_rng(2)
    sound = {shard: shard.read_bytes() for shard in shards}
    outcomes = set()
    for _ in range(6):
        shard = shards[rng.integers(3)]
        flip(shard, int(rng.integers(len(sound[shard]))))
        try:
            outcomes.add(look(shards).counts["train"])
        except InputError as refused:
            outcomes.add("refused")
            assert shard.name in str(refused)
        shard.write_bytes(sound[shard])
    assert outcomes <= {11, "refused"}
    assert look(shards).counts["train"] == 12
