import os
import pathlib
import signal
import subprocess
import sys
import threading

import pytest

from data_tools.errors import INTERRUPTED
from lineart_colorizer.training.interruption import interruptible

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_noted_and_said(number):
    said, before = [], signal.getsignal(number)
    with interruptible(said.append) as interruption:
        assert interruption.asked is None
        os.kill(os.getpid(), number)
        assert interruption.asked == signal.Signals(number).name
    assert said == [f"{interruption.asked}: this step is saved, then training stops; once more stops at once"]
    assert signal.getsignal(number) is before


TWICE = """
import os, signal
from lineart_colorizer.training.interruption import interruptible
with interruptible(print):
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGTERM)
    print("still here")
"""


def test_a_second_signal_ends_the_process_at_once():
    ended = subprocess.run([sys.executable, "-u", "-c", TWICE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == INTERRUPTED
    assert "still here" not in ended.stdout


def test_outside_the_main_thread_nothing_is_noted():
    found = []

    def ask():
        with interruptible(found.append) as interruption:
            found.append(interruption.asked)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [None]
