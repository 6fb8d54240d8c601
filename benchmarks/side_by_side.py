"""What the benchmarks share that measure us beside others: the peers' folder, runs in processes of their own, tables, and where and when.

The peers (`../shared/bench`) are programs of their own, which are run and never imported.
"""

import datetime
import json
import os
import pathlib
import platform
import subprocess

from data_tools.errors import InputError

PEERS = "../shared/bench"
CPU_INFO = pathlib.Path("/proc/cpuinfo")


def where_and_when(device: str | None = None) -> str:
    """ "MODEL, 2 cores, 2026-01-31": the processor, or the device given in its place, and today."""
    return f"{device or f'{processor()}, {len(os.sched_getaffinity(0))} cores'}, {datetime.date.today().isoformat()}"


def processor() -> str:
    """As Linux names it; its architecture elsewhere."""
    lines = CPU_INFO.read_text("utf-8").splitlines() if CPU_INFO.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def peer(folder: str | pathlib.Path, name: str) -> pathlib.Path:
    """A peer's program. Raises InputError where the folder has none of that name."""
    path = pathlib.Path(folder) / name
    if not path.is_file():
        raise InputError(f"--peers {folder}: no {name} in it: name the folder that holds the peers")
    return path.resolve()


def python_with(python: str, module: str) -> str:
    """The same path, if that Python can import the module. Raises InputError where there is no such Python, or it cannot."""
    try:
        said = subprocess.run([python, "-c", f"import {module}"], capture_output=True, text=True)
    except OSError as error:
        raise InputError(f"--peer-python {python}: {error.strerror}: name a Python that has {module}, NumPy and OpenCV") from None
    if said.returncode:
        raise InputError(f"--peer-python {python} has no {module}: name a Python that has {module}, NumPy and OpenCV")
    return python


def said_by(*command: object, env: dict[str, str] | None = None) -> str:
    """What a command prints. env: of its environment, beside ours. Raises InputError where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | (env or {}))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        raise InputError(f"{' '.join(words)}: {last}")
    return done.stdout


def told_by(*command: object, env: dict[str, str] | None = None) -> dict:
    """What a command prints in its last line, JSON. As `said_by`."""
    try:
        return json.loads(said_by(*command, env=env).strip().splitlines()[-1])
    except (IndexError, ValueError):
        raise InputError(f"{' '.join(map(str, command))}: its last line is no JSON") from None


def table(rows: list[dict]) -> str:
    """Markdown: a column for each key of any row, in the order met; numbers with three digits, what a row has not is left empty."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    return "\n".join(lines + ["| " + " | ".join(in_words(row.get(name)) for name in columns) + " |" for row in rows])


def in_words(value) -> str:
    """As it stands in a table."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
