"""Checkpoints on disk: a folder for each, renamed when it is whole, with digests that tell a damaged one.

checkpoints/step-0000120/  weights.index, weights.data-*   what TensorFlow writes
                           manifest.json                   size and SHA-256 of each file
checkpoints/best/step-...  the same, and score.json, of those that scored best when they were made, each better than the one before
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
from collections.abc import Callable, Iterator

from data_tools.errors import InputError

MANIFEST = "manifest.json"
WEIGHTS = "weights"
SCORE = "score.json"
PARTIAL = ".partial-"
BEST = "best"


@dataclasses.dataclass(frozen=True)
class SavedCheckpoint:
    """One checkpoint's folder."""

    folder: pathlib.Path

    @property
    def step(self) -> int:
        return int(self.folder.name.rpartition("-")[2])

    @property
    def prefix(self) -> str:
        """What TensorFlow calls a checkpoint."""
        return str(self.folder / WEIGHTS)

    @property
    def score(self) -> float:
        """What a best one was kept for. Raises OSError for any other."""
        return json.loads((self.folder / SCORE).read_text("utf-8"))

    def fault(self) -> str | None:
        """What is wrong with the files, None where they are as they were written."""
        try:
            files = json.loads((self.folder / MANIFEST).read_text("utf-8"))["files"]
            for name, (size, digest) in files.items():
                path = self.folder / name
                if (found := path.stat().st_size) != size:
                    return f"{name} has {found:,} bytes, not {size:,}"
                if _digest(path) != digest:
                    return f"{name} has changed since it was written"
        except FileNotFoundError as error:
            return f"{pathlib.Path(error.filename).name} is missing"
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"{MANIFEST} cannot be read"
        except OSError as error:
            return f"{pathlib.Path(error.filename or '').name}: {error.strerror}"
        return None


def list_checkpoints(folder: pathlib.Path) -> list[SavedCheckpoint]:
    """Those there are, whole or not, the newest first."""
    found = [SavedCheckpoint(path) for path in folder.glob("step-*") if path.name.rpartition("-")[2].isdecimal()]
    return sorted(found, key=lambda checkpoint: checkpoint.step, reverse=True)


def newest_whole(folder: pathlib.Path, say: Callable[[str], None] = lambda text: None) -> SavedCheckpoint | None:
    """The newest checkpoint that is whole; None where there is none at all.

    say: is told of damaged ones in one line. Raises InputError where all are damaged.
    """
    return _first_whole(list_checkpoints(folder), folder, say)


def best_or_newest(folder: pathlib.Path, say: Callable[[str], None] = lambda text: None) -> SavedCheckpoint | None:
    """What a run is taken for: its best checkpoint where one is kept, else the newest; as `newest_whole`."""
    return _first_whole([*list_checkpoints(folder / BEST), *list_checkpoints(folder)], folder, say)


def _first_whole(candidates: list[SavedCheckpoint], folder: pathlib.Path, say: Callable[[str], None]) -> SavedCheckpoint | None:
    faults: list[str] = []
    for checkpoint in candidates:
        name, fault = checkpoint.folder.relative_to(folder), checkpoint.fault()
        if fault is None:
            if faults:
                say(f"damaged: {'; '.join(faults)}: the newest whole checkpoint is {name}")
            return checkpoint
        faults.append(f"{name} ({fault})")
    if faults:
        raise InputError(f"no whole checkpoint in {folder}: {'; '.join(faults)}: name another run")
    return None


@contextlib.contextmanager
def new_checkpoint(folder: pathlib.Path, step: int, score: float | None = None) -> Iterator[str]:
    """Yields TensorFlow's prefix to write to; then the checkpoint is sealed and gets its name, and is on the disk. Raises OSError.

    score: kept with it, of a best one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{PARTIAL}*"):  # by a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    partial, final = folder / f"{PARTIAL}{step}", folder / f"step-{step:07}"
    partial.mkdir()
    try:
        yield str(partial / WEIGHTS)
        if score is not None:
            (partial / SCORE).write_text(json.dumps(score), "utf-8")
        written = [path for path in sorted(partial.iterdir()) if path.name.startswith(f"{WEIGHTS}.") or path.name == SCORE]
        for path in partial.iterdir():
            if path not in written:  # TensorFlow's own note of its newest checkpoint, by a path that is about to change
                path.unlink()
        files = {path.name: (path.stat().st_size, _digest(path)) for path in written}
        (partial / MANIFEST).write_text(json.dumps({"step": step, "files": files}, indent=1), "utf-8")
        for path in (*written, partial / MANIFEST):
            _flush(path)
        if final.exists():  # of the same step: saved again, or damaged
            final.rename(folder / f"{PARTIAL}{step}-before")
        partial.rename(final)
        shutil.rmtree(folder / f"{PARTIAL}{step}-before", ignore_errors=True)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def keep_newest(folder: pathlib.Path, count: int, step: int) -> None:
    """Deletes all but the newest whole ones up to `step`, the one just written. Later ones were damaged, and passed over by this run."""
    found = list_checkpoints(folder)
    whole = [checkpoint for checkpoint in found if checkpoint.step <= step and (checkpoint.folder / MANIFEST).exists()]
    for checkpoint in found:
        if checkpoint not in whole[:count]:
            shutil.rmtree(checkpoint.folder, ignore_errors=True)


def keep_best(folder: pathlib.Path) -> None:
    """Deletes of the best ones those that no checkpoint left goes back to: the best one up to a checkpoint's step is its own."""
    best, saved = list_checkpoints(folder / BEST), list_checkpoints(folder)
    needed = [next((each for each in best if each.step <= checkpoint.step), None) for checkpoint in saved]
    for each in best:
        if saved and each.step <= saved[0].step and each not in needed:
            shutil.rmtree(each.folder, ignore_errors=True)


def forget_best_after(folder: pathlib.Path, step: int) -> None:
    """Deletes the best ones after `step`, of a run that is taken up there."""
    for each in list_checkpoints(folder / BEST):
        if each.step > step:
            shutil.rmtree(each.folder, ignore_errors=True)


def _digest(path: pathlib.Path) -> str:
    """SHA-256, hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: pathlib.Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
