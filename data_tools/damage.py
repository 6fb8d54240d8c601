"""Damaged records of a prepared data set: found before any is used, counted, and left out.

In a shard a record is its length (8 bytes), the length's CRC (4), its bytes, and their CRC (4). Where bytes are damaged, that record is
lost; where a length is, or the shard was cut off, all behind it in that shard: nothing says where the next one begins.
TensorFlow's own reader stops at the first damaged record. So it reads the sound shards, fast, and `find_intact` looks at the others.
"""

import dataclasses
import pathlib
import struct
from collections.abc import Callable, Iterator, Sequence

from data_tools.crc32c import masked_crc32c
from data_tools.errors import InputError
from data_tools.png import part_names
from data_tools.progress import progress
from data_tools.records import SPLITS, Dataset
from data_tools.tensorflow_errors import as_os_error

MOST = 0.01  # of a split's records may be damaged, or one: more is no accident of a disk that one would train on regardless
WORDS = {"train": "training", "val": "validation"}
AGAIN = "prepare the pictures again with --overwrite"
NAMED = 3  # shards
HEAD, TAIL = 12, 4  # bytes before and after a record's own
LONG = 50_000  # records: seconds to look at
READ_AT_A_TIME, SUMMED_AT_A_TIME = 64, 256  # records
PNG_BEGIN = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"  # the first 8 bytes are the file's own, then come parts: length, name, bytes, CRC


def leave_out_damaged(dataset: Dataset, splits: Sequence[str] = SPLITS, say: Callable[[str], None] = print) -> Dataset:
    """The same data set without its damaged records: its counts are of the others, whose order stays. Reads all of them once.

    say: is told in one line how many they are, and where.

    Raises InputError: a shard is missing; more than MOST of a split is damaged; there are more records than the data set's counts say.
    OSError: the disk refuses.
    """
    counts, intact = dict(dataset.counts), dict(dataset.intact)
    for split in splits:
        paths, count = dataset.shards(split) if dataset.counts[split] else [], dataset.counts[split]
        with as_os_error(dataset.folder):
            records = read_records(paths)
            if count >= LONG:
                records = progress(records, total=count, what="checking", unit="records")
            if _count_sound(records, dataset) == count:
                continue
            shards = [_examine(path, dataset) for path in paths]
        counts[split] = sum(shard.records for shard in shards)
        intact |= {shard.path: shard.intact for shard in shards if shard.intact is not None}
        _judge(dataset, split, counts[split], shards, say)
    return dataclasses.replace(dataset, counts=counts, intact=intact)


def read_records(paths: Sequence[str]) -> Iterator[bytes]:
    """Serialized records of shards, up to the first that is damaged: then raises tf.errors.DataLossError; tf.errors.OpError as files go."""
    import tensorflow as tf

    if paths:
        for batch in tf.data.TFRecordDataset(paths, buffer_size=2**18).batch(READ_AT_A_TIME).prefetch(2).as_numpy_iterator():
            yield from batch


def read_intact(dataset: Dataset, split: str) -> Iterator[bytes]:
    """Serialized records of a split in the stored order, the damaged ones left out. dataset: from `leave_out_damaged`."""
    for path in dataset.shards(split):
        places = dataset.intact.get(path)
        if places is None:
            yield from read_records([path])
        else:
            content = _content(path)
            yield from (content[offset : offset + length] for offset, length in places)


def stored_pngs(dataset: Dataset) -> Iterator[tuple[bytes, list[bytes]]]:
    """Of every record of both splits that is not damaged: source, and the PNGs of its color and of its lines, as `dataset.extractors` are.

    Raises InputError as `leave_out_damaged`.
    """
    import tensorflow as tf

    checked = leave_out_damaged(dataset, say=lambda text: None)
    names = ["color", *(f"line/{name}" for name in dataset.extractors)]
    for serialized in (record for split in SPLITS for record in read_intact(checked, split)):
        fields = tf.train.Example.FromString(serialized).features.feature
        yield fields["source"].bytes_list.value[0], [fields[name].bytes_list.value[0] for name in names]


