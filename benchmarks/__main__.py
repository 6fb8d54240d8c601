"""What is measured in a sitting, one after the other: `python -m benchmarks`, or `make bench`. Half an hour; leave the machine alone.

Each part is a command that can be typed by itself, and is printed before what it says. What needs something that is not here (the peers, a
Python with PyTorch, Chromium) is left out with one line. A part that fails does not stop the others; then the exit code is 1. Not among
them: `time_to_quality`, `start_from_model`, `serve_load` and `gpu_step`, which take hours, a service under load or a GPU, and those that
compare with a folder of pictures.
"""

import pathlib
import subprocess
import sys

from benchmarks.side_by_side import PEERS, where_and_when
from data_tools.command_line import run_function
from data_tools.errors import InputError
from tools.chromium import find_chromium


def parts(data: str, peers: str, peer_python: str | None) -> dict[str, tuple[list[str], str]]:
    """By name: the arguments, and what is missing here for it, empty where nothing is."""
    torch = ["--peers", peers, "--peer-python", peer_python or "PYTHON"]
    no_peer = "" if peer_python and pathlib.Path(peers).is_dir() else "--peers FOLDER and --peer-python, a Python with PyTorch"
    no_browser = "" if find_chromium() else "Chromium"
    no_data = "" if pathlib.Path(data).is_dir() else f"{data}: make train draws and prepares it"
    return {
        "prepare": ([], ""),
        "read_back": ([], ""),
        "input_pipeline": (["--data", data], no_data),
        "step_modes": ([], ""),
        "train_step": ([*torch, "--size", "128", "--batch", "16", "--rounds", "3"], no_peer),
        "runtimes": (["demo"], ""),
        "colorize": (["--model", "demo", *(torch if not no_peer else [])], ""),
        "characters": (["--model", "demo"], ""),
        "stroke_to_colour": (["--model", "demo"], no_browser),
    }


def bench(*, data: str = "data/demo-128", peers: str = PEERS, peer_python: str | None = None, only: list[str] | None = None) -> None:
    """Measures one part after the other.

    Args:
        data: a prepared folder.
        peers: folder of the peers.
        peer_python: a Python that has PyTorch, NumPy and OpenCV.
        only: names of the parts to measure; left out: all.
    """
    known = parts(data, peers, peer_python)
    if unknown := set(only or ()) - set(known):
        raise InputError(f"--only {' '.join(sorted(unknown))}: the parts are {', '.join(known)}")
    print(where_and_when(), flush=True)
    failed = []
    for name in only or known:
        arguments, missing = known[name]
        print(f"\npython -m benchmarks.{name} {' '.join(arguments)}".rstrip(), flush=True)
        if missing:
            print(f"left out: it needs {missing}", flush=True)
        elif subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        raise InputError(f"failed: {', '.join(failed)}; what they said stands above")


if __name__ == "__main__":
    run_function(bench, command="benchmarks", several=("--only", "names of the parts to measure; left out: all"))
