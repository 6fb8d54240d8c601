"""The command, with a trained model, in a process of its own."""

import os
import pathlib
import re
import signal
import subprocess
import sys

import httpx
import numpy as np
import pytest

from data_tools.errors import run_command
from data_tools.pictures import encode_png
from lineart_colorizer import serve
from lineart_colorizer.colorize import colorize
from lineart_colorizer.serving.http import server
from lineart_colorizer.serving.http.shelf import shelve
from lineart_colorizer.serving.naming import DEMO

ROOT = pathlib.Path(__file__).parents[2]
WATCHED = """
import socket, sys

def watch(connect):
    def watched(self, address, *more):
        print("CONNECTS", address, file=sys.stderr)
        return connect(self, address, *more)
    return watched

socket.socket.connect, socket.socket.connect_ex = watch(socket.socket.connect), watch(socket.socket.connect_ex)
from data_tools.errors import run_command
from lineart_colorizer.serve import main
run_command(main)
"""  # runs the command and tells of every connection that anything in it opens


def as_command(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["serve", *arguments])
    with pytest.raises(SystemExit) as ending:
        run_command(serve.main)
    return ending.value.code


def test_exit_codes_and_their_one_line(monkeypatch, capsys, tmp_path):
    assert as_command(monkeypatch, "--host", "0.0.0.0") == 1
    assert capsys.readouterr().err == "error: --host 0.0.0.0: others can reach it: add --token random, or --no-auth if anybody may use it\n"
    assert as_command(monkeypatch, "--model", "none", "--models", str(tmp_path)) == 1
    assert capsys.readouterr().err == "error: no model 'none': not a SavedModel, nor a Keras export, nor a run (there are: demo)\n"
    assert as_command(monkeypatch, "--prot", "80") == 2
    assert as_command(monkeypatch, "--help") == 0


def test_missing_packages_are_named_with_the_extra_that_has_them(monkeypatch, capsys):
    monkeypatch.setattr(serve, "NEEDED", ("no_such_package", "json"))
    assert as_command(monkeypatch) == 1
    assert capsys.readouterr().err == "error: serve needs no_such_package: pip install '.[serve]'\n"


def test_the_token_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(serve.TOKEN, "from-outside")
    assert serve.choose_token(None, no_auth=False) == "from-outside"
    assert serve.choose_token("given-here", no_auth=False) == "given-here"
    assert serve.choose_token(None, no_auth=True) is None
    monkeypatch.delenv(serve.TOKEN)
    assert serve.choose_token(None, no_auth=False) is None
    assert len(serve.choose_token("random", no_auth=False)) > 20
    monkeypatch.setenv(serve.TOKEN, "random")  # nobody's word
    assert len(serve.choose_token(None, no_auth=False)) > 20


def test_all_workers_have_the_model_that_was_the_newest_at_the_start(monkeypatch, capsys, tmp_path):
    asked = []
    monkeypatch.setattr(server, "run", lambda options, opened: asked.append(options))
    serve.serve(models=str(tmp_path), port=0, device="cpu", workers=2)
    assert (asked[0].model, asked[0].workers) == (str(DEMO), 2)
    assert shelve(asked[0].model, tmp_path) == shelve(None, tmp_path)


@pytest.fixture
def page(tmp_path) -> bytes:
    rng = np.random.default_rng(0)
    drawing = np.where(rng.random((61, 75)) < 0.1, 0, 255).astype(np.uint8)
    (tmp_path / "page.png").write_bytes(encode_png(drawing))
    return encode_png(drawing)


def test_a_page_is_coloured_to_the_command_s_bytes_and_nothing_is_sent_anywhere(trained, page, tmp_path):
    models = trained.settings.run.models
    arguments = ["--models", models, "--port", "0", "--device", "cpu", "--token", "random"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "2"}
    command = [sys.executable, "-c", WATCHED, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as process:
        try:
            said = [process.stdout.readline() for _ in range(4)]
            url, token = re.search(r"page: (http://127\.0\.0\.1:\d+)/#token=(\S+)", "".join(said)).groups()
            headers = {"Authorization": f"Bearer {token}"}
            answered = httpx.post(f"{url}/v1/colorize", files={"line": page}, headers=headers, timeout=120)
            layers = httpx.post(f"{url}/v1/colorize", files={"line": page}, data={"layers": "psd"}, headers=headers, timeout=120)
            export = httpx.post(f"{url}/v1/colorize", files={"line": page}, data={"model": "straight-export"}, headers=headers, timeout=120)
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=120)
    assert said[1].startswith(f"model: {trained.run.path} (run straight, step 4), ")
    assert (answered.status_code, layers.status_code, export.status_code, process.returncode) == (200, 200, 200, 0)
    assert "CONNECTS" not in log
    assert "Traceback" not in log
    colorize([str(tmp_path / "page.png")], models=models, out=str(tmp_path / "out"), layers="psd", device="cpu")
    stored = (tmp_path / "out" / "page.png").read_bytes()
    assert unstamped(stored) == answered.content
    assert (tmp_path / "out" / "page.psd").read_bytes() == layers.content
    assert export.headers["x-model"] == "straight-export"


def unstamped(png: bytes) -> bytes:
    """A PNG as it was before `pages.finished.put_stamp`: the chunk after the header says what it was made of."""
    length = int.from_bytes(png[33:37], "big")
    return png[:33] + png[33 + 12 + length :]
