"""What TensorBoard's files hold of a run: all after an earlier step, at which it is taken up, is taken back; its scores are read again."""

import contextlib
import pathlib
from collections.abc import Collection, Iterator

import tensorflow as tf
from tensorboard.compat.proto import event_pb2

from data_tools.tensorflow_errors import as_os_error


def forget_after(folder: pathlib.Path, step: int) -> None:
    """Removes every summary after `step` from the event files in `folder` and its sub-folders.

    A run that was killed goes on from its last checkpoint and tells those steps again: no step is to be there twice. The end of a file
    that was cut off inside an event goes, too. Each file is replaced as a whole. Raises OSError where the disk refuses.
    """
    for path in sorted(folder.rglob("events.out.tfevents.*")):
        if _is_all_until(path, step):
            continue
        partial = path.with_name(f".partial-{path.name}")
        try:
            with as_os_error(path), tf.io.TFRecordWriter(str(partial)) as writer:
                for event in _events(path):
                    if not _is_after(event, step):
                        writer.write(event)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def newest_scores(folder: pathlib.Path, groups: Collection[str], until: int) -> dict[str, tuple[int, dict[str, float]]]:
    """By group, the newest scalars group/NAME that were written at or before a step: their step, and their values by name.

    Step 0 and none where there are none. Of two at the same step the later counts. The files are read once, for all groups. Raises
    OSError where one cannot be read.
    """
    found: dict[str, tuple[int, dict[str, float]]] = {group: (0, {}) for group in groups}
    for path in sorted(folder.glob("events.out.tfevents.*")):
        for step, group, name, value in _scalars(path, groups):
            if found[group][0] <= step <= until:
                newest, scores = found[group]
                found[group] = step, (scores if step == newest else {}) | {name: value}
    return found


def _scalars(path: pathlib.Path, groups: Collection[str]) -> Iterator[tuple[int, str, str, float]]:
    """Yields step, group, the rest of the tag, and value, up to where the file is cut off."""
    with as_os_error(path):
        for serialized in _events(path):
            event = event_pb2.Event.FromString(serialized)
            for value in event.summary.value:
                group, _, name = value.tag.partition("/")
                if group in groups:
                    yield event.step, group, name, float(tf.make_ndarray(value.tensor))


def _events(path: pathlib.Path) -> Iterator[bytes]:
    """Yields serialized events, one in memory at a time, up to where the file is cut off."""
    with contextlib.suppress(tf.errors.DataLossError):
        yield from tf.data.TFRecordDataset(str(path)).as_numpy_iterator()


def _is_after(serialized: bytes, step: int) -> bool:
    event = event_pb2.Event.FromString(serialized)
    return event.HasField("summary") and event.step > step


def _is_all_until(path: pathlib.Path, step: int) -> bool:
    """Whether a file is whole, and holds nothing after `step`."""
    with as_os_error(path):
        try:
            return not any(_is_after(event, step) for event in tf.data.TFRecordDataset(str(path)).as_numpy_iterator())
        except tf.errors.DataLossError:
            return False
