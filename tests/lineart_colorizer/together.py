"""Workers that train together on loopback, as processes of their own."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_addresses(count: int) -> list[str]:
    """Ports that nobody had a moment ago."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    return addresses


@contextlib.contextmanager
def workers_with(arguments: list[str], modules: pathlib.Path, count: int = 2) -> Iterator[list[subprocess.Popen]]:
    """`train` in each, which finds modules in that folder, too; what they say is read from `stdout` and `stderr`. None is left behind."""
    addresses = free_addresses(count)
    command = [sys.executable, "-m", "lineart_colorizer.train", *arguments]
    workers: list[subprocess.Popen] = []
    for index in range(count):
        told = json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}})
        environment = os.environ | {
            "TF_CONFIG": told,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": os.pathsep.join((str(modules), str(ROOT))),
        }
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        workers.append(subprocess.Popen(command, env=environment, text=True, **pipes))
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
