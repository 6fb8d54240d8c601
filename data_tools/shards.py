"""Writing the records of a split into TFRecord shards of limited size, one record in memory at a time."""

import pathlib
from typing import Any

from data_tools.records import shard_name
from data_tools.tensorflow_errors import as_os_error

RECORDS_PER_SHARD = 512


class ShardWriter:
    """Writes `SPLIT-00000-of-00003.tfrecord`, ...: the number of shards is known, and written into the names, only at the end."""

    def __init__(self, folder: pathlib.Path, split: str, records_per_shard: int = RECORDS_PER_SHARD):
        self._count = 0
        self._folder, self._split, self._records_per_shard = folder, split, records_per_shard
        self._paths: list[pathlib.Path] = []
        self._writer: Any = None

    def __enter__(self) -> "ShardWriter":
        return self

    def __exit__(self, kind, error, trace) -> None:
        """Ends the last shard and, unless an error came, gives all their final names."""
        self._end_shard()
        if kind is None:
            for index, path in enumerate(self._paths):
                path.rename(self._folder / shard_name(self._split, index, len(self._paths)))

    def write(self, serialized: bytes) -> None:
        """Appends one record. Raises OSError when the disk refuses, which may be as late as the end of a shard."""
        import tensorflow as tf

        if self._count % self._records_per_shard == 0:
            self._end_shard()
            self._paths.append(self._folder / f"{self._split}-{len(self._paths):05d}.open")
            with as_os_error(self._paths[-1]):
                self._writer = tf.io.TFRecordWriter(str(self._paths[-1]))
        with as_os_error(self._paths[-1]):
            self._writer.write(serialized)
        self._count += 1

    def _end_shard(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with as_os_error(self._paths[-1]):
                writer.close()