def find_intact(content: bytes, accept: Callable[[bytes], bool]) -> Iterator[tuple[int, int]]:
    """Where the intact records of a shard are, given the whole of it: offset and length of each one's bytes. accept: as `is_sound`."""
    frames = list(_frames(content))
    for first in range(0, len(frames), SUMMED_AT_A_TIME):
        some = frames[first : first + SUMMED_AT_A_TIME]
        pieces = [content[offset : offset + length] for offset, length in some]
        stored = [int.from_bytes(content[offset + length : offset + length + TAIL], "little") for offset, length in some]
        for frame, piece, is_same in zip(some, pieces, masked_crc32c(pieces) == stored, strict=True):
            if is_same and accept(piece):
                yield frame


def is_sound(serialized: bytes, dataset: Dataset) -> bool:
    """Whether `records.parse_record` finds all it wants: fields, label, whole PNGs of the right size."""
    import tensorflow as tf
    from google.protobuf.message import DecodeError

    try:
        feature = tf.train.Example.FromString(serialized).features.feature
    except DecodeError:
        return False
    pictures = [feature[name].bytes_list.value for name in ("color", *(f"line/{name}" for name in dataset.extractors))]
    labels = feature["label"].int64_list.value
    return (
        all(len(png) == 1 and is_whole_png(png[0], dataset.size) for png in pictures)
        and all(len(feature[name].bytes_list.value) == 1 for name in ("source", "sha256"))
        and len(labels) == 1
        and -1 <= labels[0] < len(dataset.labels)
    )


def is_whole_png(content: bytes, size: int) -> bool:
    """Whether it is a PNG of size x size px whose parts are all there, as their CRCs have it. Nothing is unpacked."""
    return content[:24] == PNG_BEGIN + struct.pack(">II", size, size) and part_names(content) is not None


@dataclasses.dataclass(frozen=True)
class _Shard:
    """records: that can be used. intact: where they are, None where that is all of the shard, as TensorFlow reads it."""

    path: str
    records: int
    intact: tuple[tuple[int, int], ...] | None


def _count_sound(records: Iterator[bytes], dataset: Dataset) -> int | None:
    """How many there are; None where one is damaged."""
    import tensorflow as tf

    count = 0
    try:
        for serialized in records:
            if not is_sound(serialized, dataset):
                return None
            count += 1
    except tf.errors.DataLossError:
        return None
    return count


def _examine(path: str, dataset: Dataset) -> _Shard:
    count = _count_sound(read_records([path]), dataset)
    if count is not None:
        return _Shard(path, count, None)
    found = tuple(find_intact(_content(path), lambda serialized: is_sound(serialized, dataset)))
    return _Shard(path, len(found), found)


def _content(path: str) -> bytes:
    import tensorflow as tf

    with as_os_error(path), tf.io.gfile.GFile(path, "rb") as file:
        return file.read()


def _frames(content: bytes) -> Iterator[tuple[int, int]]:
    """Offset and length of each record's bytes, up to a damaged length or where the shard was cut off."""
    at = 0
    while at + HEAD + TAIL <= len(content):
        length = int.from_bytes(content[at : at + 8], "little")
        end = at + HEAD + length + TAIL
        if end > len(content) or masked_crc32c([content[at : at + 8]])[0] != int.from_bytes(content[at + 8 : at + HEAD], "little"):
            return
        yield at + HEAD, length
        at = end


def _judge(dataset: Dataset, split: str, found: int, shards: Sequence[_Shard], say: Callable[[str], None]) -> None:
    """Says what was left out, or refuses the data set."""
    count = dataset.counts[split]
    if found > count:
        raise InputError(f"{dataset.folder} holds {found:,} {split} records, its dataset.json says {count:,}: {AGAIN}")
    if found == count:
        return
    names = [pathlib.PurePath(shard.path).name for shard in _short(shards, count)]
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    where = f"{', '.join(names[:NAMED])}{more} in {dataset.folder}"
    lost = f"{count - found:,} of {count:,} {WORDS[split]} records are damaged or missing ({where})"
    if count - found > max(1, int(MOST * count)):
        raise InputError(f"{lost}, more than {MOST:.0%}: check the disk, then {AGAIN}")
    say(f"data: {lost} and left out: {AGAIN} to mend them")


def _short(shards: Sequence[_Shard], count: int) -> Sequence[_Shard]:
    """Those that lack records: the ones seen to be damaged; else, as all but the last hold the same, those that hold less, or the last."""
    full = max(-(-count // len(shards)), *(shard.records for shard in shards))
    damaged = [shard for shard in shards if shard.intact is not None]
    return damaged or [shard for shard in shards[:-1] if shard.records < full] or shards[-1:]
