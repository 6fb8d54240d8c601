"""What tests of damaged shards share. The layout of a shard is read here anew, not by the code that is tested."""

import pathlib
import struct

HEAD, TAIL = 12, 4  # bytes around those of a record: length and its CRC; CRC


def records_in(content: bytes) -> list[tuple[int, int]]:
    """Where each record begins, its head included, and where it ends, its tail included."""
    found, at = [], 0
    while at < len(content):
        end = at + HEAD + struct.unpack_from("<Q", content, at)[0] + TAIL
        found.append((at, end))
        at = end
    return found


def flip(path: pathlib.Path, at: int) -> None:
    """Turns one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def flip_in_record(path: pathlib.Path, index: int, part: str = "bytes") -> None:
    """part: `bytes`, in their middle, or `length`."""
    begin, end = records_in(path.read_bytes())[index]
    flip(path, begin if part == "length" else (begin + end) // 2)


def rewrite(path: pathlib.Path, records: list[bytes]) -> None:
    """The shard anew, all CRCs right."""
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(path)) as writer:
        for record in records:
            writer.write(record)


def stored(path: pathlib.Path) -> list[bytes]:
    """The records of a sound shard."""
    content = path.read_bytes()
    return [content[begin + HEAD : end - TAIL] for begin, end in records_in(content)]
