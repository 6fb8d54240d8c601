"""`lineart_colorizer.train` in a process of its own, for benchmarks and tools that train."""

import os
import pathlib
import subprocess
import sys

from data_tools.errors import InputError
from data_tools.records import Dataset


def train_run(name: str, dataset: Dataset, out: pathlib.Path, *arguments: str) -> pathlib.Path:
    """The run's folder, in out/models; what training says goes to out/<name>.log. A finished run is left as it is.

    arguments: of `train`, beside --data, --size, --run, --models and --logs. Raises InputError, with its last words, where it fails.
    """
    return train_measured(name, dataset, out, *arguments)[0]


def train_measured(name: str, dataset: Dataset, out: pathlib.Path, *arguments: str) -> tuple[pathlib.Path, float]:
    """As `train_run`; and the peak of its resident memory, MB."""
    places = [f"--data={dataset.folder}", f"--size={dataset.size}", f"--run={name}", f"--models={out / 'models'}", f"--logs={out / 'logs'}"]
    log = out / f"{name}.log"
    with log.open("a") as said:
        process = subprocess.Popen([sys.executable, "-m", "lineart_colorizer.train", *places, *arguments], stdout=said, stderr=said)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:  # as by Ctrl-C: training saves its step, and ends
            process.terminate()
            process.wait()
            raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = (log.read_text("utf-8").strip().splitlines() or ["nothing said"])[-1]
        raise InputError(f"training {name} ended with {process.returncode}: {last} (all in {log})")
    return out / "models" / name, used.ru_maxrss / 1024
