"""Starts uvicorn: one process, or a parent that starts workers and starts those again that die.

Nothing heavy is imported here at the top: a worker must be able to answer its parent while it loads the rest.
"""

import contextlib
import functools
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from data_tools.errors import InputError
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.protocol import PatientProtocol

CONNECTIONS = 1000
BACKLOG = 512
STOP_SECONDS = 30  # that requests under way get when the service is stopped
WORKER_SECONDS = 60  # in which a worker must answer its parent: importing TensorFlow takes 20 s on a slow machine


def make_app(options: ServiceOptions) -> ASGIApp:
    """The application of this process."""
    from lineart_colorizer.device import choose_device

    choose_device(options.device)
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("lineart_colorizer.serve").setLevel(logging.INFO)
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    return create_app(options, shelve(options.model, options.models))


def listen(host: str, port: int) -> socket.socket:
    """Raises InputError where the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.socket(family)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)  # who comes before the workers are there waits
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: {error.strerror or error}: name another") from None
    opened.set_inheritable(True)
    return opened


def run(options: ServiceOptions, opened: socket.socket, make: Callable = make_app) -> None:
    """Serves what make(options) makes in each process, until SIGTERM or Ctrl-C."""
    config = uvicorn.Config(
        functools.partial(make, options),
        factory=True,
        workers=options.workers,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        proxy_headers=False,  # a client could give itself any address
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=WORKER_SECONDS,
        log_level="warning",
    )
    with contextlib.suppress(KeyboardInterrupt):  # by which uvicorn says what stopped it
        _run_workers(config, opened) if options.workers > 1 else uvicorn.Server(config).run(sockets=[opened])


def _run_workers(config: uvicorn.Config, opened: socket.socket) -> None:
    shared = tempfile.mkdtemp(prefix="lineart-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
    try:
        Multiprocess(config, sockets=[opened]).run()
    finally:
        shutil.rmtree(shared, ignore_errors=True)
