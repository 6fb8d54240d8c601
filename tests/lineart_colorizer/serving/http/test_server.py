"""Over sockets: addresses, workers that die, and the documentation's examples."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import httpx
import numpy as np
import pytest

from data_tools.errors import InputError
from data_tools.pictures import encode_png, read_picture
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.server import listen
from tests.lineart_colorizer.serving.http.light import listening

ROOT = pathlib.Path(__file__).parents[4]
DOCUMENT = (ROOT / "docs" / "service.md").read_text("utf-8")
EXAMPLES = re.findall(r"```(bash|python)\n(.*?)```", DOCUMENT, re.DOTALL)


def test_an_address_that_cannot_be_had():
    with listen("127.0.0.1", 0) as opened:
        port = opened.getsockname()[1]
        with pytest.raises(InputError, match=rf"^--host 127.0.0.1 --port {port}: Address already in use: name another$"):
            listen("127.0.0.1", port)


SUPERVISED = """
import sys
from lineart_colorizer.serving.http.options import ServiceOptions
from lineart_colorizer.serving.http.server import listen, run
from tests.lineart_colorizer.serving.http.light import make_light

if __name__ == "__main__":
    opened = listen("127.0.0.1", 0)
    print(opened.getsockname()[1], flush=True)
    run(ServiceOptions(workers=2), opened, make_light)
"""


def test_a_worker_that_dies_is_started_again_and_the_others_serve(tmp_path):
    script = tmp_path / "supervised.py"
    script.write_text(SUPERVISED)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        try:
            url = f"http://127.0.0.1:{parent.stdout.readline().strip()}"
            before = workers_of(url, 2)
            with pytest.raises(httpx.HTTPError):
                httpx.get(f"{url}/die", timeout=30)
            after = workers_of(url, 2)
            assert len(before & after) == 1
        finally:
            parent.send_signal(signal.SIGTERM)
            assert parent.wait(60) == 0


def workers_of(url: str, count: int) -> set[str]:
    """Process numbers of those that answer, until there are so many; every request is answered."""
    found: set[str] = set()
    while len(found) < count:
        found.add(httpx.get(url, timeout=60).text)
    return found


# The documentation


@pytest.fixture
def documented(exports, tmp_path, monkeypatch):
    """The port of a service, in a folder with what the examples name."""
    from lineart_colorizer.serving.http.app import create_app
    from lineart_colorizer.serving.http.shelf import shelve

    page = np.full((40, 50), 255, np.uint8)
    page[10, 10:30] = 0
    hints = np.zeros((40, 50, 4), np.uint8)
    hints[:, :5] = (0, 0, 255, 255)
    (tmp_path / "page.png").write_bytes(encode_png(page))
    (tmp_path / "hints.png").write_bytes(encode_png(hints))
    (tmp_path / "chapter1.gpl").write_text("GIMP Palette\n0 0 255\n255 0 0\n")
    monkeypatch.chdir(tmp_path)
    with listening(create_app(ServiceOptions(model="red", models=str(exports)), shelve("red", exports))) as port:
        yield port


def test_there_are_examples():
    assert [kind for kind, _ in EXAMPLES] == ["bash", "bash", "python", "python"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not there")
def test_the_examples_do_as_they_say(documented):
    for kind, example in EXAMPLES:
        command = [sys.executable, "-c"] if kind == "python" else ["bash", "-euc"]
        done = subprocess.run([*command, example.replace(":8000", f":{documented}")], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    color = read_picture("colored.png")
    assert color[0, 0].tolist() == [255, 0, 0]
    assert read_picture("page.psd")[20, 1].tolist() == [0, 0, 255]
    assert read_picture("flat.png").shape == color.shape
    assert pathlib.Path("predicted.png").read_bytes() == pathlib.Path("page.png").read_bytes()
