"""The prepared data set: a folder with `dataset.json` and TFRecord shards `train-*.tfrecord`, `val-*.tfrecord`.

One record is a `tf.train.Example` with
    color             PNG, RGB uint8 [S,S,3]
    line/<extractor>  PNG, grey uint8 [S,S], white = 255; `line/drawn` for pairs made by hand
    label             int64, index into the label names, -1 = none
    tags              bytes list
    source            bytes, path below the source folder, `/` between parts
    sha256            bytes, hex digest of the source file
TensorFlow is imported where it is used: reading `dataset.json` needs none of it.
"""

import dataclasses
import json
import os
import pathlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data_tools import storage
from data_tools.errors import InputError

if TYPE_CHECKING:
    import tensorflow as tf

SCHEMA_VERSION = 1
MANIFEST = "dataset.json"
SPLITS = ("train", "val")
DRAWN = "drawn"  # the extractor name of lines that an artist drew


@dataclasses.dataclass(frozen=True, kw_only=True)
class Dataset:
    """What `dataset.json` says.

    size: side of every picture, px. counts: records by split. labels: names, by index. extractors: line styles stored
    in every record. seed: of split and style. settings: how it was prepared. folder: where it was read from.
    intact: of shards with damaged records, by path: where the others' bytes are, (offset, length); `damage.leave_out_damaged` finds them.
    """

    folder: pathlib.Path
    size: int
    counts: dict[str, int]
    labels: tuple[str, ...]
    extractors: tuple[str, ...]
    seed: int
    settings: dict
    intact: dict[str, tuple[tuple[int, int], ...]] = dataclasses.field(default_factory=dict)

    def shards(self, split: str) -> list[str]:
        """Paths of a split's shards, sorted: local ones, or gs://, which TensorFlow reads itself.

        Raises InputError: another remote place; some are missing, as the others' names tell, or all, though records are counted.
        """
        paths = sorted(str(path) for path in self.folder.glob(f"{split}-*.tfrecord"))
        if not storage.read_by_tensorflow(self.folder):
            raise InputError(
                f"TensorFlow reads no {str(self.folder).partition(':')[0]}:// ({self.folder}): copy the data set to a local folder, or to gs://"
            )
        if self.counts[split] and not paths:
            raise InputError(f"no {split}-*.tfrecord in {self.folder}, which counts {self.counts[split]}: prepare it again")
        if missing := missing_shards(paths, split):
            more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
            advice = "put back what is missing, or prepare the pictures again with --overwrite"
            raise InputError(f"no {missing[0]}{more} in {self.folder}: {advice}")
        return paths


def shard_name(split: str, index: int, total: int) -> str:
    return f"{split}-{index:05d}-of-{total:05d}.tfrecord"


def missing_shards(paths: Sequence[str], split: str) -> list[str]:
    """Names of those that ought to be beside these."""
    names = {pathlib.PurePath(path).name for path in paths}
    totals = {int(name[-14:-9]) for name in names if name[-14:-9].isdecimal()}
    return [name for total in sorted(totals) for index in range(total) if (name := shard_name(split, index, total)) not in names]


def is_dataset(folder: str | os.PathLike) -> bool:
    return (storage.as_path(folder) / MANIFEST).is_file()


def open_dataset(folder: str | os.PathLike) -> Dataset:
    """Reads `dataset.json`, from wherever `storage` reaches. Raises InputError: no such folder, none inside, damaged, another version."""
    folder = storage.as_path(folder)
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}")
    storage.check_utf8(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        version = manifest.pop("schema_version")
        if version != SCHEMA_VERSION:
            raise InputError(
                f"{folder / MANIFEST} has schema version {version}, this program reads {SCHEMA_VERSION}: prepare the pictures again"
            )
        for field in ("labels", "extractors"):
            manifest[field] = tuple(manifest[field])
        return Dataset(folder=folder, **manifest)
    except FileNotFoundError:
        raise InputError(f"no {MANIFEST} in {folder}: make it with python -m data_tools.prepare SOURCE {folder}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{folder / MANIFEST} is damaged: prepare the pictures again") from None


def write_manifest(dataset: Dataset) -> None:
    """Writes `dataset.json` into `dataset.folder`."""
    manifest = {"schema_version": SCHEMA_VERSION} | dataclasses.asdict(dataset)
    del manifest["folder"], manifest["intact"]
    (dataset.folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")


def encode_record(*, color_png: bytes, line_pngs: dict[str, bytes], label: int, tags: list[str], source: str, sha256: str) -> bytes:
    """One serialized record of the schema above."""
    import tensorflow as tf

    def of_bytes(values):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))

    feature = {
        "color": of_bytes([color_png]),
        "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label])),
        "tags": of_bytes([tag.encode() for tag in tags]),
        "source": of_bytes([source.encode("utf-8", "surrogateescape")]),
        "sha256": of_bytes([sha256.encode()]),
    } | {f"line/{name}": of_bytes([png]) for name, png in line_pngs.items()}
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString(deterministic=True)


def parse_record(serialized: "tf.Tensor", extractors: tuple[str, ...], size: int) -> dict:
    """Decodes one serialized record, in a TensorFlow graph or eagerly.

    Returns: color uint8 [S,S,3]; lines uint8 [len(extractors),S,S,1], in the order given, left out without any; label int32 []; source
    string [].
    """
    import tensorflow as tf

    text = tf.io.FixedLenFeature([], tf.string)
    spec = {"color": text, "source": text, "label": tf.io.FixedLenFeature([], tf.int64)}
    fields = tf.io.parse_single_example(serialized, spec | {f"line/{name}": text for name in extractors})
    record = {
        "color": tf.ensure_shape(tf.io.decode_png(fields["color"], channels=3), [size, size, 3]),
        "label": tf.cast(fields["label"], tf.int32),
        "source": fields["source"],
    }
    if extractors:
        lines = [tf.io.decode_png(fields[f"line/{name}"], channels=1) for name in extractors]
        record["lines"] = tf.ensure_shape(tf.stack(lines), [len(extractors), size, size, 1])
    return record
