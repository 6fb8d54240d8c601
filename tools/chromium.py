"""A headless Chromium for tests, benchmarks and pictures of the page, and the service that it looks at."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from data_tools.errors import InputError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--enable-unsafe-swiftshader",
)  # fmt: skip
READY_SECONDS = 300  # to import TensorFlow and load a model, on a machine that has other work


def find_chromium() -> str | None:
    """$CHROMIUM, or what is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def open_browser() -> Iterator:
    """Playwright's browser. Raises InputError where there is none."""
    chromium = find_chromium()
    if chromium is None:
        raise InputError("no Chromium: apt-get install chromium, or set CHROMIUM to a browser's path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET, chromium_sandbox=False)
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """`lineart_colorizer.serve` with these arguments, in a process of its own, on a free port and ready: its address."""
    command = [sys.executable, "-m", "lineart_colorizer.serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = next((found[1] for found in map(re.compile(r"page: (\S+)/").match, process.stdout) if found), None)
            if address is None:
                raise InputError(f"{' '.join(command[1:])} did not start")
            _await_ready(address)
            yield address
        finally:
            process.terminate()


def _await_ready(address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(f"{address}/readyz"):
            return
        time.sleep(0.2)
    raise InputError(f"{address} is not ready after {READY_SECONDS} s")
