"""Workers that train together on loopback, as processes of their own."""

import json
import os
import socket
import subprocess
import sys


def free_addresses(count: int) -> list[str]:
    """Ports that nobody had a moment ago."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    return addresses


def start_workers(count: int, arguments: list[str]) -> list[subprocess.Popen]:
    """`train` in each; what they say is read from `stdout` and `stderr`, text."""
    addresses = free_addresses(count)
    command = [sys.executable, "-m", "lineart_colorizer.train", *arguments]
    workers = []
    for index in range(count):
        told = json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}})
        environment = os.environ | {"TF_CONFIG": told, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        workers.append(subprocess.Popen(command, env=environment, text=True, **pipes))
    return workers
